#include "actors/systems/identity/rules/tokens.hpp"

namespace fleetwire::systems::identity {

namespace {

constexpr std::string_view access_type = "at+jwt";
constexpr std::string_view refresh_type = "rt+jwt";
/// Of tokens without a session.
constexpr std::string_view service_audience = "service";

void add_contact(object& out, std::string_view name, const std::optional<std::string>& text) {
  if (text)
    out.add(name, *text);
  else
    out.add(name, nullptr);
}

std::string roles_json(const std::vector<std::string>& roles) {
  std::string out = "[";
  for (const auto& each : roles) {
    out += out.size() > 1 ? "," : "";
    append_json_string(out, each);
  }
  return out + ']';
}

std::string access_token(const own_keys& keys, const session_record& record, const user& who,
                         millis now) {
  object out;
  out.add("iss", keys.issuer).add("sub", who.id).add("id", who.id);
  if (record.application)
    out.add("aud", to_string(*record.application));
  out.add("sid", record.jti);
  out.add("userType", to_string(who.type)).add("role", to_string(who.type)).add("name", who.name);
  if (!who.roles.empty())
    out.add("roles", json{roles_json(who.roles)});
  add_contact(out, "email", who.email);
  add_contact(out, "phoneNumber", who.phone);
  out.add("iat", now / 1000).add("exp", record.access_expires_at / 1000);
  return jwt::sign(keys.access.front(), access_type, out.build());
}

std::string refresh_token(const own_keys& keys, const session_record& record, const user& who,
                          millis now) {
  object out;
  out.add("iss", keys.issuer).add("sub", who.id);
  out.add("jti", record.jti).add("fam", record.id);
  out.add("iat", now / 1000).add("exp", record.refresh_expires_at / 1000);
  return jwt::sign(keys.refresh.front(), refresh_type, out.build());
}

} // namespace

token_pair make_tokens(const own_keys& keys, const session_record& record, const user& who,
                       millis now) {
  return {access_token(keys, record, who, now), refresh_token(keys, record, who, now)};
}

std::string make_service_token(const own_keys& keys, std::string_view subject,
                               std::string_view role, millis now, millis expires_at) {
  object out;
  out.add("iss", keys.issuer).add("sub", subject).add("id", subject).add("aud", service_audience);
  out.add("userType", role).add("role", role).add("name", subject);
  out.add("iat", now / 1000).add("exp", expires_at / 1000);
  return jwt::sign(keys.access.front(), access_type, out.build());
}

jwt::issuer access_issuer(const own_keys& keys) {
  jwt::issuer out;
  out.name = "own";
  out.iss = keys.issuer;
  out.keys = keys.access;
  out.types = {std::string{access_type}};
  for (auto each :
       {audience::driver_app, audience::passenger_app, audience::admin_panel, audience::api_client})
    out.audiences.emplace_back(to_string(each));
  out.audiences.emplace_back(service_audience);
  return out;
}

jwt::issuer refresh_issuer(const own_keys& keys) {
  jwt::issuer out;
  out.name = "own";
  out.iss = keys.issuer;
  out.keys = keys.refresh;
  out.types = {std::string{refresh_type}};
  return out;
}

} // namespace fleetwire::systems::identity
