#include "actors/systems/fleet/door/door.hpp"

#include "actors/contract/rest.hpp"
#include "actors/systems/fleet/wire/ids.hpp"
#include "actors/systems/fleet/wire/reply.hpp"

namespace fleetwire::systems::fleet::door {

namespace {

using contract::auth_error;
using contract::principal;

constexpr std::chrono::seconds warning{60};

refusal refused(std::string_view why, std::string_view code) {
  return {"Authentication error: " + std::string{why}, object{}.add("code", code).build()};
}

refusal explain(auth_error why) {
  switch (why) {
    case auth_error::missing:
      return refused("missing token", "MISSING_TOKEN");
    case auth_error::expired:
    case auth_error::session_expired:
      return refused("token expired", "TOKEN_EXPIRED");
    case auth_error::mismatch:
      return refused("user mismatch", "USER_MISMATCH");
    default:
      return refused("invalid token", "INVALID_TOKEN");
  }
}

/// An id that could not be named anywhere else is none.
std::optional<refusal> admit(const principal& who) {
  return wire::is_id(who.user) ? std::nullopt : std::optional{explain(auth_error::invalid)};
}

void greet(const socket& s) {
  const auto& who = contract::principal_of(s);
  s.join(user_room(who.user));
  if (!who.type.empty())
    s.join(role_room(who.type));
  for (const auto& role : who.roles)
    s.join(role_room(role));
}

void refresh(contract::auth_port& auth, socket& s, const args& xs, const wire::reply& answer) {
  const auto given = xs[0].type() == value::kind::object ? xs[0]["token"] : xs[0];
  if (const auto why = auth.renew(s, given.as_string().value_or("")))
    return answer.refuse(
      {401, value{why->data.text}["code"].as_string().value_or(""), why->message});
  const auto end = contract::principal_of(s).expires;
  auto said = wire::reply::ok();
  if (end == std::chrono::system_clock::time_point::max())
    said.add("expiresAt", nullptr);
  else
    said.add("expiresAt", contract::rest::iso(end));
  answer.done(said);
}

} // namespace

std::string user_room(std::string_view user) {
  return std::string{"user:"}.append(user);
}

std::string role_room(std::string_view role) {
  return std::string{"role:"}.append(role);
}

void open(nsp where, contract::auth_port& auth) {
  auth.protect(where, {.admit = admit,
                       .explain = explain,
                       .strangers = true,
                       .user_claim = "userId",
                       .warning = warning});
  where.on_connect([](socket& s) { greet(s); });
  wire::on(where, "auth:refresh", [&auth](socket& s, const args& xs, const wire::reply& answer) {
    refresh(auth, s, xs, answer);
  });
}

} // namespace fleetwire::systems::fleet::door
