#include "actors/systems/fleet/routes/support.hpp"
#include "actors/systems/fleet/routes/tracker_query.hpp"

namespace fleetwire::systems::fleet::routes {

namespace {

/// As trackers want it: a status and nothing to read.
void answer_tracker(const web_reply& reply, const live::report_result& end) {
  if (const auto* no = std::get_if<rules::refusal>(&end))
    return reply(refused(*no));
  contract::web_answer empty;
  empty.type = "text/plain";
  reply(std::move(empty));
}

/// The button of the app.
void raise_alarm(environment& in, const tracker_message& what) {
  rules::alert made;
  made.type = "sos";
  made.vehicle_id = what.vehicle_id;
  made.message = "The driver asks for help";
  made.worth = rules::priority::critical;
  made.where = what.seen.where;
  in.live->raise(std::move(made), {});
}

tracker_result read(const web_request& request) {
  if (request.body)
    return read_tracker(request.json(), request.query);
  auto query = request.query;
  for (auto& each : read_form(request.raw_body))
    query.push_back(std::move(each));
  return read_tracker(query);
}

void take(environment& in, const web_request_ptr& request, const web_reply& reply) {
  auto what = good(read(*request), reply);
  if (!what)
    return;
  const auto seen = what->seen;
  const auto id = what->vehicle_id;
  const auto key = what->key;
  in.live->report(live::take_report{
    id, seen, {}, key, [&in, reply, what = *std::move(what)](const live::report_result& end) {
      const bool is_taken = std::holds_alternative<rules::verdict>(end);
      if (is_taken && what.alarm == "sos")
        raise_alarm(in, what);
      answer_tracker(reply, end);
    }});
}

} // namespace

void add_tracker_routes(contract::system_host& host, environment& in) {
  for (const auto* method : {"GET", "POST"})
    host.route({.method = method,
                .pattern = "/api/fleet/osmand",
                .who = contract::access::open,
                .handler = [&in](const web_request_ptr& request, const web_reply& reply) {
                  take(in, request, reply);
                }});
}

} // namespace fleetwire::systems::fleet::routes
