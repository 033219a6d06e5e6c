#include "actors/systems/orders/realtime/namespace.hpp"

#include "actors/contract/last_words.hpp"
#include "actors/contract/second_look.hpp"
#include "actors/systems/orders/realtime/publisher.hpp"
#include "actors/systems/orders/realtime/reply_to.hpp"
#include "actors/systems/orders/wire/bodies.hpp"
#include "actors/systems/orders/wire/caller.hpp"
#include "actors/systems/orders/wire/rooms.hpp"
#include "actors/systems/orders/wire/shapes.hpp"

#include <algorithm>
#include <utility>

namespace fleetwire::systems::orders::realtime {

namespace {

using contract::auth_error;
using contract::input;

constexpr std::string_view unauthorized = "Unauthorized";

std::string_view code_of(auth_error why) noexcept {
  switch (why) {
    case auth_error::missing:
      return "MISSING_TOKEN";
    case auth_error::invalid:
      return "INVALID_TOKEN";
    case auth_error::expired:
      return "TOKEN_EXPIRED";
    case auth_error::no_subject:
      return "MISSING_SUBJECT";
    case auth_error::unknown_user:
      return "USER_NOT_FOUND";
    case auth_error::inactive:
      return "USER_INACTIVE";
    case auth_error::no_session:
      return "INVALID_SESSION";
    case auth_error::session_expired:
      return "ACCESS_EXPIRED";
    case auth_error::mismatch:
      return "USER_MISMATCH";
  }
  return "INVALID_TOKEN";
}

refusal explain(auth_error why) {
  return {std::string{unauthorized}, object{}.add("code", code_of(why)).build()};
}

rules::refusal bad(std::string message) {
  return {400, "BAD_REQUEST", std::move(message)};
}

/// An event of a client: who sent it, about which order, and what else it says.
struct asked {
  const surface& rest;
  const socket& from;
  std::string order_id;
  input& body;
  reply_to reply;

