#define CAF_SUITE actors.systems.identity.rules.registration

#include "actors/systems/identity/rules/registration.hpp"

#include <algorithm>

#include "caf/test/dsl.hpp"

using namespace fleetwire::systems::identity;
using fleetwire::value;

namespace {

constexpr std::string_view good_credentials =
  R"({"authenticationMethod":"local","password":"12345678"})";

std::string body(std::string_view user, std::string_view credentials = good_credentials) {
  return R"({"user":)" + std::string{user} + R"(,"credentials":)" + std::string{credentials} + "}";
}

checked<registration> read(const std::string& text, registration_policy policy = {}) {
  return read_registration(value{text}, policy);
}

/// A good user with one field more or replaced.
std::string user_with(std::string_view field) {
  return R"({"name":"Ana","email":"ana@example.com","userType":"passenger",)" + std::string{field}
         + "}";
}

bool says(const std::vector<std::string>& faults, std::string_view what) {
  return std::find(faults.begin(), faults.end(), what) != faults.end();
}

template <class T>
void check_fault(const checked<T>& result, std::string_view what) {
  CAF_CHECK(says(result.faults, what));
  if (!says(result.faults, what))
    for (const auto& each : result.faults)
      CAF_MESSAGE("says: " << each);
  CAF_CHECK(!result.ok());
}

} // namespace

CAF_TEST(a passenger registers with address or phone) {
  auto mail = read(body(R"({"name":"Ana","email":" Ana@Example.COM ","userType":"passenger"})"));
  CAF_REQUIRE(mail.ok());
  CAF_CHECK_EQUAL(mail.value.who.name, "Ana");
  CAF_CHECK(mail.value.who.email == "ana@example.com");
  CAF_CHECK(!mail.value.who.phone);
  CAF_CHECK_EQUAL(mail.value.password, "12345678");
  auto phone = read(body(R"({"name":"Ben","phoneNumber":"+53 (5) 123-4567","userType":"driver"})"));
  CAF_REQUIRE(phone.ok());
  CAF_CHECK(phone.value.who.phone == "+5351234567");
  CAF_CHECK(phone.value.who.type == user_type::driver);
}

