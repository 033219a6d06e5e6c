#include "actors/systems/orders/routes/support.hpp"

#include "actors/systems/orders/wire/caller.hpp"

namespace fleetwire::systems::orders::routes {

void call::refuse(const rules::refusal& why) const {
  reply(refused(why));
}

void add_route(contract::system_host& host, environment& in, std::string_view method,
               std::string_view pattern, handler handle) {
  host.route({.method = method,
              .pattern = pattern,
              .handler =
                [&in, handle](const web_request_ptr& request, const web_reply& reply) {
                  call c{in, request, reply, wire::caller_of(*request->who)};
                  c.order_id = request->param("id");
                  if (!c.order_id.empty() && !rules::is_order_id(c.order_id))
                    return c.refuse(rules::no_such_order());
                  handle(c);
                },
              .strangers = true});
}

web_answer refused(const rules::refusal& why) {
  json details;
  if (!why.state.empty())
    details = object{}.add("status", std::string_view{why.state}).build();
  return rest::problem(static_cast<unsigned>(why.status), why.message, why.code, details);
}

bool is_good(input& in, const call& c) {
  if (in.finish())
    return true;
  c.reply(rest::invalid(in.faults()));
  return false;
}

} // namespace fleetwire::systems::orders::routes
