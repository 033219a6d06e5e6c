#include "net/bridge/gateway.hpp"

#include "actors/contract/spawn.hpp"
#include "net/bridge/client_files.hpp"
#include "net/http/origin.hpp"
#include "net/websocket/handshake.hpp"

#include <algorithm>
#include <random>
#include <utility>

namespace fleetwire::bridge {

using engineio::error_code;
using kind = engineio::handshake::kind;

namespace {

/// How often a draining worker closes its next few sessions.
constexpr std::chrono::milliseconds wave_step{20};

/// Headers that only concern the TCP connection or the upgrade; applications have no use for them.
bool concerns_connection_only(std::string_view name) noexcept {
  return http::iequals(name, "connection") || http::iequals(name, "upgrade")
         || http::iequals(name, "content-length")
         || (name.size() > 14 && http::iequals(name.substr(0, 14), "sec-websocket-"));
}

websocket::upgrade_fields fields_of(const http::request& request) noexcept {
  // A header that must be single and is not counts as missing.
  auto single = [&](std::string_view name) {
    return request.count(name) == 1 ? request.get(name) : std::string_view{};
  };
  return {request.method,
          request.version == 11 ? "1.1" : "1.0",
          request.get("upgrade"),
          request.get("connection"),
          single("sec-websocket-version"),
          single("sec-websocket-key")};
}

http::response switching(const websocket::upgrade_result& result) {
  http::response answer;
  answer.status = 101;
  answer.set("Upgrade", "websocket");
  answer.set("Connection", "Upgrade");
  answer.set("Sec-WebSocket-Accept", result.accept);
  return answer;
}

} // namespace

/// Closes a worker's sessions a few at a time, in random order.
class gateway::wave final : public contract::timer {
public:
  wave(gateway& owner, unsigned worker, std::chrono::milliseconds length)
    : owner_(owner), worker_(worker) {
    for (auto& [sid, who] : owner_.desks_[worker]->sessions)
      left_.push_back(who);
    std::shuffle(left_.begin(), left_.end(), std::mt19937{std::random_device{}()});
    auto steps = std::max<std::size_t>(1, static_cast<std::size_t>(length / wave_step));
    per_step_ = left_.size() / steps + 1;
    on_timer();
  }
  void on_timer() override {
    for (std::size_t i = 0; i < per_step_ && !left_.empty(); ++i) {
      left_.back()->close(contract::close_reason::server_shutdown);
      left_.pop_back();
    }
    auto& home = *owner_.workers_[worker_];
    if (!left_.empty())
      home.timers().arm(*this, home.clock().now() + wave_step);
  }

private:
  gateway& owner_;
  const unsigned worker_;
  std::vector<session> left_;
  std::size_t per_step_ = 1;
};

gateway::gateway(const gateway_config& config, gateway_hooks hooks, caf::actor_system& system,
                 std::vector<contract::worker*> workers, contract::kind_registry& kinds)
  : hooks_(std::move(hooks)),
    system_(system),
    workers_(std::move(workers)),
    kind_(kinds.get("connection")) {
  for (std::size_t i = 0; i < workers_.size(); ++i) {
    desks_.push_back(std::make_unique<desk>());
    desks_.back()->config = config;
  }
}

gateway::~gateway() = default;

// -- requests ---------------------------------------------------------------------------------------------

void gateway::on_request(unsigned worker, http::request request, transport::exchange answer) {
  const auto& options = config(worker);
  if (!request.path().starts_with(options.path)) {
    if (hooks_.other_request)
      return hooks_.other_request(worker, std::move(request), std::move(answer));
    http::response missing;
    missing.status = 404;
    return answer.respond(std::move(missing));
  }
  if (request.method == "OPTIONS" && http::enabled(options.cors))
    return answer.respond(http::preflight(options.cors, request));
  if (!options.client_folder.empty() && is_client_file(request.path(), options.path))
    return serve_client(worker, request, std::move(answer));
  on_engine_request(worker, std::move(request), std::move(answer));
}

void gateway::on_engine_request(unsigned worker, http::request request,
                                transport::exchange answer) {
  const auto& options = config(worker);
  auto what = engineio::read_handshake(request, {options.polling, options.websocket});
  switch (what.what) {
    case kind::error:
      return refuse(worker, request, std::move(answer), what.error);
    case kind::open:
    case kind::websocket_open:
      return open(worker, std::move(what), std::move(request), std::move(answer));
    default:
      return route(what, std::move(request), std::move(answer));
  }
}

http::response gateway::prototype(unsigned worker, const http::request& request) const {
  http::response result;
  result.set("Content-Type", "text/plain; charset=UTF-8");
  result.set("Cache-Control", "no-store");
  http::apply_cors(config(worker).cors, request, result);
  return result;
}

void gateway::refuse(unsigned worker, const http::request& request, transport::exchange answer,
                     error_code code) {
  connection_counters::add(counters(worker).refused);
  auto result = prototype(worker, request);
  result.status = engineio::status_of(code);
  result.set("Content-Type", "application/json");
  result.body = engineio::error_body(code);
  answer.respond(std::move(result));
}

/// Tells a session that data for it are on their way, over whatever connection.
class gateway::post_ticket final : public transport::body_ticket {
public:
  post_ticket(gateway& owner, const contract::random_id& sid) : owner_(owner), sid_(sid) {
    owner_.with_session(sid_, [](connection& who) { who.on_post_awaited(); });
  }
  ~post_ticket() override {
    if (!arrived_)
      owner_.with_session(sid_, [](connection& who) { who.on_post_gone(); });
  }
  void arrived() override {
    arrived_ = true;
    owner_.with_session(sid_, [](connection& who) { who.on_post_arrived(); });
  }

private:
  gateway& owner_;
  const contract::random_id sid_;
  bool arrived_ = false;
};

std::unique_ptr<transport::body_ticket> gateway::on_body_awaited(unsigned worker,
                                                                 const http::request& head) {
  const auto& options = config(worker);
  if (head.method != "POST" || !head.path().starts_with(options.path))
    return nullptr;
  auto what = engineio::read_handshake(head, {options.polling, options.websocket});
  auto sid = what.what == kind::post ? contract::random_id::parse(what.sid) : std::nullopt;
  if (!sid)
    return nullptr;
  return std::make_unique<post_ticket>(*this, *sid);
}

void gateway::with_session(const contract::random_id& sid, std::function<void(connection&)> fun) {
  auto home = sid.worker() % static_cast<unsigned>(workers_.size());
  auto run = [this, home, sid, fun = std::move(fun)] {
    auto& sessions = desks_[home]->sessions;
    if (auto found = sessions.find(sid); found != sessions.end() && found->second->is_polling()) {
      auto keep = found->second;
      fun(*keep.who);
    }
  };
  if (workers_[home]->here())
    run();
  else
    workers_[home]->submit(std::move(run));
}

// -- new sessions -------------------------------------------------------------------------------------------

void gateway::open(unsigned worker, engineio::handshake what, http::request request,
                   transport::exchange answer) {
  const auto& options = config(worker);
  if (desks_[worker]->draining) {
    http::response busy;
    busy.status = 503;
    busy.close = true;
    return answer.respond(std::move(busy));
  }
  auto origin = request.get("origin");
  if (!options.allowed_origins.empty() && !origin.empty()
      && !http::origin_allowed(options.allowed_origins, origin))
    return refuse(worker, request, std::move(answer), error_code::forbidden);
  if (!hooks_.allow_request)
    return admit(worker, what, std::move(request), std::move(answer));
  struct waiting {
    engineio::handshake what;
    http::request request;
    transport::exchange answer;
  };
  auto held =
    std::make_shared<waiting>(waiting{std::move(what), std::move(request), std::move(answer)});
  hooks_.allow_request(held->request, [this, worker, held](bool yes) {
    workers_[worker]->submit([this, worker, held, yes] {
      if (!held->answer)
        return; // decided twice
      if (yes)
        admit(worker, held->what, std::move(held->request), std::move(held->answer));
      else
        refuse(worker, held->request, std::move(held->answer), error_code::forbidden);
    });
  });
}

gateway::session gateway::spawn(unsigned worker, const http::request& request,
                                const http::query_values& query) {
  auto hello = std::make_shared<handshake>();
  hello->address = request.remote_address;
  hello->url = request.target;
  hello->secure = request.secure;
  hello->issued = workers_[worker]->clock().wall();
  for (const auto& [name, text] : query)
    hello->query.add(name, text);
  for (const auto& header : request.headers)
    if (!concerns_connection_only(header.name))
      hello->headers.add(header.name, header.value);
  hello->query.shrink();
  hello->headers.shrink();
  auto sid = contract::random_id::make(worker);
  auto handle = contract::spawn_on<connection>(system_, *workers_[worker], *this, *workers_[worker],
                                               sid, std::move(hello));
  auto* self = static_cast<connection*>(caf::actor_cast<caf::abstract_actor*>(handle));
  session result{caf::actor_cast<caf::strong_actor_ptr>(handle), self};
  desks_[worker]->sessions.emplace(sid, result);
  return result;
}

void gateway::admit(unsigned worker, const engineio::handshake& what, http::request request,
                    transport::exchange answer) {
  const auto& options = config(worker);
  if (what.what == kind::open) {
    auto who = spawn(worker, request, what.query);
    auto result = prototype(worker, request);
    if (auto cookie = http::set_cookie(options.cookie, who->id());
        cookie && !options.cookie.name.empty())
      result.set("Set-Cookie", *cookie);
    return who->start_polling(std::move(answer), std::move(result));
  }
  auto upgrade = websocket::check_upgrade(fields_of(request));
  if (!upgrade)
    return refuse(worker, request, std::move(answer), error_code::bad_request);
  auto head = http::serialise(switching(upgrade), 11, false);
  answer.take_stream(std::move(head), worker,
                     [this, worker, request = std::move(request),
                      query = what.query](std::unique_ptr<transport::stream> stream) {
                       auto who = spawn(worker, request, query);
                       who->start_websocket(std::move(stream));
                     });
}

// -- requests of a session --------------------------------------------------------------------------------

void gateway::route(const engineio::handshake& what, http::request request,
                    transport::exchange answer) {
  auto home = what.home % static_cast<unsigned>(workers_.size());
  auto& worker = *workers_[home];
  if (worker.here())
    return on_session_request(home, what, request, std::move(answer));
  worker.submit(
    [this, home, what, request = std::move(request), answer = std::move(answer)]() mutable {
      on_session_request(home, what, request, std::move(answer));
    });
}

void gateway::on_session_request(unsigned worker, const engineio::handshake& what,
                                 const http::request& request, transport::exchange answer) {
  auto sid = contract::random_id::parse(what.sid);
  auto& sessions = desks_[worker]->sessions;
  auto found = sid ? sessions.find(*sid) : sessions.end();
  if (found == sessions.end())
    return refuse(worker, request, std::move(answer), error_code::unknown_sid);
  auto who = found->second;
  if (http::get(what.query, "EIO") != engineio::protocol_version)
    return refuse(worker, request, std::move(answer), error_code::bad_request);
  if (what.what == kind::websocket_upgrade) {
    auto upgrade = websocket::check_upgrade(fields_of(request));
    if (!upgrade || !config(worker).allow_upgrades)
      return refuse(worker, request, std::move(answer), error_code::bad_request);
    // One that comes too late is opened and closed, as the reference does.
    return answer.take_stream(http::serialise(switching(upgrade), 11, false), worker,
                              [who](std::unique_ptr<transport::stream> stream) {
                                if (who->may_upgrade())
                                  who->on_upgrade(std::move(stream));
                                else
                                  stream->close();
                              });
  }
  if (!who->is_polling())
    return refuse(worker, request, std::move(answer), error_code::bad_request);
  if (what.what == kind::poll && who->lapse())
    return refuse(worker, request, std::move(answer), error_code::unknown_sid);
  if (what.what == kind::poll)
    return who->on_poll(std::move(answer), prototype(worker, request));
  bool is_binary = request.get("content-type") == "application/octet-stream";
  who->on_post(request.body, is_binary, std::move(answer), prototype(worker, request));
}

void gateway::serve_client(unsigned worker, const http::request& request,
                           transport::exchange answer) {
  const auto& options = config(worker);
  auto result = client_file(request, options.client_folder);
  http::apply_cors(options.cors, request, result);
  answer.respond(std::move(result));
}

// -- life ---------------------------------------------------------------------------------------------------

void gateway::forget(unsigned worker, const contract::random_id& sid) {
  desks_[worker]->sessions.erase(sid);
  drained(worker);
}

void gateway::log_close(const connection& who, contract::close_reason reason) {
  if (hooks_.on_close)
    hooks_.on_close(who.id(), *who.hello(), reason);
}

void gateway::drained(unsigned worker) {
  auto& desk = *desks_[worker];
  if (!desk.draining || !desk.closing || !desk.sessions.empty())
    return;
  desk.closing = nullptr;
  if (still_draining_.fetch_sub(1) == 1)
    on_drained_();
}

void gateway::drain(std::chrono::milliseconds length, std::function<void()> done) {
  on_drained_ = std::move(done);
  still_draining_ = static_cast<unsigned>(workers_.size());
  for (unsigned i = 0; i < workers_.size(); ++i)
    workers_[i]->submit([this, i, length] {
      auto& desk = *desks_[i];
      desk.draining = true;
      desk.closing = std::make_unique<wave>(*this, i, length);
      drained(i);
    });
}

void gateway::reconfigure(const gateway_config& config) {
  for (unsigned i = 0; i < workers_.size(); ++i)
    workers_[i]->submit([this, i, config] { desks_[i]->config = config; });
}

} // namespace fleetwire::bridge
