#define CAF_SUITE actors.systems.identity.testing.login

#include "actors/systems/identity/testing/office.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire;
using namespace fleetwire::systems::identity;
using namespace fleetwire::systems::identity::testing;
using namespace std::chrono_literals;
using kind = contract::session_event::kind;

CAF_TEST(an app gets both tokens in the body and no cookie) {
  office it;
  CAF_CHECK_EQUAL(it.enrol("ana@example.org").status, 201u);
  const auto got = it.log_in_passenger();
  CAF_CHECK_EQUAL(got.status, 200u);
  CAF_CHECK_EQUAL(got.data_text("sessionType"), "api_client");
  CAF_CHECK(!got.data_text("refreshToken").empty());
  CAF_CHECK_EQUAL(got.cookie, "");
  CAF_CHECK(it.good(got.data_text("accessToken")));
  CAF_CHECK_EQUAL(got.data()["user"]["email"].as_string().value_or(""), "ana@example.org");
  CAF_REQUIRE_EQUAL(it.events.size(), 1u);
  CAF_CHECK(it.events[0].what == kind::logged_in);
  CAF_CHECK_EQUAL(it.events[0].session, got.data_text("sid"));
}

CAF_TEST(a browser gets its refresh token as a cookie alone) {
  office it;
  const auto got =
    it.log_in("admin@example.org", "admin password", "admin_panel", R"(,"sessionType":"web")");
  CAF_CHECK_EQUAL(got.status, 200u);
  CAF_CHECK(!got.data()["refreshToken"].exists());
  CAF_CHECK(got.cookie.starts_with("refreshToken=ey"));
  CAF_CHECK(got.cookie.find("; Path=/; HttpOnly; SameSite=Lax") != std::string::npos);
  CAF_CHECK(got.cookie.find("Secure") == std::string::npos);
  const auto cookie = got.cookie.substr(0, got.cookie.find(';'));
  const auto next = it.ask("POST /api/auth/refresh", {.headers = {{"cookie", cookie}}});
  CAF_CHECK_EQUAL(next.status, 200u);
  CAF_CHECK(!next.data()["refreshToken"].exists());
  CAF_CHECK(next.cookie.starts_with("refreshToken=ey"));
}

CAF_TEST(refusals have the words clients know) {
  office it;
  it.enrol("ana@example.org");
  CAF_CHECK_EQUAL(it.log_in("nobody@example.org", "correct horse", "passenger_app").text("message"),
                  "Email o contraseña inválidos");
  CAF_CHECK_EQUAL(it.log_in("ana@example.org", "wrong horse", "passenger_app").status, 401u);
  const auto wrong = it.log_in("ana@example.org", "correct horse", "driver_app");
  CAF_CHECK_EQUAL(wrong.status, 403u);
  CAF_CHECK_EQUAL(wrong.text("message"), "No tienes permisos para esta aplicación");
  CAF_CHECK_EQUAL(it.log_in("no address", "correct horse", "passenger_app").status, 400u);
  CAF_CHECK(it.events.empty());
}

CAF_TEST(the fifth wrong password locks and time unlocks) {
  office it;
  it.enrol("ana@example.org");
  for (int i = 0; i < 4; ++i)
    it.log_in("ana@example.org", "wrong horse", "passenger_app");
  CAF_CHECK_EQUAL(it.log_in_passenger().status, 200u); // forgets the four
  for (int i = 0; i < 5; ++i)
    CAF_CHECK_EQUAL(it.log_in("ana@example.org", "wrong horse", "passenger_app").text("message"),
                    "Email o contraseña inválidos");
  CAF_CHECK_EQUAL(it.log_in_passenger().text("message"), "Account is temporarily locked");
  it.host.time.advance(15min - 1ms);
  CAF_CHECK_EQUAL(it.log_in_passenger().status, 401u);
  it.host.time.advance(1ms);
  CAF_CHECK_EQUAL(it.log_in_passenger().status, 200u);
}

CAF_TEST(too many logins hear 429) {
  auto options = quick();
  options.login_burst = 2;
  office it{options};
  CAF_CHECK_EQUAL(it.log_in_admin().status, 200u);
  CAF_CHECK_EQUAL(it.log_in_admin().status, 200u);
  CAF_CHECK_EQUAL(it.log_in_admin().status, 429u);
}

