#define CAF_SUITE actors.systems.identity.testing.users

#include "actors/systems/identity/testing/office.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire;
using namespace fleetwire::systems::identity;
using namespace fleetwire::systems::identity::testing;
using namespace std::chrono_literals;

CAF_TEST(a taken address is a soft failure) {
  office it;
  const auto first = it.enrol("ana@example.org");
  CAF_CHECK_EQUAL(first.text("message"), "User registered successfully");
  CAF_CHECK_EQUAL(first.data_text("status"), "active");
  const auto second = it.enrol("ana@example.org");
  CAF_CHECK_EQUAL(second.status, 201u);
  CAF_CHECK_EQUAL(second.body.root()["success"].as_bool().value_or(true), false);
  CAF_CHECK_EQUAL(second.code(), "EMAIL_CONFLICT");
}

CAF_TEST(nobody makes himself an admin unless the settings say so) {
  office it;
  CAF_CHECK_EQUAL(it.enrol("eve@example.org", "admin").status, 403u);
  auto options = quick();
  options.admins_may_register = true;
  office open{options};
  CAF_CHECK_EQUAL(open.enrol("eve@example.org", "admin").status, 201u);
}

CAF_TEST(a record is its owner's and the admins') {
  office it;
  const auto ana = it.enrol("ana@example.org").data_text("id");
  const auto eva = it.enrol("eva@example.org").data_text("id");
  const auto token = it.log_in_passenger().data_text("accessToken");
  const auto admin = it.log_in_admin().data_text("accessToken");
  auto show = [&](const std::string& id, const std::string& by) {
    return it.ask("GET /api/users/:id", {.token = by, .id = id}).status;
  };
  CAF_CHECK_EQUAL(show(ana, token), 200u);
  CAF_CHECK_EQUAL(show(eva, token), 403u);
  CAF_CHECK_EQUAL(show(eva, admin), 200u);
  CAF_CHECK_EQUAL(show("no-uuid", admin), 400u);
  CAF_CHECK_EQUAL(it.ask("GET /api/users", {.token = token}).status, 403u);
  const auto all = it.ask("GET /api/users", {.token = admin, .query = {{"limit", "2"}}});
  CAF_CHECK_EQUAL(all.data().size(), 2u);
  CAF_CHECK_EQUAL(all.body.root()["meta"]["total"].as_int().value_or(0), 3);
  CAF_CHECK_EQUAL(it.ask("GET /api/users/profile", {.token = token}).data_text("userType"),
                  "passenger");
}

CAF_TEST(changes are stored and conflicts are soft) {
  office it;
  const auto ana = it.enrol("ana@example.org").data_text("id");
  it.enrol("eva@example.org");
  const auto token = it.log_in_passenger().data_text("accessToken");
  auto change = [&](const std::string& body) {
    return it.ask("PATCH /api/users/:id", {.body = body, .token = token, .id = ana});
  };
  CAF_CHECK_EQUAL(change(R"({"name":"Ana María"})").data_text("name"), "Ana María");
  const auto taken = change(R"({"email":"eva@example.org"})");
  CAF_CHECK_EQUAL(taken.status, 200u);
  CAF_CHECK_EQUAL(taken.code(), "EMAIL_CONFLICT");
  CAF_CHECK_EQUAL(change(R"({"userType":"admin"})").status, 403u);
}

CAF_TEST(a new password ends the other sessions) {
  office it;
  const auto ana = it.enrol("ana@example.org").data_text("id");
  const auto here = it.log_in_passenger(), there = it.log_in_passenger();
  const auto token = here.data_text("accessToken");
  const auto done =
    it.ask("PATCH /api/users/:id/password",
           {.body = R"({"newPassword":"battery staple","confirmPassword":"battery staple"})",
            .token = token,
            .id = ana});
  CAF_CHECK_EQUAL(done.status, 200u);
  CAF_CHECK(it.good(token));
  CAF_CHECK(!it.good(there.data_text("accessToken")));
  CAF_CHECK_EQUAL(it.events.back().reason, "password_changed");
  CAF_CHECK_EQUAL(it.log_in_passenger().status, 401u);
  CAF_CHECK_EQUAL(it.log_in("ana@example.org", "battery staple", "passenger_app").status, 200u);
}

CAF_TEST(who becomes of another type loses his sessions) {
  office it;
  const auto ana = it.enrol("ana@example.org").data_text("id");
  const auto mine = it.log_in_passenger(), second = it.log_in_passenger();
  const auto admin = it.log_in_admin().data_text("accessToken");
  auto change = [&](const std::string& body, const std::string& by) {
    return it.ask("PATCH /api/users/:id", {.body = body, .token = by, .id = ana});
  };
  const auto before = it.events.size();
  const auto token = mine.data_text("accessToken");
  CAF_CHECK_EQUAL(change(R"({"name":"Bea","phoneNumber":"+34600000001"})", token).status, 200u);
  CAF_CHECK_EQUAL(change(R"({"name":"Eva","userType":"passenger"})", admin).status, 200u);
  CAF_CHECK(it.good(token));
  CAF_CHECK_EQUAL(it.events.size(), before);
  CAF_CHECK_EQUAL(change(R"({"userType":"driver"})", admin).data_text("userType"), "driver");
  CAF_CHECK(!it.good(token));
  CAF_CHECK(!it.good(second.data_text("accessToken")));
  CAF_REQUIRE_EQUAL(it.events.size(), before + 2);
  CAF_CHECK_EQUAL(it.events.back().reason, "user_changed");
  CAF_CHECK_EQUAL(it.events.back().user_type, "passenger");
  CAF_CHECK_EQUAL(it.refresh(mine.data_text("refreshToken")).status, 401u);
  CAF_CHECK(it.good(admin));
  CAF_CHECK(
    it.good(it.log_in("ana@example.org", "correct horse", "driver_app").data_text("accessToken")));
}

