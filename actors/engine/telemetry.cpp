#include "actors/engine/telemetry.hpp"

#include "actors/engine/core.hpp"
#include "actors/engine/telemetry/actor_rows.hpp"
#include "actors/engine/telemetry/exposition.hpp"
#include "actors/engine/telemetry/gather.hpp"
#include "actors/engine/telemetry/process_stats.hpp"

#include <future>
#include <utility>

namespace fleetwire {

namespace {

constexpr std::string_view json_type = "application/json";
constexpr std::string_view actors_path = "/telemetry/actors";

http::response make_answer(unsigned status, std::string_view type, std::string body) {
  http::response result;
  result.status = status;
  result.set("Content-Type", std::string{type});
  result.set("Cache-Control", "no-store");
  result.body = std::move(body);
  return result;
}

http::response json_answer(unsigned status, std::string body) {
  return make_answer(status, json_type, std::move(body));
}

http::response error_answer(unsigned status, std::string_view what) {
  json_writer out;
  out.open('{');
  out.add("error", what);
  out.close('}');
  return json_answer(status, out.take());
}

double now_seconds() noexcept {
  return static_cast<double>(contract::monotonic_nanoseconds()) * 1e-9;
}

} // namespace

telemetry::telemetry(core& of) : core_(of), meters_(of.workers()) {}

telemetry::~telemetry() = default;

void telemetry::start() {
  const auto& wanted = core_.options().telemetry;
  if (!wanted.enabled)
    return;
  transport::server_config config;
  config.host = wanted.host;
  config.port = wanted.port;
  std::vector<transport::io_loop*> loops;
  std::vector<transport::worker_host*> hosts;
  for (unsigned i = 0; i < core_.workers(); ++i) {
    loops.push_back(&core_.loop(i));
    hosts.push_back(&core_.host(i));
  }
  listener_ = std::make_unique<transport::server>(std::move(config), loops, hosts, *this);
  std::error_code fault;
  port_ = listener_->start(fault);
  if (fault)
    throw start_error("cannot listen for telemetry on " + wanted.host + ':'
                      + std::to_string(wanted.port) + ": " + fault.message());
}

void telemetry::stop() {
  if (!listener_)
    return;
  // Shared: the worker may still be inside set_value() when this one goes on.
  auto closed = std::make_shared<std::promise<void>>();
  listener_->close_all([closed] { closed->set_value(); });
  closed->get_future().wait();
}

// -- answers ------------------------------------------------------------------------------------------------

void telemetry::on_request(unsigned, http::request request, transport::exchange answer) {
  const auto path = request.path();
  if (request.method != "GET" && request.method != "HEAD") {
    http::response refused = error_answer(405, "only GET and HEAD");
    refused.set("Allow", "GET, HEAD");
    return answer.respond(std::move(refused));
  }
  if (path == "/health/live")
    return answer.respond(json_answer(200, "{\"status\":\"live\"}"));
  if (path == "/health/ready")
    return answer.respond(core_.ready() ? json_answer(200, "{\"status\":\"ready\"}")
                                        : json_answer(503, "{\"status\":\"draining\"}"));
  if (path == "/metrics")
    return with_reports(std::move(answer), exposition::content_type, false, metrics_text);
  if (path == "/telemetry")
    return with_reports(std::move(answer), json_type, true, telemetry_text);
  if (path.starts_with(actors_path))
    return on_actors(request, std::move(answer));
  answer.respond(error_answer(404, "not found"));
}

void telemetry::on_actors(const http::request& request, transport::exchange answer) {
  auto rest = request.path().substr(actors_path.size());
  // The callbacks are copied about, an exchange is not.
  auto held = std::make_shared<transport::exchange>(std::move(answer));
  auto done = [held](std::string text) {
    held->respond(text.empty() ? error_answer(404, "no such actor")
                               : json_answer(200, std::move(text)));
  };
  if (rest.starts_with('/') && rest.size() > 1)
    return describe_actor(core_, rest.substr(1), done);
  if (!rest.empty())
    return held->respond(error_answer(404, "not found"));
  std::string fault;
  const auto how = read_actor_query(request.query(), fault);
  if (!fault.empty())
    return held->respond(error_answer(400, fault));
  list_actors(core_, how, done);
}

void telemetry::with_reports(transport::exchange answer, std::string_view type, bool with_top,
                             std::string (*write)(core&, const reports&)) {
  auto held = std::make_shared<transport::exchange>(std::move(answer));
  const auto asked = now_seconds();
  gather<worker_report>(
    core_, [this, asked, with_top](unsigned worker) { return report(worker, asked, with_top); },
    [this, held, type, write](reports& all) {
      held->respond(make_answer(200, type, write(core_, all)));
    });
}

worker_report telemetry::report(unsigned worker, double asked, bool with_top) {
  worker_report result;
  const auto now = now_seconds();
  result.lag = now - asked;
  result.cpu_seconds = thread_cpu_seconds();
  result.load = meters_[worker].update(now, result.cpu_seconds);
  result.connections = core_.gateway().session_count(worker);
  for (const auto& space : core_.sockets().spaces())
    result.recoverable += space->at(worker).ghost_count();
  if (with_top) {
    using bridge::connection_order;
    auto& gateway = core_.gateway();
    result.most_messages = gateway.describe(worker, connection_order::messages, top_talkers);
    result.most_bytes = gateway.describe(worker, connection_order::bytes, top_talkers);
  }
  return result;
}

} // namespace fleetwire