CAF_TEST(some contact is needed) {
  auto none = read(body(R"({"name":"Ana","userType":"passenger"})"));
  check_fault(none, "user.email must be an email");
  check_fault(none, "user.phoneNumber must be a string");
  auto empty = read(body(R"({"name":"A","phoneNumber":"((((((((((","userType":"driver"})"));
  CAF_CHECK(empty.faults.empty());
  CAF_CHECK(empty.refused == message::missing_contact);
}

CAF_TEST(nobody makes himself an admin) {
  auto text = body(R"({"name":"A","email":"a@example.com","userType":"admin"})");
  CAF_CHECK(read(text).refused == message::admin_not_registered);
  CAF_CHECK(read(text, {true}).ok());
}

CAF_TEST(nobody chooses his own status or roles) {
  auto banned = read(body(user_with(R"("status":"inactive")")));
  CAF_REQUIRE(banned.ok());
  CAF_CHECK(banned.value.who.status == user_status::active);
  check_fault(read(body(user_with(R"("roles":["dispatcher"])"))),
              "user.property roles should not exist");
  check_fault(read(body(user_with(R"("id":"x")"))), "user.property id should not exist");
}

CAF_TEST(lengths hold at the limit and one beyond) {
  auto with_name = [](std::size_t size) {
    std::string name;
    for (std::size_t i = 0; i < size; ++i)
      name += "ñ";
    return read(body(R"({"email":"a@example.com","userType":"driver","name":")" + name + "\"}"));
  };
  CAF_CHECK(with_name(1).ok());
  CAF_CHECK(with_name(100).ok());
  check_fault(with_name(0), "user.name must be longer than or equal to 1 characters");
  check_fault(with_name(101), "user.name must be shorter than or equal to 100 characters");
  auto with_phone = [](std::size_t size) {
    return read(
      body(R"({"name":"A","userType":"driver","phoneNumber":")" + std::string(size, '5') + "\"}"));
  };
  CAF_CHECK(with_phone(10).ok());
  CAF_CHECK(with_phone(20).ok());
  check_fault(with_phone(9), "user.phoneNumber must be longer than or equal to 10 characters");
  check_fault(with_phone(21), "user.phoneNumber must be shorter than or equal to 20 characters");
  auto with_password = [](std::size_t size) {
    return read(
      body(user_with(R"("vehicleId":null)"),
           R"({"authenticationMethod":"local","password":")" + std::string(size, 'p') + "\"}"));
  };
  CAF_CHECK(with_password(8).ok());
  CAF_CHECK(with_password(128).ok());
  check_fault(with_password(7),
              "credentials.password must be longer than or equal to 8 characters");
  check_fault(with_password(129),
              "credentials.password must be shorter than or equal to 128 characters");
  auto with_mail = [](std::size_t size) {
    auto name = std::string(std::min<std::size_t>(size - 12, 60), 'a');
    auto rest = size - name.size() - 5; // "@" and ".com"
    std::string host;
    while (host.size() < rest)
      host += host.size() % 50 == 49 && host.size() + 1 < rest ? '.' : 'b';
    return read(
      body(R"({"name":"A","userType":"driver","email":")" + name + "@" + host + ".com\"}"));
  };
  CAF_CHECK(with_mail(150).ok());
  check_fault(with_mail(151), "user.email must be shorter than or equal to 150 characters");
}

CAF_TEST(formats are checked) {
  check_fault(read(body(user_with(R"("userType":"pilot")"))),
              "user.userType must be one of the following values: passenger, driver, admin");
  check_fault(read(body(user_with(R"("vehicleId":"7")"))), "user.vehicleId must be a UUID");
  check_fault(read(body(user_with(R"("profilePictureUrl":"javascript:alert")"))),
              "user.profilePictureUrl must be a URL address");
  check_fault(read(body(user_with(R"("termsAcceptedAt":"2026-02-30")"))),
              "user.termsAcceptedAt must be a valid ISO 8601 date string");
  check_fault(read(body(user_with(R"("currentLocation":{"latitude":91,"longitude":0})"))),
              "user.currentLocation.latitude must be a latitude string or number");
  check_fault(read(body(user_with(R"("name":7)"))), "user.name must be a string");
  auto good = read(body(user_with(
    R"("vehicleId":"9b2f0c6e-3c3f-4a7e-9d55-2b6a3c9d1e10","profilePictureUrl":"https://example.com/a.png","termsAcceptedAt":"2026-01-02T03:04:05.678Z","currentLocation":{"latitude":23.1,"longitude":-82.4})")));
  CAF_REQUIRE(good.ok());
  CAF_CHECK(good.value.who.terms_at == 1767323045678);
  CAF_CHECK_EQUAL(good.value.who.location->longitude, -82.4);
}

CAF_TEST(local accounts need a password and others their provider) {
  auto user = user_with(R"("vehicleId":null)");
  check_fault(read(body(user, R"({"authenticationMethod":"local"})")),
              "credentials.password must be a string");
  check_fault(
    read(body(user, R"({"authenticationMethod":"sms","password":"12345678"})")),
    "credentials.authenticationMethod must be one of the following values: local, google, "
    "facebook, apple");
  check_fault(read(body(user, R"({"authenticationMethod":"google"})")),
              "credentials.oauthProviders must be an object");
  check_fault(read(body(user, R"({"authenticationMethod":"google","oauthProviders":{}})")),
              "credentials.oauthProviders must name the user");
  auto google =
    read(body(user, R"({"authenticationMethod":"google","oauthProviders":{"googleId":"g1"}})"));
  CAF_REQUIRE(google.ok());
  CAF_CHECK(google.value.method == sign_in::google);
  CAF_CHECK_EQUAL(google.value.provider_user_id, "g1");
}

CAF_TEST(bodies that are no bodies give faults and nothing else) {
  for (std::string text : {"", "null", "[]", "7", "{}", R"({"user":[],"credentials":"x"})"}) {
    auto result = read(text);
    check_fault(result, "user must be an object");
    check_fault(result, "credentials must be an object");
  }
  check_fault(read(R"({"user":{},"credentials":{},"x":1})"), "property x should not exist");
}

CAF_TEST(changes touch what they name and only admins change types) {
  auto read_text = [](const std::string& text, bool admin) {
    return read_changes(value{text}, admin);
  };
  auto name = read_text(R"({"name":"Eva"})", false);
  CAF_REQUIRE(name.ok());
  CAF_CHECK(name.value.name == "Eva");
  CAF_CHECK(!name.value.email && !name.value.phone && !name.value.type);
  CAF_CHECK(read_text(R"({"userType":"admin"})", false).refused == message::forbidden);
  CAF_CHECK(read_text(R"({"userType":"admin"})", true).value.type == user_type::admin);
  check_fault(read_text(R"({"phoneNumber":"----------"})", false),
              "phoneNumber must be a phone number");
  check_fault(read_text(R"({"password":"x"})", true), "property password should not exist");
}

CAF_TEST(a new password is given twice) {
  auto read_text = [](const std::string& text) { return read_password_change(value{text}); };
  CAF_CHECK_EQUAL(read_text(R"({"newPassword":"12345678","confirmPassword":"12345678"})").value,
                  "12345678");
  check_fault(read_text(R"({"newPassword":"12345678","confirmPassword":"12345679"})"),
              "confirmPassword must match newPassword");
  auto long_one = '"' + std::string(33, 'p') + '"';
  auto twice = R"({"newPassword":)" + long_one + R"(,"confirmPassword":)" + long_one + "}";
  check_fault(read_text(twice), "newPassword must be shorter than or equal to 32 characters");
}
