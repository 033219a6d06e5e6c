#define CAF_SUITE actors.systems.identity.session.table

#include "actors/systems/identity/session/table.hpp"

#include <atomic>
#include <thread>

#include "caf/test/dsl.hpp"

using namespace fleetwire::systems::identity;

namespace {

constexpr millis now = 1'700'000'000'000;

user user_of(std::string id) {
  user out;
  out.id = std::move(id);
  out.type = user_type::driver;
  return out;
}

session_record session_of(std::string id, std::string user, std::string jti) {
  session_record out;
  out.id = std::move(id);
  out.user_id = std::move(user);
  out.jti = std::move(jti);
  out.access_expires_at = now + 900'000;
  out.refresh_expires_at = now + 9'000'000;
  return out;
}

struct fixture {
  session_policy policy;
  session_table table{policy};
  fixture() {
    table.put_user(user_of("u1"));
    table.put_session(session_of("s1", "u1", "j1"));
  }
  session_state state(std::string_view sid, millis at = now, std::string_view user = "u1") const {
    return table.check(user, sid, at).session;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(table_tests, fixture)

CAF_TEST(a live session is found with its user) {
  auto found = table.check("u1", "j1", now);
  CAF_REQUIRE(found.who != nullptr);
  CAF_CHECK_EQUAL(found.who->type, "driver");
  CAF_CHECK(found.who->active);
  CAF_CHECK(found.session == session_state::live);
  CAF_CHECK_EQUAL(found.session_id, "s1");
  CAF_CHECK_EQUAL(found.expires_at, now + 900'000);
}

CAF_TEST(strangers and strange sessions are not) {
  CAF_CHECK(table.check("u2", "j1", now).who == nullptr);
  CAF_CHECK(state("j2") == session_state::invalid);
  CAF_CHECK(state("") == session_state::invalid);
  table.put_user(user_of("u2"));
  CAF_CHECK(state("j1", now, "u2") == session_state::invalid);
}

CAF_TEST(access ends on time) {
  CAF_CHECK(state("j1", now + 899'999) == session_state::live);
  CAF_CHECK(state("j1", now + 900'000) == session_state::expired);
}

CAF_TEST(after a rotation the old name lives for the grace) {
  table.put_session(rotated(session_of("s1", "u1", "j1"), "j2", policy, now));
  CAF_CHECK(state("j2") == session_state::live);
  CAF_CHECK(state("j1", now + policy.grace - 1) == session_state::live);
  CAF_CHECK(state("j1", now + policy.grace) == session_state::invalid);
  CAF_CHECK_EQUAL(table.check("u1", "j1", now).expires_at, now + policy.grace);
  CAF_CHECK_EQUAL(table.size(), 1u);
}

CAF_TEST(the old name ends with its own access when that is sooner) {
  auto first = session_of("s1", "u1", "j1");
  first.access_expires_at = now + 10;
  table.put_session(rotated(first, "j2", policy, now));
  CAF_CHECK(state("j1", now + 9) == session_state::live);
  CAF_CHECK(state("j1", now + 10) == session_state::expired);
}

CAF_TEST(two rotations forget the first name) {
  auto second = rotated(session_of("s1", "u1", "j1"), "j2", policy, now);
  table.put_session(second);
  table.put_session(rotated(second, "j3", policy, now + 1));
  CAF_CHECK(state("j1", now + 1) == session_state::invalid);
  CAF_CHECK(state("j2", now + 1) == session_state::live);
  CAF_CHECK(state("j3", now + 1) == session_state::live);
}

CAF_TEST(revocation ends all names of a session and no other) {
  table.put_session(session_of("s2", "u1", "k1"));
  auto gone = rotated(session_of("s1", "u1", "j1"), "j2", policy, now);
  table.put_session(gone);
  gone.revoked = true;
  table.put_session(gone);
  CAF_CHECK(state("j1") == session_state::invalid);
  CAF_CHECK(state("j2") == session_state::invalid);
  CAF_CHECK(state("k1") == session_state::live);
  CAF_CHECK(table.sessions_of("u1") == std::vector<std::string>{"s2"});
}

CAF_TEST(a user who is gone takes his sessions with him) {
  auto inactive = user_of("u1");
  inactive.status = user_status::banned;
  table.put_user(inactive);
  CAF_CHECK(!table.check("u1", "j1", now).who->active);
  inactive.deleted_at = now;
  table.put_user(inactive);
  CAF_CHECK(table.find_user("u1") == nullptr);
  CAF_CHECK_EQUAL(table.size(), 0u);
  CAF_CHECK(table.sessions_of("u1").empty());
}

CAF_TEST(sweeping drops what can no longer be refreshed) {
  CAF_CHECK_EQUAL(table.sweep(now + 8'999'999), 0u);
  CAF_CHECK_EQUAL(table.sweep(now + 9'000'000), 1u);
  CAF_CHECK_EQUAL(table.size(), 0u);
  CAF_CHECK(state("j1") == session_state::invalid);
}

CAF_TEST(many threads read while one rotates) {
  std::atomic<bool> ended{false};
  std::atomic<int> lost{0};
  std::vector<std::thread> readers;
  for (int i = 0; i < 3; ++i)
    readers.emplace_back([&] {
      while (!ended)
        if (auto found = table.check("u1", "steady", now); !found.who)
          ++lost;
    });
  auto turning = session_of("s9", "u1", "t0");
  table.put_session(session_of("s8", "u1", "steady"));
  for (int i = 1; i <= 500; ++i) {
    turning = rotated(turning, "t" + std::to_string(i), policy, now);
    table.put_session(turning);
    table.put_user(user_of("u1"));
    CAF_REQUIRE(state(turning.jti) == session_state::live);
    CAF_REQUIRE(state(turning.previous_jti) == session_state::live);
  }
  ended = true;
  for (auto& each : readers)
    each.join();
  CAF_CHECK_EQUAL(lost.load(), 0);
  CAF_CHECK_EQUAL(table.size(), 3u);
}

CAF_TEST_FIXTURE_SCOPE_END()
