#include "actors/systems/identity/session/authenticator.hpp"

#include <algorithm>

namespace fleetwire::systems::identity {

namespace {

constexpr std::string_view service_audience = "service";

bool is_service(const jwt::claims& said) {
  return std::find(said.audience.begin(), said.audience.end(), service_audience)
         != said.audience.end();
}

} // namespace

std::string_view to_string(token_refusal why) noexcept {
  switch (why) {
    case token_refusal::none:
      return "";
    case token_refusal::missing:
      return "Missing token";
    case token_refusal::invalid:
    case token_refusal::expired:
      return "Invalid or expired access token";
    case token_refusal::no_subject:
      return "Missing sub/sid";
    case token_refusal::user_not_found:
      return "User not found";
    case token_refusal::user_inactive:
      return "User inactive";
    case token_refusal::invalid_session:
      return "Invalid session";
    case token_refusal::access_expired:
      return "Access expired";
  }
  return "Invalid or expired access token";
}

/// What it says is believed as long as its keys are; sessions and users are looked at each time.
jwt::error authenticator::read(std::string_view token, jwt::seconds now,
                               token_memory::claims_ptr& out) const {
  out = known_->find(token, now);
  if (out)
    return jwt::error::none;
  auto said = std::make_shared<jwt::claims>();
  const auto why = tokens_->verify(token, now, *said);
  out = said;
  if (why == jwt::error::none) {
    token_memory::span good{now};
    if (said->expires)
      good.until = *said->expires + tokens_->options().leeway;
    known_->keep(token, good, std::move(said));
  }
  return why;
}

token_refusal authenticator::check(std::string_view token, millis now, caller& out) const {
  out = {};
  if (token.empty())
    return token_refusal::missing;
  token_memory::claims_ptr read_claims;
  out.why = read(token, now / 1000, read_claims);
  const auto& said = *read_claims;
  if (out.why == jwt::error::missing_claim && said.subject.empty())
    return token_refusal::no_subject;
  if (out.why != jwt::error::none)
    return out.why == jwt::error::expired ? token_refusal::expired : token_refusal::invalid;
  out.issuer = said.issuer;
  out.expires_at = said.expires.value_or(0) * 1000;
  if (said.issuer != own_issuer || is_service(said))
    return accept_stranger(said, out);
  if (said.sid.empty())
    return token_refusal::no_subject;
  auto found = sessions_.check(said.subject, said.sid, now);
  out.who = found.who;
  if (!found.who)
    return token_refusal::user_not_found;
  if (!found.who->active)
    return token_refusal::user_inactive;
  if (found.session == session_state::invalid)
    return token_refusal::invalid_session;
  if (found.session == session_state::expired)
    return token_refusal::access_expired;
  out.sid = said.sid;
  out.session_id = std::move(found.session_id);
  out.expires_at = std::min(out.expires_at, found.expires_at);
  return token_refusal::none;
}

/// Nobody of ours: the token is all there is to know.
token_refusal authenticator::accept_stranger(const jwt::claims& said, caller& out) {
  auto made = std::make_shared<principal>();
  made->id = said.subject;
  made->name = said.name;
  made->email = said.email;
  made->type = said.role;
  made->roles = said.roles;
  out.who = std::move(made);
  return token_refusal::none;
}

} // namespace fleetwire::systems::identity
