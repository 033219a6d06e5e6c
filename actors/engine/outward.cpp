#include "actors/engine/outward.hpp"

#include <utility>

namespace fleetwire {

namespace {

using contract::outward_fault;
using transport::client_fault;

transport::client_config config_of(const contract::outward_options& how) {
  transport::client_config config;
  config.host = how.where.host;
  config.port = how.where.port;
  config.timeout = how.timeout;
  config.max_body = how.max_body;
  config.max_connections = how.max_on_the_way;
  config.max_waiting = how.max_waiting;
  return config;
}

outward_fault fault_of(client_fault why) {
  switch (why) {
    case client_fault::unreachable:
      return outward_fault::unreachable;
    case client_fault::timed_out:
      return outward_fault::timed_out;
    case client_fault::too_large:
      return outward_fault::too_large;
    case client_fault::overloaded:
      return outward_fault::overloaded;
    case client_fault::closed:
      return outward_fault::closed;
    case client_fault::none:
    case client_fault::broken:
      break;
  }
  return outward_fault::broken;
}

} // namespace

outward_adapter::outward_adapter(const contract::outward_options& how, transport::io_loop& loop,
                                 transport::worker_host& home)
  : home_(home),
    prefix_(how.where.path),
    client_(std::make_shared<transport::http_client>(config_of(how), loop, home)) {}

void outward_adapter::get(std::string path, answer done) {
  home_.post([client = client_, target = prefix_ + path, done = std::move(done)] {
    client->get(target, [done](client_fault why, http::response what) {
      if (why == client_fault::none)
        done(contract::outward_answer{what.status, std::move(what.body)});
      else
        done(fault_of(why));
    });
  });
}

void outward_adapter::close() {
  home_.post([client = client_] { client->close(); });
}

} // namespace fleetwire