CAF_TEST(a refresh turns the session and the old token works for thirty seconds) {
  office it;
  it.enrol("ana@example.org");
  const auto first = it.log_in_passenger();
  const auto second = it.refresh(first.data_text("refreshToken"));
  CAF_CHECK_EQUAL(second.status, 200u);
  CAF_CHECK(second.data_text("sid") != first.data_text("sid"));
  CAF_REQUIRE_EQUAL(it.events.size(), 2u);
  CAF_CHECK(it.events[1].what == kind::refreshed);
  CAF_CHECK_EQUAL(it.events[1].old_session, first.data_text("sid"));
  // The second of two tabs, or an answer that got lost.
  const auto again = it.refresh(first.data_text("refreshToken"));
  CAF_CHECK_EQUAL(again.status, 200u);
  CAF_CHECK_EQUAL(again.data_text("sid"), second.data_text("sid"));
  CAF_CHECK_EQUAL(it.events.size(), 2u);
  it.host.time.advance(30s - 1ms);
  CAF_CHECK(it.good(first.data_text("accessToken")));
  it.host.time.advance(1ms);
  CAF_CHECK(!it.good(first.data_text("accessToken")));
  CAF_CHECK(it.good(second.data_text("accessToken")));
}

CAF_TEST(a spent refresh token ends the session for both who have it) {
  office it;
  it.enrol("ana@example.org");
  const auto first = it.log_in_passenger();
  const auto second = it.refresh(first.data_text("refreshToken"));
  it.host.time.advance(31s);
  const auto thief = it.refresh(first.data_text("refreshToken"));
  CAF_CHECK_EQUAL(thief.status, 401u);
  CAF_CHECK_EQUAL(thief.text("message"), "Refresh token inválido o revocado");
  CAF_CHECK_EQUAL(it.events.back().reason, "token_reuse_detected");
  CAF_CHECK(!it.good(second.data_text("accessToken")));
  CAF_CHECK_EQUAL(it.refresh(second.data_text("refreshToken")).status, 401u);
}

CAF_TEST(what is no refresh token is refused) {
  office it;
  it.enrol("ana@example.org");
  const auto got = it.log_in_passenger();
  CAF_CHECK_EQUAL(it.ask("POST /api/auth/refresh", {.body = "{}"}).text("message"),
                  "No refresh token provided");
  CAF_CHECK_EQUAL(it.refresh("nonsense").text("message"), "Invalid or expired refresh token");
  CAF_CHECK_EQUAL(it.refresh(got.data_text("accessToken")).status, 401u);
}

CAF_TEST(logout ends the session of the body and always answers 204) {
  office it;
  it.enrol("ana@example.org");
  const auto got = it.log_in_passenger();
  const auto body = R"({"refreshToken":")" + got.data_text("refreshToken") + "\"}";
  const auto out = it.ask("POST /api/auth/logout", {.body = body});
  CAF_CHECK_EQUAL(out.status, 204u);
  CAF_CHECK(out.cookie.starts_with("refreshToken=; Max-Age=0;"));
  CAF_CHECK(!it.good(got.data_text("accessToken")));
  CAF_CHECK_EQUAL(it.events.back().reason, "user_logout");
  CAF_CHECK_EQUAL(it.ask("POST /api/auth/logout", {.body = body}).status, 204u);
  CAF_CHECK_EQUAL(it.ask("POST /api/auth/logout", {}).status, 204u);
  CAF_CHECK_EQUAL(it.events.size(), 2u);
}

CAF_TEST(sessions are listed and ended by their owner and by admins) {
  office it;
  it.enrol("ana@example.org");
  it.enrol("eva@example.org");
  const auto one = it.log_in_passenger(), two = it.log_in_passenger();
  const auto eva = it.log_in_passenger("eva@example.org");
  const auto token = one.data_text("accessToken");
  const auto all = it.ask("GET /api/auth/sessions", {.token = token});
  CAF_CHECK_EQUAL(all.data().size(), 2u);
  auto end = [&](const answered& which, const std::string& by) {
    return it.ask("DELETE /api/auth/sessions/:id", {.token = by, .id = which.data_text("sid")});
  };
  CAF_CHECK_EQUAL(end(eva, token).status, 404u);
  CAF_CHECK_EQUAL(end(two, token).status, 200u);
  CAF_CHECK_EQUAL(end(two, token).status, 404u);
  CAF_CHECK(!it.good(two.data_text("accessToken")));
  const auto admin = it.log_in_admin().data_text("accessToken");
  CAF_CHECK_EQUAL(end(eva, admin).status, 200u);
  CAF_CHECK(!it.good(eva.data_text("accessToken")));
  const auto third = it.log_in_passenger();
  CAF_CHECK_EQUAL(it.ask("DELETE /api/auth/sessions", {.token = token}).status, 200u);
  CAF_CHECK(it.good(token));
  CAF_CHECK(!it.good(third.data_text("accessToken")));
}
