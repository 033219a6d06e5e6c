#include "actors/systems/identity/rules/registration.hpp"

#include <array>

#include "actors/systems/identity/rules/fields.hpp"

namespace fleetwire::systems::identity {

namespace {

constexpr std::array<std::string_view, 3> user_types = {"passenger", "driver", "admin"};
constexpr std::array<std::string_view, 3> user_statuses = {"active", "inactive", "banned"};
constexpr std::array<std::string_view, 4> methods = {"local", "google", "facebook", "apple"};

/// Columns of the original that no client may set.
constexpr std::string_view inert_credentials[] = {"mfaEnabled",
                                                  "mfaSecret",
                                                  "mfaMethod",
                                                  "lastPasswordChangeAt",
                                                  "lastPasswordChangedAt",
                                                  "resetToken",
                                                  "resetTokenExpiresAt",
                                                  "resetPasswordToken",
                                                  "resetPasswordTokenExpiresAt",
                                                  "failedLoginAttempts",
                                                  "failedAttempts",
                                                  "lockoutUntil",
                                                  "lockedUntil",
                                                  "salt",
                                                  "backupCodes"};

std::optional<std::string> normal(std::optional<std::string> text,
                                  std::string (*form)(std::string_view)) {
  if (!text)
    return std::nullopt;
  auto out = form(*text);
  return out.empty() ? std::nullopt : std::optional{out};
}

void read_user(value body, std::vector<std::string>& faults, user& out) {
  fields in{body, "user", faults};
  out.name = in.text("name", 1, 100, need::required).value_or("");
  bool has_phone = body["phoneNumber"].exists() && !body["phoneNumber"].is_null();
  bool has_email = body["email"].exists() && !body["email"].is_null();
  out.email =
    normal(in.email("email", 5, 150, has_phone ? need::optional : need::required), normal_email);
  out.phone = normal(in.text("phoneNumber", 10, 20, has_email ? need::optional : need::required),
                     normal_phone);
  if (auto type = in.word("userType", user_types, need::required))
    out.type = *parse<user_type>(*type);
  in.word("status", user_statuses); // everybody begins active: nobody chooses his own
  out.picture_url = in.url("profilePictureUrl");
  out.location = in.location("currentLocation");
  out.vehicle_id = in.uuid("vehicleId");
  out.language = in.text("preferredLanguage", 2, 10);
  out.terms_at = in.time("termsAcceptedAt");
  out.privacy_at = in.time("privacyPolicyAcceptedAt");
  in.no_others();
}

void read_provider(fields& in, value providers, sign_in method, std::vector<std::string>& faults,
                   std::string& out) {
  fields from{providers, "credentials.oauthProviders", faults};
  auto google = from.text("googleId", 1, 255), facebook = from.text("facebookId", 1, 255),
       apple = from.text("appleId", 1, 255);
  from.no_others();
  auto mine = method == sign_in::google ? google : method == sign_in::facebook ? facebook : apple;
  if (mine)
    out = *mine;
  else
    in.fault("oauthProviders must name the user");
}

void read_credentials(value body, std::vector<std::string>& faults, registration& out) {
  fields in{body, "credentials", faults};
  auto method = in.word("authenticationMethod", methods, need::required);
  for (std::size_t i = 0; method && i < methods.size(); ++i)
    if (methods[i] == *method)
      out.method = static_cast<sign_in>(i);
  bool local = out.method == sign_in::local;
  auto password = in.text("password", shortest_password, longest_password,
                          local ? need::required : need::optional);
  auto providers = in.object("oauthProviders", local ? need::optional : need::required);
  if (local)
    out.password = password.value_or("");
  else if (providers.exists())
    read_provider(in, providers, out.method, faults, out.provider_user_id);
  for (auto name : inert_credentials)
    in.ignore(name);
  in.no_others();
}

} // namespace

std::string_view to_string(sign_in how) noexcept {
  return methods[static_cast<std::size_t>(how)];
}

checked<registration> read_registration(value body, const registration_policy& policy) {
  checked<registration> out;
  fields in{body, "", out.faults};
  auto who = in.object("user", need::required);
  auto credentials = in.object("credentials", need::required);
  in.no_others();
  if (who.exists())
    read_user(who, out.faults, out.value.who);
  if (credentials.exists())
    read_credentials(credentials, out.faults, out.value);
  if (!out.faults.empty())
    return out;
  if (!out.value.who.email && !out.value.who.phone)
    out.refused = message::missing_contact;
  if (out.value.who.type == user_type::admin && !policy.admins_may_register)
    out.refused = message::admin_not_registered;
  return out;
}

checked<user_changes> read_changes(value body, bool by_admin) {
  checked<user_changes> out;
  fields in{body, "", out.faults};
  out.value.name = in.text("name", 1, 100);
  out.value.email = normal(in.email("email", 5, 150), normal_email);
  auto phone = in.text("phoneNumber", 10, 20);
  out.value.phone = normal(phone, normal_phone);
  if (auto type = in.word("userType", user_types))
    out.value.type = parse<user_type>(*type);
  for (auto name : {"status", "profilePictureUrl", "currentLocation", "vehicleId",
                    "preferredLanguage", "termsAcceptedAt", "privacyPolicyAcceptedAt"})
    in.ignore(name);
  in.no_others();
  if (phone && !out.value.phone)
    out.faults.emplace_back("phoneNumber must be a phone number");
  if (out.faults.empty() && out.value.type && !by_admin)
    out.refused = message::forbidden;
  return out;
}

checked<std::string> read_password_change(value body) {
  checked<std::string> out;
  fields in{body, "", out.faults};
  auto wanted = in.text("newPassword", 8, 32, need::required);
  auto again = in.text("confirmPassword", 8, 32, need::required);
  in.no_others();
  if (wanted && again && *wanted != *again)
    out.faults.emplace_back("confirmPassword must match newPassword");
  if (out.faults.empty())
    out.value = *wanted;
  return out;
}

std::string normal_email(std::string_view text) {
  std::string out;
  for (char c : text)
    if (c != ' ' && c != '\t' && c != '\r' && c != '\n')
      out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

std::string normal_phone(std::string_view text) {
  std::string out;
  for (char c : text)
    if (c != ' ' && c != '(' && c != ')' && c != '-')
      out += c;
  return out;
}

} // namespace fleetwire::systems::identity
