#define CAF_SUITE actors.systems.identity.rules.login

#include "actors/systems/identity/rules/login.hpp"

#include <algorithm>

#include "caf/test/dsl.hpp"

using namespace fleetwire::systems::identity;
using fleetwire::value;

namespace {

checked<login_request> read(const std::string& text) {
  return read_login(value{text});
}

std::string body(std::string_view rest) {
  return R"({"password":"12345678","appAudience":"driver_app",)" + std::string{rest} + "}";
}

bool says(const std::string& text, std::string_view what) {
  auto faults = read(text).faults;
  return std::find(faults.begin(), faults.end(), what) != faults.end();
}

constexpr std::string_view android = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 "
                                     "(KHTML, like Gecko) Chrome/120.0.0.0 Mobile Safari/537.36";
constexpr std::string_view windows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 "
                                     "(KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36";

} // namespace

CAF_TEST(a login names its user by address or phone) {
  auto mail = read(body(R"("email":" Ana@Example.com")"));
  CAF_REQUIRE(mail.ok());
  CAF_CHECK(mail.value.email == "ana@example.com");
  CAF_CHECK(!mail.value.phone);
  auto phone = read(body(R"("phoneNumber":"+53 51","email":"not looked at")"));
  CAF_CHECK(!phone.ok());
  phone = read(body(R"("phoneNumber":"+53 51234","email":"not looked at")"));
  CAF_REQUIRE(phone.ok());
  CAF_CHECK(phone.value.phone == "+53 51234");
  CAF_CHECK(!phone.value.email);
}

CAF_TEST(without a name there is no login) {
  auto none = R"({"password":"12345678","appAudience":"driver_app"})";
  CAF_CHECK(says(none, "email must be an email"));
  CAF_CHECK(says(none, "phoneNumber must be a string"));
  CAF_CHECK(!read(body(R"("email":null)")).ok());
}

CAF_TEST(what a login must and may carry) {
  CAF_CHECK(says(R"({"email":"a@b.co","appAudience":"driver_app"})", "password must be a string"));
  CAF_CHECK(says(R"({"email":"a@b.co","password":"12345678"})",
                 "appAudience must be one of the following values: driver_app, passenger_app, "
                 "admin_panel, api_client"));
  CAF_CHECK(says(R"({"email":"a@b.co","password":"1234567","appAudience":"driver_app"})",
                 "password must be longer than or equal to 8 characters"));
  auto with_password = [](std::size_t size) {
    return R"({"email":"a@b.co","appAudience":"driver_app","password":")" + std::string(size, 'p')
           + "\"}";
  };
  CAF_CHECK(read(with_password(128)).ok());
  CAF_CHECK(says(with_password(129), "password must be shorter than or equal to 128 characters"));
  CAF_CHECK(says(body(R"("email":"a@b.co","x":1)"), "property x should not exist"));
  auto full = read(body(
    R"("email":"a@b.co","expectedUserType":"driver","sessionType":"web","deviceInfo":{"os":"x","appVersion":"1.2"},"ipAddress":"1","userAgent":"u","location":{"city":"Havana"})"));
  CAF_REQUIRE(full.ok());
  CAF_CHECK(full.value.expected == user_type::driver);
  CAF_CHECK(full.value.session == session_type::web);
  CAF_CHECK(full.value.app_version == "1.2");
}

CAF_TEST(refusals come in the order clients know) {
  login_request what;
  what.application = audience::driver_app;
  what.expected = user_type::passenger;
  user who;
  who.type = user_type::passenger;
  who.status = user_status::banned;
  who.deleted_at = 1;
  CAF_CHECK(check_login(who, what) == message::bad_credentials);
  who.deleted_at.reset();
  CAF_CHECK(check_login(who, what) == message::user_not_active);
  who.status = user_status::active;
  CAF_CHECK(check_login(who, what) == message::wrong_application);
  who.type = user_type::driver;
  CAF_CHECK(check_login(who, what) == message::wrong_role);
  what.expected = user_type::driver;
  CAF_CHECK(!check_login(who, what));
}

CAF_TEST(each application is for one type of user) {
  CAF_CHECK(user_type_of(audience::driver_app) == user_type::driver);
  CAF_CHECK(user_type_of(audience::passenger_app) == user_type::passenger);
  CAF_CHECK(user_type_of(audience::admin_panel) == user_type::admin);
  CAF_CHECK(user_type_of(audience::api_client) == user_type::admin);
}

CAF_TEST(the kind of session follows the device) {
  auto of = [](std::string_view agent) { return session_type_of(device_of(agent)); };
  CAF_CHECK(of(android) == session_type::mobile_app);
  CAF_CHECK(of("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Mobile/15E148")
            == session_type::mobile_app);
  CAF_CHECK(of("Mozilla/5.0 (iPad; CPU OS 17_0 like Mac OS X)") == session_type::mobile_app);
  CAF_CHECK(of("Mozilla/5.0 (Linux; Android 13; SM-X900)") == session_type::mobile_app);
  CAF_CHECK(of(windows) == session_type::web);
  CAF_CHECK(of("Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko Firefox/120.0")
            == session_type::web);
  for (auto script : {"", "curl/8.5", "node", "okhttp/4.12", "python-requests/2.31", "Mozilla/5.0",
                      "Mozilla/5.0 (compatible; Googlebot/2.1; Windows)"})
    CAF_CHECK(of(script) == session_type::api_client);
  CAF_CHECK_EQUAL(device_of(android).os, "Android");
  CAF_CHECK_EQUAL(device_of(android).browser, "Chrome");
  CAF_CHECK_EQUAL(device_of(android).kind, "smartphone");
  CAF_CHECK_EQUAL(device_of(windows).os, "Windows");
}

CAF_TEST(five failures lock for a quarter of an hour) {
  lockout_policy policy;
  lockout locks;
  for (int i = 1; i < 5; ++i) {
    locks = locks.after_failure(policy, 1000);
    CAF_CHECK_EQUAL(locks.failures, i);
    CAF_CHECK(!check_account(locks, 1000));
  }
  locks = locks.after_failure(policy, 1000);
  CAF_CHECK(check_account(locks, 1000) == message::account_locked);
  CAF_CHECK(check_account(locks, 1000 + 15 * 60'000 - 1) == message::account_locked);
  CAF_CHECK(!check_account(locks, 1000 + 15 * 60'000));
}

CAF_TEST(guessing while locked does not lock for longer and afterwards it starts anew) {
  lockout_policy policy{2, 100};
  auto locks = lockout{}.after_failure(policy, 0).after_failure(policy, 0);
  CAF_CHECK(locks.active(99));
  CAF_CHECK(locks.after_failure(policy, 99) == locks);
  auto later = locks.after_failure(policy, 100);
  CAF_CHECK(!later.active(100));
  CAF_CHECK_EQUAL(later.failures, 1);
}
