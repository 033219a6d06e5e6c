#include "actors/systems/identity/rules/login.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "actors/systems/identity/rules/fields.hpp"

namespace fleetwire::systems::identity {

namespace {

constexpr std::array<std::string_view, 4> audiences = {"driver_app", "passenger_app", "admin_panel",
                                                       "api_client"};
constexpr std::array<std::string_view, 3> user_types = {"passenger", "driver", "admin"};
constexpr std::array<std::string_view, 3> session_types = {"web", "mobile_app", "api_client"};

using sign = std::pair<std::string_view, std::string_view>;

/// The name of the first sign that the text carries.
template <std::size_t N>
std::string_view first_of(const sign (&signs)[N], std::string_view text) noexcept {
  for (const auto& [mark, name] : signs)
    if (text.find(mark) != text.npos)
      return name;
  return {};
}

// The more special ones first: Android says Linux, iPhones say Mac OS X, Edge says Chrome.
constexpr sign systems[] = {{"Android", "Android"}, {"iPhone", "iOS"},     {"iPad", "iOS"},
                            {"Windows", "Windows"}, {"CrOS", "Chrome OS"}, {"Mac OS X", "Mac"},
                            {"Macintosh", "Mac"},   {"Linux", "GNU/Linux"}};
constexpr sign browsers[] = {
  {"Edg", "Microsoft Edge"}, {"OPR/", "Opera"},    {"SamsungBrowser", "Samsung Browser"},
  {"Firefox/", "Firefox"},   {"FxiOS", "Firefox"}, {"CriOS", "Chrome"},
  {"Chrome/", "Chrome"},     {"Safari/", "Safari"}};
constexpr std::string_view machines[] = {"bot", "Bot", "crawl", "spider", "Headless"};

std::string_view kind_of(std::string_view agent, std::string_view os) noexcept {
  auto says = [&](std::string_view what) { return agent.find(what) != agent.npos; };
  if (agent.find("Mozilla/") != 0 || std::any_of(std::begin(machines), std::end(machines), says))
    return {};
  if (says("iPad") || says("Tablet") || (os == "Android" && !says("Mobile")))
    return "tablet";
  if (os == "Android" || os == "iOS" || says("Mobile"))
    return "smartphone";
  return os.empty() ? "" : "desktop";
}

} // namespace

device device_of(std::string_view agent) {
  auto os = first_of(systems, agent);
  return {std::string{os}, std::string{first_of(browsers, agent)}, std::string{kind_of(agent, os)}};
}

session_type session_type_of(const device& by) noexcept {
  if (by.kind == "desktop")
    return session_type::web;
  return by.kind.empty() ? session_type::api_client : session_type::mobile_app;
}

checked<login_request> read_login(value body) {
  checked<login_request> out;
  auto& to = out.value;
  fields in{body, "", out.faults};
  auto given = [&](std::string_view name) { return body[name].exists() && !body[name].is_null(); };
  bool by_phone = given("phoneNumber"), by_email = given("email");
  // With both, the phone counts and the address is not even looked at.
  if (by_phone)
    in.ignore("email");
  else if (auto email = in.email("email", 1, 320, need::required))
    to.email = normal_email(*email);
  if (by_email && !by_phone)
    in.ignore("phoneNumber");
  else
    to.phone = in.text("phoneNumber", 7, 20, need::required);
  to.password =
    in.text("password", shortest_password, longest_password, need::required).value_or("");
  if (auto text = in.word("appAudience", audiences, need::required))
    to.application = *parse<audience>(*text);
  if (auto text = in.word("expectedUserType", user_types))
    to.expected = parse<user_type>(*text);
  if (auto text = in.word("sessionType", session_types))
    to.session = parse<session_type>(*text);
  to.app_version = in.object("deviceInfo")["appVersion"].as_string();
  in.object("location");
  for (auto name : {"ipAddress", "userAgent"})
    in.ignore(name);
  in.no_others();
  return out;
}

std::optional<message> check_account(const lockout& locks, millis now) noexcept {
  return locks.active(now) ? std::optional{message::account_locked} : std::nullopt;
}

std::optional<message> check_login(const user& who, const login_request& what) noexcept {
  if (who.deleted_at)
    return message::bad_credentials;
  if (who.status != user_status::active)
    return message::user_not_active;
  if (user_type_of(what.application) != who.type)
    return message::wrong_application;
  if (what.expected && *what.expected != who.type)
    return message::wrong_role;
  return std::nullopt;
}

} // namespace fleetwire::systems::identity
