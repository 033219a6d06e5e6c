#include "tests/harness/stage.hpp"

#include "actors/runtime/idle_loop.hpp"
#include "actors/runtime/scheduler.hpp"
#include "actors/runtime/worker.hpp"
#include "net/bridge/packet_reader.hpp"
#include "net/bridge/wire_form.hpp"

#include <utility>

#include "caf/actor_system.hpp"
#include "caf/actor_system_config.hpp"

namespace fleetwire::harness {

struct stage::impl {
  impl(unsigned workers, std::uint64_t seed, runtime::server_config config)
    : random(seed), loops(workers), encoder(bridge::parser::json), server(config, encoder, kinds) {}
  std::shared_ptr<contract::manual_clock> clock;
  std::mt19937_64 random;
  std::vector<runtime::idle_loop> loops;
  contract::kind_registry kinds;
  bridge::packet_encoder encoder;
  bridge::connection_config reading;
  runtime::server server;
  caf::actor_system_config caf_config;
  std::unique_ptr<caf::actor_system> system;
};

/// Lives until its owner has heard of the end.
struct fake_client::link final : contract::link, std::enable_shared_from_this<link> {
  link(contract::worker& home, std::string name)
    : home_(home), name_(std::move(name)), hello_(std::make_shared<handshake>()) {}
  void send(const contract::encoded_ptr& what, contract::send_mode) override {
    if (reason_)
      return; // as a connection that is closing
    std::string text;
    for (const auto& part : what->parts)
      text += part.is_binary ? '<' + std::string{what->message(part)} + '>'
                             : std::string{what->message(part).substr(1)};
    received_.push_back(std::move(text));
  }
  void close(contract::close_reason reason) override {
    if (std::exchange(reason_, reason_.value_or(reason)))
      return;
    home_.submit([self = shared_from_this()] { self->end(); });
  }
  void end() {
    if (auto upper = std::exchange(upper_, nullptr))
      upper->on_close(*reason_);
  }
  std::string_view id() const noexcept override { return name_; }
  std::string_view transport() const noexcept override { return "websocket"; }
  const std::shared_ptr<const handshake>& hello() const noexcept override { return hello_; }
  void event_pending() noexcept override { ++unanswered_; }
  void event_settled() noexcept override { --unanswered_; }

  contract::worker& home_;
  const std::string name_;
  std::shared_ptr<const handshake> hello_;
  std::unique_ptr<bridge::message_sink> upper_;
  std::vector<std::string> received_;
  std::optional<contract::close_reason> reason_;
  int unanswered_ = 0;
};

fake_client::fake_client(stage& where, unsigned worker)
  : stage_(where), link_(std::make_shared<link>(where.worker(worker), "connection")) {
  auto& server = stage_.server();
  const auto& reading = stage_.impl_->reading;
  link_->home_.submit([self = link_, &server, &reading] {
    self->upper_ = std::make_unique<bridge::packet_reader>(
      *self, server.accept(*self, self->home_.index()), reading);
  });
}

fake_client::~fake_client() {
  if (!is_closed())
    cut();
}

void fake_client::send(std::string packet) {
  link_->home_.submit([self = link_, packet = std::move(packet)] {
    if (self->upper_ && !self->reason_)
      self->upper_->on_text(packet);
  });
}

void fake_client::cut(contract::close_reason reason) {
  link_->home_.submit([self = link_, reason] {
    if (!self->reason_)
      self->reason_ = reason;
    self->end();
  });
}

const std::vector<std::string>& fake_client::received() const noexcept {
  return link_->received_;
}

std::vector<std::string> fake_client::take() {
  return std::exchange(link_->received_, {});
}

bool fake_client::is_closed() const noexcept {
  return link_->reason_.has_value();
}

bool fake_client::is_gone() const noexcept {
  return link_->reason_ && !link_->upper_;
}

std::optional<contract::close_reason> fake_client::closed_for() const noexcept {
  return link_->reason_;
}

int fake_client::unanswered() const noexcept {
  return link_->unanswered_;
}

stage::stage(unsigned workers, std::uint64_t seed, runtime::server_config config,
             std::shared_ptr<contract::manual_clock> clock)
  : impl_(std::make_unique<impl>(workers, seed, config)) {
  impl_->clock = clock ? std::move(clock) : std::make_shared<contract::manual_clock>();
  runtime::scheduler_config scheduling;
  for (auto& loop : impl_->loops)
    scheduling.loops.push_back(&loop);
  scheduling.clock = impl_->clock.get();
  scheduling.step_mode = true;
  runtime::scheduler::install(impl_->caf_config, scheduling);
  impl_->system = std::make_unique<caf::actor_system>(impl_->caf_config);
}

stage::~stage() {
  settle();
  impl_->server.close();
  runtime::scheduler::of(*impl_->system).step_by_itself();
  impl_->system = nullptr;
}

nsp stage::of(std::string_view name) {
  return nsp{impl_->server.of(name)};
}

runtime::server& stage::server() noexcept {
  return impl_->server;
}

contract::kind_registry& stage::kinds() noexcept {
  return impl_->kinds;
}

std::mt19937_64& stage::random() noexcept {
  return impl_->random;
}

void stage::open() {
  std::vector<contract::worker*> all;
  for (unsigned i = 0; i < impl_->loops.size(); ++i)
    all.push_back(&worker(i));
  impl_->server.open(*impl_->system, all);
}

std::unique_ptr<fake_client> stage::client(unsigned worker) {
  return std::make_unique<fake_client>(*this, worker);
}

void stage::on(unsigned worker, std::function<void()> fun) {
  this->worker(worker).submit(std::move(fun));
}

void stage::steps(unsigned count) {
  auto& workers = runtime::scheduler::of(*impl_->system);
  while (count > 0 && workers.step(impl_->random))
    --count;
}

bool stage::step() {
  return runtime::scheduler::of(*impl_->system).step(impl_->random);
}

std::optional<contract::steady_time> stage::next_deadline() const {
  return runtime::scheduler::of(*impl_->system).next_deadline();
}

void stage::settle() {
  while (step()) {}
}

void stage::advance(std::chrono::milliseconds by) {
  auto& workers = runtime::scheduler::of(*impl_->system);
  auto end = impl_->clock->now() + by;
  settle();
  for (auto due = workers.next_deadline(); due && *due <= end; due = workers.next_deadline()) {
    if (*due > impl_->clock->now())
      impl_->clock->advance(*due - impl_->clock->now());
    settle();
  }
  impl_->clock->advance(end - impl_->clock->now());
  settle();
}

const std::shared_ptr<contract::manual_clock>& stage::clock() const noexcept {
  return impl_->clock;
}

contract::worker& stage::worker(unsigned index) noexcept {
  return runtime::scheduler::of(*impl_->system).at(index);
}

caf::actor_system& stage::system() noexcept {
  return *impl_->system;
}

} // namespace fleetwire::harness
