#include "actors/systems/fleet/door/routes.hpp"
#include "actors/contract/rest.hpp"
#include "actors/systems/fleet/notifications/surface.hpp"

namespace fleetwire::systems::fleet::notifications {

namespace {

namespace rest = contract::rest;
using contract::input;
using contract::web_reply;
using contract::web_request_ptr;

/// Refuses, or says what is good of the result.
template <class T, class Say>
answer<T> to(const web_reply& reply, Say say) {
  return [reply, say](const std::variant<T, rules::refusal>& result) {
    if (const auto* why = std::get_if<rules::refusal>(&result))
      return reply(door::refused(*why));
    reply(say(std::get<T>(result)));
  };
}

/// Answers when something is wrong with it.
bool is_good(input& in, const web_reply& reply) {
  if (in.finish())
    return true;
  reply(rest::invalid(in.faults()));
  return false;
}

void send(desk& of, const web_request_ptr& request, const web_reply& reply) {
  input body{request->json()};
  const std::string user[] = {read_user(body)};
  const auto what = read_draft(body);
  if (!is_good(body, reply))
    return;
  of.send(user, what, to<std::vector<note>>(reply, [](const std::vector<note>& stored) {
            return rest::success(to_json(stored.front()), "Notification sent", 201);
          }));
}

void send_bulk(desk& of, const web_request_ptr& request, const web_reply& reply) {
  input body{request->json()};
  const auto users = read_users(body);
  const auto what = read_draft(body);
  if (!is_good(body, reply))
    return;
  of.send(users, what, to<std::vector<note>>(reply, [](const std::vector<note>& stored) {
            return rest::success(to_sent(stored), "Notifications sent", 201);
          }));
}

void broadcast(desk& of, const web_request_ptr& request, const web_reply& reply) {
  input body{request->json()};
  const auto what = read_draft(body);
  if (is_good(body, reply))
    reply(rest::success(to_broadcast(of.broadcast(what)), "Notification sent", 201));
}

void list(desk& of, const web_request_ptr& request, const web_reply& reply) {
  input query{request->query};
  auto what = read_wish(query, request->who->user);
  if (!is_good(query, reply))
    return;
  of.list(
    std::move(what), to<desk::page>(reply, [](const desk::page& found) {
      return rest::success(
        object{}.add("notifications", to_json(found.notes)).add("hasMore", found.has_more).build());
    }));
}

void mark_read(desk& of, const web_request_ptr& request, const web_reply& reply) {
  const std::string id{request->param("id")};
  of.mark_read(request->who->user, id, to<std::int64_t>(reply, [id](std::int64_t count) {
                 return rest::success(
                   object{}.add("id", id).add("read", true).add("count", count).build());
               }));
}

} // namespace

void add_routes(contract::system_host& host, desk& of) {
  using door::right;
  const auto add = [&](std::string_view method, std::string_view pattern, right needed,
                       auto handle) {
    door::add_route(host, method, pattern, needed,
                    [&of, handle](const web_request_ptr& request, const web_reply& reply) {
                      handle(of, request, reply);
                    });
  };
  add("POST", "/api/fleet/notifications", right::keeper, send);
  add("POST", "/api/fleet/notifications/bulk", right::keeper, send_bulk);
  add("POST", "/api/fleet/notifications/broadcast", right::keeper, broadcast);
  add("GET", "/api/fleet/notifications", right::somebody, list);
  add("PATCH", "/api/fleet/notifications/:id/read", right::somebody, mark_read);
}

} // namespace fleetwire::systems::fleet::notifications
