#include "actors/engine/core.hpp"

#include "actors/engine/options.hpp"
#include "actors/engine/raw_sink.hpp"
#include "actors/engine/telemetry.hpp"
#include "actors/runtime/one_shot.hpp"
#include "actors/systems/all_systems.hpp"
#include "config/log.hpp"
#include "net/bridge/packet_reader.hpp"
#include "storage/backends/open_snapshots.hpp"

#include <algorithm>
#include <future>
#include <latch>
#include <thread>

namespace fleetwire {

namespace {

constexpr std::string_view recovery_key = "socketio.recovery";

connection_request describe(const http::request& from) {
  connection_request to;
  to.url = from.target;
  to.address = from.remote_address;
  for (const auto& header : from.headers)
    to.headers.emplace_back(header.name, header.value);
  return to;
}

} // namespace

core::core(settings options, std::shared_ptr<contract::manual_clock> virtual_time)
  : options_(std::move(options)),
    virtual_time_(std::move(virtual_time)),
    clock_(virtual_time_ ? static_cast<const contract::clock*>(virtual_time_.get())
                         : &system_time_),
    encoder_(options_.socketio.parser == "msgpack" ? bridge::parser::msgpack
                                                   : bridge::parser::json),
    sockets_(std::make_unique<runtime::server>(server_options(options_), encoder_, kinds_)),
    systems_((systems::add_sections(options_), std::make_unique<systems_of_engine>(*this))) {}

core::~core() {
  stop();
}

// -- start ------------------------------------------------------------------------------------------------

void core::start() {
  try {
    contract::sample_every = options_.telemetry.enabled ? options_.telemetry.sample : 0;
    lock_data();
    systems_->install(options_.systems);
    start_workers();
    start_gateway();
    restore_sockets();
    systems_->start();
    start_listener();
    telemetry_ = std::make_unique<telemetry>(*this);
    telemetry_->start();
  } catch (...) {
    tear_down();
    throw;
  }
  ready_ = true;
  for (auto& fun : std::exchange(at_start_, {}))
    fun();
  log::info("engine", "started", {{"port", port_}, {"workers", workers()}});
}

void core::once_started(std::function<void()> fun) {
  at_start_.push_back(std::move(fun));
}

/// Two servers on one folder would each promise what the other does not know.
void core::lock_data() {
  if (options_.storage.data.empty())
    return;
  if (auto taken = data_lock_.take(options_.storage.data); !taken)
    throw start_error(taken.detail());
}

void core::start_workers() {
  auto count = options_.server.workers;
  if (count == 0)
    count = std::max(1u, std::thread::hardware_concurrency());
  runtime::scheduler_config scheduling;
  scheduling.clock = clock_;
  for (unsigned i = 0; i < count; ++i) {
    loops_.push_back(std::make_unique<loop_adapter>(*clock_, virtual_time_ != nullptr));
    scheduling.loops.push_back(loops_.back().get());
  }
  runtime::scheduler::install(caf_config_, scheduling);
  system_ = std::make_unique<caf::actor_system>(caf_config_);
  for (unsigned i = 0; i < count; ++i)
    hosts_.push_back(std::make_unique<host_adapter>(worker(i)));
}

void core::start_gateway() {
  std::vector<contract::worker*> all;
  for (unsigned i = 0; i < workers(); ++i)
    all.push_back(&worker(i));
  sockets_->open(*system_, all);
  bridge::gateway_hooks hooks;
  hooks.open_sink = [this](contract::link& link, unsigned at) { return open_sink(link, at); };
  if (allow_request)
    hooks.allow_request = [this](const http::request& request, std::function<void(bool)> decide) {
      // The application may decide late, when there is no gateway any more.
      auto in_time = [way = sockets_->entrance(), decide](bool yes) {
        way->pass([&] { decide(yes); });
      };
      try {
        allow_request(describe(request), in_time);
      } catch (const std::exception& failure) {
        log::error("engineio", "allow_request_failed", {{"what", failure.what()}});
        decide(false);
      }
    };
  hooks.other_request = [this](unsigned at, http::request request, transport::exchange answer) {
    systems_->answer(at, std::move(request), std::move(answer));
  };
  hooks.on_close = [](std::string_view sid, const handshake& hello, contract::close_reason why) {
    log::info("engineio", "close",
              {{"sid", sid}, {"address", hello.address}, {"reason", contract::reason_text(why)}});
  };
  gateway_ = std::make_unique<bridge::gateway>(gateway_options(options_), std::move(hooks),
                                               *system_, all, kinds_);
}

std::unique_ptr<bridge::message_sink> core::open_sink(contract::link& link, unsigned at) {
  if (!options_.socketio.enabled)
    return std::make_unique<raw_sink>(link, on_raw_message);
  return std::make_unique<bridge::packet_reader>(link, sockets_->accept(link, at),
                                                 gateway_->config(at).connection);
}

void core::start_listener() {
  transport::server_config config;
  config.host = options_.server.host;
  config.port = options_.server.port;
  config.backlog = options_.server.backlog;
  config.http = http_options(options_);
  config.addresses = address_options(options_);
  config.now = [this] { return clock_->now(); };
  auto proxies = http::trusted_proxies::parse(options_.proxy.trusted);
  if (!proxies)
    throw start_error("proxy.trusted holds something that is neither an address nor a range");
  config.proxies = *proxies;
  if (!options_.tls.certificate.empty()) {
    std::string fault;
    tls_ = transport::tls_context::load(options_.tls.certificate, options_.tls.key, fault);
    if (!tls_)
      throw start_error(fault);
    config.tls = tls_;
  }
  std::vector<transport::io_loop*> loops;
  std::vector<transport::worker_host*> hosts;
  for (unsigned i = 0; i < workers(); ++i) {
    loops.push_back(&loop(i));
    hosts.push_back(&host(i));
  }
  listener_ = std::make_unique<transport::server>(std::move(config), loops, hosts, *gateway_);
  std::error_code fault;
  port_ = listener_->start(fault);
  if (fault)
    throw start_error("cannot listen on " + options_.server.host + ':'
                      + std::to_string(options_.server.port) + ": " + fault.message());
}

std::vector<embedded*> core::embedded_systems() const {
  return systems_->embedded_systems();
}

// -- recovery across a restart ----------------------------------------------------------------------------

void core::restore_sockets() {
  if (!options_.recovery.enabled || options_.storage.data.empty())
    return;
  storage::status opened;
  snapshots_ = storage::open_snapshots(options_.storage.data, opened);
  if (!snapshots_)
    throw start_error(opened.detail());
  std::optional<std::string> saved;
  auto loaded = snapshots_->load(recovery_key, saved);
  if (!loaded)
    throw start_error(loaded.detail());
  if (!saved)
    return;
  sockets_->restore(*saved);
  // Used up: after a crash clients must hear that their state is gone.
  if (auto removed = snapshots_->remove(recovery_key); !removed)
    throw start_error(removed.detail());
}

void core::store_sockets() {
  if (!snapshots_)
    return;
  std::string state;
  while_halted([&] { state = sockets_->snapshot(); });
  if (state.empty())
    return;
  if (auto saved = snapshots_->save(recovery_key, state); !saved)
    log::error("recovery", "not_saved", {{"why", saved.detail()}});
}

// -- stop ---------------------------------------------------------------------------------------------------

void core::while_halted(const std::function<void()>& fun) {
  std::latch halted{static_cast<std::ptrdiff_t>(workers())};
  std::latch go_on{1};
  std::latch left{static_cast<std::ptrdiff_t>(workers())};
  for (unsigned i = 0; i < workers(); ++i)
    worker(i).submit([&] {
      halted.count_down();
      go_on.wait();
      left.count_down();
    });
  halted.wait();
  fun();
  go_on.count_down();
  left.wait(); // the latches are on this stack
}

void core::drain() {
  auto everybody_left = std::make_shared<std::promise<void>>();
  auto left = everybody_left->get_future();
  listener_->stop_accepting();
  gateway_->drain(options_.server.drain_wave, [everybody_left] { everybody_left->set_value(); });
  if (left.wait_for(options_.server.drain_timeout) != std::future_status::ready)
    log::warn("engine", "drain_timeout",
              {{"connections", static_cast<std::uint64_t>(listener_->open_connections())}});
}

void core::stop() {
  if (!started())
    return;
  log::info("engine", "draining");
  ready_ = false;
  drain();
  store_sockets();
  tear_down();
  log::info("engine", "stopped");
}

void core::tear_down() {
  if (!system_)
    return;
  if (telemetry_)
    telemetry_->stop();
  if (listener_) {
    auto closed = std::make_shared<std::promise<void>>();
    listener_->close_all([closed] { closed->set_value(); });
    closed->get_future().wait();
  }
  systems_->stop();
  while_halted([this] {
    systems_->release();
    sockets_->close();
  });
  // Joins the workers; what they had left to do is dropped with its references.
  system_ = nullptr;
  systems_->close();
  telemetry_ = nullptr;
  listener_ = nullptr;
  gateway_ = nullptr;
  hosts_.clear();
  loops_.clear();
  snapshots_ = nullptr;
  data_lock_.release();
}

// -- while it runs ------------------------------------------------------------------------------------------

void core::reload(const settings& changed) {
  if (!started())
    return;
  options_.server.drain_timeout = changed.server.drain_timeout;
  options_.server.drain_wave = changed.server.drain_wave;
  options_.guard = changed.guard;
  options_.cors = changed.cors;
  options_.http = changed.http;
  options_.tls = changed.tls;
  sockets_->reconfigure(server_options(options_));
  systems_->reload(changed);
  gateway_->reconfigure(gateway_options(options_));
  listener_->reconfigure(http_options(options_), address_options(options_));
  if (tls_) {
    std::string fault;
    if (!tls_->reload(options_.tls.certificate, options_.tls.key, fault))
      log::error("engine", "certificate_kept", {{"why", fault}});
  }
  log::info("engine", "reloaded");
}

void core::post(std::function<void()> fun) {
  auto run = [fun = std::move(fun)] {
    try {
      fun();
    } catch (const std::exception& failure) {
      log::error("engine", "task_failed", {{"what", failure.what()}});
    }
  };
  auto& way = *sockets_->entrance();
  auto* here = way.here();
  way.submit(here ? here->index() : 0, std::move(run));
}

void core::after(std::chrono::milliseconds delay, std::function<void()> fun) {
  post([this, delay, fun = std::move(fun)]() mutable {
    auto& here = *runtime::worker::current();
    runtime::one_shot::later(here.timers(), here.clock().now() + delay,
                             [this, fun = std::move(fun)] { post(fun); });
  });
}

void core::wake_all() {
  for (auto& each : loops_)
    each->wake();
}

std::uint16_t core::telemetry_port() const noexcept {
  return telemetry_ ? telemetry_->port() : 0;
}

} // namespace fleetwire
