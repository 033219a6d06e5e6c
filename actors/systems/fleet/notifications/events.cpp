#include "actors/systems/fleet/notifications/surface.hpp"
#include "actors/systems/fleet/wire/reply.hpp"

namespace fleetwire::systems::fleet::notifications {

namespace {

const std::string& user_of(const socket& s) {
  return contract::principal_of(s).user;
}

/// Refuses, or says what is good of the result.
template <class T, class Say>
answer<T> to(const wire::reply& reply, Say say) {
  return [reply, say](const std::variant<T, rules::refusal>& result) {
    if (const auto* why = std::get_if<rules::refusal>(&result))
      return reply.refuse(*why);
    reply.done(say(std::get<T>(result)));
  };
}

object counted(std::int64_t count) {
  return wire::reply::ok().add("count", count);
}

void list(desk& of, const socket& s, const args& xs, const wire::reply& reply) {
  contract::input in{xs[0].is_null() ? value{} : xs[0]};
  auto what = read_wish(in, user_of(s));
  if (!in.ok())
    return reply.refuse(wire::invalid(in.faults()));
  of.list(std::move(what), to<desk::page>(reply, [](const desk::page& found) {
            return wire::reply::ok()
              .add("notifications", to_json(found.notes))
              .add("hasMore", found.has_more);
          }));
}

} // namespace

void open(nsp where, desk& of) {
  wire::on(where, "notification:request-count",
           [&of](socket& s, const args&, const wire::reply& reply) {
             of.count(user_of(s), to<std::int64_t>(reply, counted));
           });
  wire::on_id(where, "notification:mark-read", "notificationId",
              [&of](socket& s, const std::string& id, const wire::reply& reply) {
                of.mark_read(user_of(s), id, to<std::int64_t>(reply, counted));
              });
  wire::on(where, "notification:mark-all-read",
           [&of](socket& s, const args&, const wire::reply& reply) {
             of.mark_all_read(user_of(s), to<desk::all_read>(reply, [](const auto& all) {
                                return counted(all.count).add("marked", all.marked);
                              }));
           });
  wire::on(where, "notification:list",
           [&of](socket& s, const args& xs, const wire::reply& reply) { list(of, s, xs, reply); });
}

} // namespace fleetwire::systems::fleet::notifications