  rules::caller by() const { return wire::caller_of(contract::principal_of(from)); }
  /// Answers when something is wrong with it.
  bool is_good() const {
    if (body.ok())
      return true;
    reply.badly(bad(wire::sentence_of(body)));
    return false;
  }
  void tell(live::command what) const { rest.live->tell(order_id, std::move(what)); }
};

using handler = void (*)(const asked&);

void listen(nsp& where, const surface& rest, std::string_view event, handler handle) {
  where.on(event, [&rest, event, handle](socket& s, const args& xs, ack answer) {
    const reply_to reply{s, event, std::move(answer)};
    if (xs[0].type() != value::kind::object)
      return reply.badly(bad("the argument must be an object"));
    input body{xs[0]};
    auto id = wire::read_order_id(body).value_or("");
    handle({rest, s, std::move(id), body, reply});
  });
}

/// Acknowledges with nothing but ok, or complains.
template <class T>
live::answer<T> acknowledge(const reply_to& reply) {
  return [reply](const auto& result) {
    if (const auto* no = std::get_if<rules::refusal>(&result))
      return reply.badly(*no);
    reply.well();
  };
}

void tell_position(const socket& s, const live::standing& now) {
  const auto id = std::string_view{now.order.id};
  if (now.where)
    s.emit_keyed(position_key(id), location_event, wire::location_event(id, *now.where));
}

void welcome(const reply_to& reply, const live::standing& now) {
  const auto& s = reply.whom();
  const auto id = std::string_view{now.order.id};
  s.emit("order:joined", wire::joined_event(id));
  reply.well([&](object& out) {
    out.add("orderId", id).add("status", to_string(now.order.status));
    if (now.where)
      out.add("lastLocation", wire::position_json(*now.where));
    out.add("unread", now.unread);
  });
  tell_position(s, now);
}

/// Out of the room, unless only the store failed: then he may be here, and a join of his may have told
/// him so.
void leave_if_unwanted(const socket& s, std::string_view room, const rules::refusal& why) {
  if (why.status != 503)
    s.leave(room);
}

live::answer<live::standing> answer_of_join(const reply_to& reply, const std::string& id) {
  return [reply, id](const auto& result) {
    const auto* no = std::get_if<rules::refusal>(&result);
    if (!no)
      return welcome(reply, std::get<live::standing>(result));
    leave_if_unwanted(reply.whom(), wire::order_room(id), *no);
    reply.badly(*no);
  };
}

/// Into the room first, then how things stand: so nothing falls in between.
void join(const asked& a) {
  if (!a.is_good())
    return;
  const auto enter = [&rest = a.rest, by = a.by(), id = a.order_id, reply = a.reply] {
    const auto room = wire::order_room(id);
    reply.whom().join(room);
    if (const auto mine = reply.whom().rooms(); std::ranges::find(mine, room) == mine.end())
      return reply.badly({409, "TOO_MANY", "This connection is in as many rooms as it may be"});
    rest.live->tell(id, live::catch_up{by, answer_of_join(reply, id)});
  };
  const auto then = [enter, reply = a.reply, home = a.rest.here()](const auto& result) {
    if (const auto* no = std::get_if<rules::refusal>(&result))
      return reply.badly(*no);
    home->submit(enter);
  };
  a.tell(live::look{a.by(), true, then});
}

/// At once, and again behind a join that is still on its way: the last one that was asked for counts.
void leave(const asked& a) {
  if (!a.is_good())
    return;
  a.from.leave(wire::order_room(a.order_id));
  const auto go = [id = a.order_id, reply = a.reply] {
    reply.whom().leave(wire::order_room(id));
    reply.well([&id](object& out) { out.add("orderId", std::string_view{id}); });
  };
  a.tell(live::look{a.by(), false, [go, home = a.rest.here()](const auto&) { home->submit(go); }});
}

/// It is in the rooms it was in, though somebody may have lost the order meanwhile; and positions are
/// not among what it missed, for only the newest counts.
void catch_up(const socket& s, const surface& rest) {
  const auto by = wire::caller_of(contract::principal_of(s));
  for (const auto& room : s.rooms()) {
    const auto id = wire::order_of_room(room);
    if (!id)
      continue;
    const auto answer = [s, room](const auto& result) {
      if (const auto* no = std::get_if<rules::refusal>(&result))
        return leave_if_unwanted(s, room, *no);
      tell_position(s, std::get<live::standing>(result));
    };
    rest.live->tell(*id, live::catch_up{by, answer});
  }
}

void greet(const socket& s, const surface& rest) {
  s.join(wire::user_room(contract::principal_of(s).user));
  if (s.recovered())
    catch_up(s, rest);
}

void take_position(const asked& a) {
  const auto sent = wire::read_position(a.body);
  if (a.is_good())
    a.tell(live::report{a.by(), sent, acknowledge<rules::position>(a.reply)});
}

void take_message(const asked& a) {
  auto what = wire::read_message(a.body);
  if (!a.is_good())
    return;
  const auto answer = [reply = a.reply](const auto& result) {
    if (const auto* no = std::get_if<rules::refusal>(&result))
      return reply.badly(*no);
    const auto& said = *std::get<rules::message_ptr>(result);
    reply.well([&said](object& out) {
      out.add("id", std::string_view{said.id});
      out.add("createdAt", contract::rest::iso(said.created_at));
    });
  };
  a.tell(live::say{a.by(), std::move(what), answer});
}

void tell_history(const asked& a) {
  const auto wanted = wire::read_history(a.body);
  if (!a.is_good())
    return;
  const auto answer = [reply = a.reply, id = a.order_id](const auto& result) {
    if (const auto* no = std::get_if<rules::refusal>(&result))
      return reply.badly(*no);
    const auto& page = std::get<store::message_page>(result);
    reply.well([&](object& out) {
      out.add("orderId", std::string_view{id}).add("messages", wire::messages_json(page.messages));
      out.add("hasMore", page.has_more);
    });
  };
  a.tell(live::recall{a.by(), wanted.before, wanted.limit, answer});
}

void take_mark(const asked& a) {
  auto up_to = a.body.text("upTo", contract::need::required, 1, 100);
  if (a.is_good())
    a.tell(live::mark{a.by(), std::move(*up_to), acknowledge<std::string>(a.reply)});
}

void take_typing(const asked& a) {
  if (a.is_good())
    a.tell(live::type{a.by(), std::string{a.from.id()}, acknowledge<std::monostate>(a.reply)});
}

json token_is_over() {
  return object{}.add("status", "error").add("message", unauthorized).build();
}

/// The token may have ended since the socket came in.
void check_each_event(nsp& where, const contract::second_look& auth) {
  where.use_event([&auth](socket& s, std::string_view, const args&, const next& go) {
    if (auth.is_still_good(s))
      return go();
    s.emit("exception", token_is_over());
    s.disconnect(true);
  });
}

} // namespace

void open_events(nsp where, contract::auth_port& auth, const surface& rest) {
  auth.protect(where, {.admit = {}, .explain = explain, .strangers = true});
  if (auto* port = dynamic_cast<contract::last_words*>(&auth))
    port->say_at_end(where, "exception", token_is_over());
  if (const auto* port = dynamic_cast<const contract::second_look*>(&auth))
    check_each_event(where, *port);
  where.on_connect([&rest](socket& s) { greet(s, rest); });
  listen(where, rest, "order:join", join);
  listen(where, rest, "order:leave", leave);
  listen(where, rest, "driver:location", take_position);
  listen(where, rest, "chat:message", take_message);
  listen(where, rest, "chat:history", tell_history);
  listen(where, rest, "chat:read", take_mark);
  listen(where, rest, "chat:typing", take_typing);
}

} // namespace fleetwire::systems::orders::realtime