CAF_TEST(a change that is refused ends no session) {
  office it;
  const auto ana = it.enrol("ana@example.org").data_text("id");
  it.enrol("eva@example.org");
  const auto token = it.log_in_passenger().data_text("accessToken");
  const auto admin = it.log_in_admin().data_text("accessToken");
  const auto taken = it.ask(
    "PATCH /api/users/:id",
    {.body = R"({"email":"eva@example.org","userType":"driver"})", .token = admin, .id = ana});
  CAF_CHECK_EQUAL(taken.code(), "EMAIL_CONFLICT");
  CAF_CHECK(it.good(token));
}

CAF_TEST(the log names the members that an admin changed) {
  office it;
  const auto ana = it.enrol("ana@example.org").data_text("id");
  const auto token = it.log_in_passenger().data_text("accessToken");
  const auto admin = it.log_in_admin().data_text("accessToken");
  auto change = [&](const std::string& body, const std::string& by) {
    return it.ask("PATCH /api/users/:id", {.body = body, .token = by, .id = ana});
  };
  auto newest = [&] {
    const auto all = it.ask("GET /api/auth/audit", {.token = admin});
    const auto first = all.data()[std::size_t{0}];
    return std::string{first["action"].as_string().value_or("")} + ": "
           + first["detail"].as_string().value_or("");
  };
  CAF_CHECK_EQUAL(change(R"({"name":"Bea"})", token).status, 200u);
  CAF_CHECK_EQUAL(newest(), "user.create: admin");
  CAF_CHECK_EQUAL(change(R"({"name":"Bea"})", admin).status, 200u);
  CAF_CHECK_EQUAL(newest(), "user.create: admin");
  change(R"({"name":"Eva","email":"new@example.org","userType":"driver"})", admin);
  CAF_CHECK_EQUAL(newest(), "user.change: name, email, userType");
}

CAF_TEST(who has left is gone with his sessions) {
  office it;
  const auto ana = it.enrol("ana@example.org").data_text("id");
  const auto token = it.log_in_passenger().data_text("accessToken");
  CAF_CHECK_EQUAL(it.ask("DELETE /api/users/:id", {.token = token, .id = ana}).status, 200u);
  const auto after = it.sessions.check(token);
  CAF_CHECK(std::get<contract::auth_error>(after) == contract::auth_error::unknown_user);
  CAF_CHECK_EQUAL(it.log_in_passenger().status, 401u);
  CAF_CHECK_EQUAL(it.enrol("ana@example.org").code(), "");
}

CAF_TEST(a passenger tells where he is) {
  office it;
  it.enrol("ana@example.org");
  const auto token = it.log_in_passenger().data_text("accessToken");
  auto ping = [&](const std::string& body) {
    return it.ask("POST /api/users/ping-location", {.body = body, .token = token});
  };
  auto stored = [&](const std::string& body) {
    const auto got = ping(body);
    CAF_CHECK_EQUAL(got.status, 201u);
    return std::string{got.data()["currentLocation"]["coordinates"].raw()};
  };
  CAF_CHECK_EQUAL(stored(R"({"lat":40.5,"lng":-3.5})"), "[-3.5,40.5]");
  CAF_CHECK_EQUAL(stored(R"({"lat":41,"lng":-3.5})"), "[-3.5,40.5]");
  it.host.time.advance(15s);
  CAF_CHECK_EQUAL(stored(R"({"lat":41,"lng":-3.5})"), "[-3.5,41]");
  CAF_CHECK_EQUAL(ping(R"({"lat":91,"lng":0})").status, 400u);
  const auto admin = it.log_in_admin().data_text("accessToken");
  const auto refused = it.ask("POST /api/users/ping-location", {.body = "{}", .token = admin});
  CAF_CHECK_EQUAL(refused.text("message"), "Only passengers can update location");
}

CAF_TEST(people are found by others) {
  office it;
  const auto ana = it.enrol("ana@example.org").data_text("id");
  auto find = [&](const std::string& id) {
    std::promise<std::optional<contract::person>> found;
    it.sessions.find_person(id, [&](auto who) { found.set_value(who); });
    return found.get_future().get();
  };
  auto found = find(ana);
  CAF_REQUIRE(found);
  CAF_CHECK_EQUAL(found->email, "ana@example.org");
  CAF_CHECK(!find("00000000-0000-4000-8000-000000000000"));
  const auto token = it.log_in_passenger().data_text("accessToken");
  it.ask("PATCH /api/users/:id", {.body = R"({"name":"Bea"})", .token = token, .id = ana});
  found = find(ana);
  CAF_REQUIRE(found);
  CAF_CHECK_EQUAL(found->name, "Bea");
}
