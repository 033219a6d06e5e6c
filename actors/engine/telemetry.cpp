#include "actors/engine/telemetry.hpp"

#include "actors/engine/core.hpp"

#include <future>

namespace fleetwire {

telemetry::telemetry(core& of) : core_(of) {
}

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
  std::promise<void> closed;
  listener_->close_all([&] { closed.set_value(); });
  closed.get_future().wait();
}

void telemetry::on_request(unsigned, http::request request, transport::exchange answer) {
  http::response result;
  if (request.path() == "/health/live") {
    result.body = "{\"status\":\"live\"}";
  } else if (request.path() == "/health/ready") {
    result.status = core_.ready() ? 200 : 503;
    result.body = core_.ready() ? "{\"status\":\"ready\"}" : "{\"status\":\"draining\"}";
  } else {
    result.status = 404;
  }
  result.set("Content-Type", "application/json");
  answer.respond(std::move(result));
}

} // namespace fleetwire
