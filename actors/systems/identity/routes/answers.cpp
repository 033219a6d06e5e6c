#include "actors/systems/identity/routes/answers.hpp"

#include "actors/systems/identity/service/gate.hpp"

namespace fleetwire::systems::identity {

namespace {

using contract::web_answer;
using contract::web_request;
namespace rest = contract::rest;

constexpr std::string_view cookie_name = "refreshToken";

language language_of(const web_request& asked) {
  return pick_language(asked.header("accept-language"));
}

void add(object& to, std::string_view name, const std::optional<std::string>& text) {
  if (text)
    to.add(name, *text);
  else
    to.add(name, nullptr);
}

void add_time(object& to, std::string_view name, const std::optional<millis>& when) {
  if (when)
    to.add(name, rest::iso(rest::from_ms(*when)));
  else
    to.add(name, nullptr);
}

void set_cookie(web_answer& to, const web_request& asked, const auth_settings& how,
                std::string_view token, millis seconds) {
  std::string text{cookie_name};
  text.append("=").append(token).append("; Max-Age=").append(std::to_string(seconds));
  text.append("; Path=").append(how.cookie_path);
  if (!how.cookie_domain.empty())
    text.append("; Domain=").append(how.cookie_domain);
  text.append("; HttpOnly; SameSite=").append(how.cookie_same_site);
  if (how.cookie_secure == "always" || (how.cookie_secure == "auto" && asked.secure))
    text.append("; Secure");
  to.headers.emplace_back("Set-Cookie", std::move(text));
}

} // namespace

web_answer say(message what, const web_request& asked, unsigned status) {
  const auto info = info_of(what);
  return rest::problem(status != 0 ? status : static_cast<unsigned>(info.status),
                       text_of(what, language_of(asked)), info.code);
}

web_answer say(password::refusal why, const web_request& asked) {
  if (why != password::refusal::busy)
    return rest::problem(503, "The server is about to end", "Service Unavailable");
  auto out = say(message::too_busy, asked);
  out.headers.emplace_back("Retry-After", "2");
  return out;
}

web_answer say(const storage::status& why, message otherwise, const web_request& asked,
               unsigned status) {
  switch (why.code()) {
    case storage::errc::conflict:
      return say(otherwise, asked, status);
    case storage::errc::overloaded: {
      auto out = say(message::too_busy, asked, 503);
      out.headers.emplace_back("Retry-After", "2");
      return out;
    }
    default:
      return rest::problem(503, "The store does not answer", "Service Unavailable");
  }
}

// -- people -------------------------------------------------------------------------------------------

json point_json(const std::optional<place>& where) {
  if (!where)
    return {"null"};
  std::string text = R"({"type":"Point","coordinates":[)";
  append_json_number(text, where->longitude);
  text += ',';
  append_json_number(text, where->latitude);
  return {text + "]}"};
}

json user_json(const user& who) {
  object out;
  out.add("id", who.id).add("name", who.name);
  add(out, "email", who.email);
  out.add("emailVerified", who.email_verified);
  add(out, "phoneNumber", who.phone);
  out.add("phoneNumberVerified", who.phone_verified);
  out.add("userType", to_string(who.type));
  add(out, "profilePictureUrl", who.picture_url);
  out.add("currentLocation", point_json(who.location));
  add(out, "vehicleId", who.vehicle_id);
  out.add("status", to_string(who.status));
  add(out, "preferredLanguage", who.language);
  add_time(out, "termsAcceptedAt", who.terms_at);
  add_time(out, "privacyPolicyAcceptedAt", who.privacy_at);
  add_time(out, "createdAt", who.created_at);
  add_time(out, "updatedAt", who.updated_at);
  add_time(out, "deletedAt", who.deleted_at);
  return out.build();
}

json user_item_json(const user& who) {
  object out;
  out.add("id", who.id).add("name", who.name);
  add(out, "email", who.email);
  add(out, "profilePictureUrl", who.picture_url);
  out.add("userType", to_string(who.type)).add("status", to_string(who.status));
  add(out, "phoneNumber", who.phone);
  add_time(out, "createdAt", who.created_at);
  return out.build();
}

json profile_json(const user& who) {
  object out;
  out.add("id", who.id).add("name", who.name);
  add(out, "email", who.email);
  add(out, "phoneNumber", who.phone);
  add(out, "profilePictureUrl", who.picture_url);
  out.add("userType", to_string(who.type));
  out.add("currentLocation", point_json(who.location));
  add_time(out, "createdAt", who.created_at);
  return out.build();
}

json short_user_json(const user& who) {
  object out;
  out.add("id", who.id).add("name", who.name);
  add(out, "email", who.email);
  add(out, "phoneNumber", who.phone);
  out.add("userType", to_string(who.type));
  add(out, "profilePictureUrl", who.picture_url);
  add(out, "preferredLanguage", who.language);
  return out.build();
}

json session_json(const session_record& one, bool current) {
  object out;
  out.add("id", one.id).add("sid", one.jti).add("userId", one.user_id);
  out.add("sessionType", to_string(one.type));
  if (one.application)
    out.add("appAudience", to_string(*one.application));
  out.add("current", current);
  out.add("deviceInfo", device_json(one));
  out.add("ipAddress", one.ip_address).add("userAgent", one.user_agent);
  out.add("accessTokenExpiresAt", one.access_expires_at);
  out.add("refreshTokenExpiresAt", one.refresh_expires_at);
  add_time(out, "createdAt", one.created_at);
  add_time(out, "lastActivityAt", one.last_activity_at);
  return out.build();
}

// -- cookies --------------------------------------------------------------------------------------------

std::string_view refresh_cookie(const web_request& from) noexcept {
  return from.cookie(cookie_name);
}

void set_refresh_cookie(web_answer& to, const web_request& asked, const auth_settings& how,
                        std::string_view token) {
  set_cookie(to, asked, how, token, how.refresh_ttl.count() / 1'000);
}

void clear_refresh_cookie(web_answer& to, const web_request& asked, const auth_settings& how) {
  set_cookie(to, asked, how, {}, 0);
}

} // namespace fleetwire::systems::identity
