#define CAF_SUITE actors.systems.identity.rules.session

#include "actors/systems/identity/rules/session.hpp"

#include "actors/systems/identity/rules/tokens.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire::systems::identity;

namespace {

constexpr millis now = 1'700'000'000'500;

struct fixture {
  session_policy policy;
  user who;
  session_record live;

  fixture() {
    who.id = "u1";
    who.name = "Ana";
    who.type = user_type::driver;
    who.email = "ana@example.com";
    live.id = "s1";
    live.user_id = "u1";
    live.application = audience::driver_app;
    live.jti = "j1";
    live.access_expires_at = now + policy.access_ttl;
    live.refresh_expires_at = now + policy.refresh_ttl;
  }

  refresh_decision judge(const session_record& of, std::string_view jti, millis at = now) const {
    return judge_refresh(&of, jti, &who, policy, at);
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(session_tests, fixture)

CAF_TEST(a refresh rotates) {
  CAF_CHECK(judge(live, "j1").verdict == refresh_verdict::rotate);
  auto next = rotated(live, "j2", policy, now + 1000);
  CAF_CHECK_EQUAL(next.jti, "j2");
  CAF_CHECK_EQUAL(next.previous_jti, "j1");
  CAF_CHECK_EQUAL(next.access_expires_at, now + 1000 + policy.access_ttl);
  CAF_CHECK_EQUAL(next.previous_access_expires_at, live.access_expires_at);
  CAF_CHECK_EQUAL(next.refresh_expires_at, now + 1000 + policy.refresh_ttl);
  CAF_CHECK(judge(next, "j2").verdict == refresh_verdict::rotate);
}

CAF_TEST(the second of two concurrent refreshes gets the same pair) {
  auto next = rotated(live, "j2", policy, now);
  CAF_CHECK(judge(next, "j1", now).verdict == refresh_verdict::repeat);
  CAF_CHECK(judge(next, "j1", now + policy.grace - 1).verdict == refresh_verdict::repeat);
  CAF_CHECK(answers_to(next, "j1", policy, now + policy.grace - 1));
  CAF_CHECK(answers_to(next, "j2", policy, now + policy.grace));
}

CAF_TEST(a token spent long ago is a theft) {
  auto next = rotated(live, "j2", policy, now);
  auto late = judge(next, "j1", now + policy.grace);
  CAF_CHECK(late.verdict == refresh_verdict::reuse);
  CAF_CHECK(late.why == message::refresh_revoked);
  CAF_CHECK(!answers_to(next, "j1", policy, now + policy.grace));
  // Two rotations ago: not even within the grace.
  auto after = rotated(next, "j3", policy, now);
  CAF_CHECK(judge(after, "j1").verdict == refresh_verdict::reuse);
  CAF_CHECK(judge(live, "").verdict == refresh_verdict::reuse);
}

CAF_TEST(refusals say what clients know) {
  auto refused = [](const refresh_decision& what, message why) {
    return what.verdict == refresh_verdict::refuse && what.why == why;
  };
  CAF_CHECK(refused(judge_refresh(nullptr, "j1", &who, policy, now), message::refresh_unknown));
  CAF_CHECK(
    refused(judge_refresh(&live, "j1", nullptr, policy, now), message::refresh_without_user));
  CAF_CHECK(judge(live, "j1", live.refresh_expires_at - 1).verdict == refresh_verdict::rotate);
  CAF_CHECK(refused(judge(live, "j1", live.refresh_expires_at), message::refresh_revoked));
  auto gone = live;
  gone.revoked = true;
  CAF_CHECK(refused(judge(gone, "j1"), message::refresh_revoked));
  CAF_CHECK(refused(judge(gone, "spent"), message::refresh_revoked));
  auto bare = live;
  bare.application.reset();
  CAF_CHECK(refused(judge(bare, "j1"), message::session_without_audience));
  auto other = live;
  other.application = audience::passenger_app;
  CAF_CHECK(refused(judge(other, "j1"), message::refresh_revoked));
  who.status = user_status::inactive;
  CAF_CHECK(refused(judge(live, "j1"), message::account_inactive));
  who.deleted_at = now;
  CAF_CHECK(refused(judge(live, "j1"), message::refresh_without_user));
}

CAF_TEST(tokens carry what clients read) {
  namespace jwt = fleetwire::systems::identity::jwt;
  own_keys keys;
  keys.access.push_back({"a", {}});
  keys.refresh.push_back({"r", {}});
  CAF_REQUIRE(jwt::key::secret(jwt::algorithm::hs256, std::string(32, 'a'), keys.access[0].use)
              == jwt::key_fault::none);
  CAF_REQUIRE(jwt::key::secret(jwt::algorithm::hs256, std::string(32, 'r'), keys.refresh[0].use)
              == jwt::key_fault::none);
  who.roles = {"courier", "vehicle"};
  auto pair = make_tokens(keys, live, who, now);
  jwt::verifier access{{{access_issuer(keys)}}}, refresh{{{refresh_issuer(keys)}}};
  jwt::claims said;
  CAF_REQUIRE(access.verify(pair.access, now / 1000, said) == jwt::error::none);
  CAF_CHECK_EQUAL(said.subject, "u1");
  CAF_CHECK_EQUAL(said.sid, "j1");
  CAF_CHECK_EQUAL(said.role, "driver");
  CAF_CHECK_EQUAL(said.name, "Ana");
  CAF_CHECK_EQUAL(said.email, "ana@example.com");
  CAF_CHECK_EQUAL(said.roles.size(), 2u);
  CAF_CHECK_EQUAL(said.audience.at(0), "driver_app");
  CAF_CHECK(said.expires == live.access_expires_at / 1000);
  CAF_REQUIRE(refresh.verify(pair.refresh, now / 1000, said) == jwt::error::none);
  CAF_CHECK_EQUAL(said.jti, "j1");
  CAF_CHECK_EQUAL(said.family, "s1");
  CAF_CHECK(access.verify(pair.refresh, now / 1000, said) != jwt::error::none);
  CAF_CHECK(refresh.verify(pair.access, now / 1000, said) != jwt::error::none);
  auto service = make_service_token(keys, "erp", "service", now, now + 60'000);
  CAF_REQUIRE(access.verify(service, now / 1000, said) == jwt::error::none);
  CAF_CHECK_EQUAL(said.role, "service");
  CAF_CHECK_EQUAL(said.sid, "");
}

CAF_TEST_FIXTURE_SCOPE_END()
