#define CAF_SUITE actors.systems.identity.session.authenticator

#include "actors/systems/identity/session/authenticator.hpp"

#include "actors/systems/identity/rules/tokens.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire::systems::identity;

namespace {

constexpr millis now = 1'700'000'000'000;

jwt::named_key secret_key(std::string id, char fill) {
  jwt::named_key out{std::move(id), {}};
  CAF_REQUIRE(jwt::key::secret(jwt::algorithm::hs256, std::string(32, fill), out.use)
              == jwt::key_fault::none);
  return out;
}

struct fixture {
  session_table table{{}};
  own_keys keys{"fleetwire", {secret_key("a", 'a')}, {secret_key("r", 'r')}};
  user who;
  session_record session;
  caller got;

  fixture() {
    who.id = "u1";
    who.type = user_type::driver;
    session.id = "s1";
    session.user_id = "u1";
    session.jti = "j1";
    session.application = audience::driver_app;
    session.access_expires_at = now + 60'000;
    session.refresh_expires_at = now + 600'000;
    table.put_user(who);
    table.put_session(session);
  }

  std::shared_ptr<const jwt::verifier> verifier() const {
    auto erp = jwt::issuer{};
    erp.name = "erp";
    erp.keys.push_back(secret_key("", 'e'));
    return std::make_shared<const jwt::verifier>(jwt::verifier_options{{access_issuer(keys), erp}});
  }
  token_refusal check(std::string_view token, millis at = now) {
    return authenticator{verifier(), table}.check(token, at, got);
  }
  std::string token() const { return make_tokens(keys, session, who, now).access; }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(authenticator_tests, fixture)

CAF_TEST(a good token tells who asks) {
  CAF_REQUIRE(check(token()) == token_refusal::none);
  CAF_CHECK_EQUAL(got.who->id, "u1");
  CAF_CHECK_EQUAL(got.session_id, "s1");
  CAF_CHECK_EQUAL(got.sid, "j1");
  CAF_CHECK_EQUAL(got.issuer, "own");
  CAF_CHECK_EQUAL(got.expires_at, now + 60'000);
}

CAF_TEST(each step refuses in its own words) {
  CAF_CHECK(check("") == token_refusal::missing);
  CAF_CHECK(check("x.y.z") == token_refusal::invalid);
  auto mine = token();
  CAF_CHECK(check(mine, now + 59'999) == token_refusal::none);
  CAF_CHECK(check(mine, now + 60'000) == token_refusal::access_expired);
  CAF_CHECK(check(mine, now + 90'000) == token_refusal::expired);
  auto gone = session;
  gone.revoked = true;
  table.put_session(gone);
  CAF_CHECK(check(mine) == token_refusal::invalid_session);
  who.status = user_status::inactive;
  table.put_user(who);
  CAF_CHECK(check(mine) == token_refusal::user_inactive);
  CAF_CHECK(got.who != nullptr);
  table.remove_user("u1");
  CAF_CHECK(check(mine) == token_refusal::user_not_found);
  session.jti = "";
  CAF_CHECK(check(token()) == token_refusal::no_subject);
  CAF_CHECK_EQUAL(to_string(token_refusal::missing), "Missing token");
  CAF_CHECK_EQUAL(to_string(token_refusal::expired), "Invalid or expired access token");
  CAF_CHECK_EQUAL(to_string(token_refusal::access_expired), "Access expired");
}

CAF_TEST(refresh tokens open nothing) {
  CAF_CHECK(check(make_tokens(keys, session, who, now).refresh) == token_refusal::invalid);
}

CAF_TEST(foreign and service tokens have no session) {
  auto foreign = jwt::sign(secret_key("", 'e'), "JWT",
                           {R"({"id":7,"role":"dispatcher","name":"Eva","exp":1700000060})"});
  CAF_REQUIRE(check(foreign) == token_refusal::none);
  CAF_CHECK_EQUAL(got.who->id, "7");
  CAF_CHECK_EQUAL(got.who->type, "dispatcher");
  CAF_CHECK_EQUAL(got.issuer, "erp");
  CAF_CHECK_EQUAL(got.sid, "");
  CAF_CHECK_EQUAL(got.expires_at, 1'700'000'060'000);
  CAF_CHECK(check(make_service_token(keys, "erp", "service", now, now + 1000))
            == token_refusal::none);
  // A foreign key does not make a token ours.
  auto forged = jwt::sign(secret_key("", 'e'), "at+jwt",
                          {R"({"iss":"fleetwire","sub":"u1","sid":"j1","exp":1700000060})"});
  CAF_CHECK(check(forged) == token_refusal::invalid);
}

CAF_TEST(a previous key is believed until it is gone) {
  const auto is_taken = [&](const std::string& token) {
    return authenticator{verifier(), table}.check(token, now, got) == token_refusal::none;
  };
  const auto old = token();
  CAF_CHECK(is_taken(old));
  keys.access.insert(keys.access.begin(), secret_key("b", 'b'));
  CAF_CHECK(is_taken(old));
  CAF_CHECK(is_taken(token()));
  keys.access.pop_back();
  CAF_CHECK(!is_taken(old));
  CAF_CHECK(is_taken(token()));
}

CAF_TEST(a token that comes again and again is judged anew each time) {
  const authenticator one{verifier(), table};
  const auto why = [&](const std::string& token, millis at) { return one.check(token, at, got); };
  const auto mine = token();
  for (int i = 0; i < 4; ++i) {
    CAF_REQUIRE(why(mine, now) == token_refusal::none);
    CAF_CHECK_EQUAL(got.who->id, "u1");
    CAF_CHECK_EQUAL(got.sid, "j1");
    CAF_CHECK_EQUAL(got.expires_at, now + 60'000);
  }
  CAF_CHECK(why(mine + 'A', now) == token_refusal::invalid);
  CAF_CHECK(why(mine, now + 59'999) == token_refusal::none);
  CAF_CHECK(why(mine, now + 60'000) == token_refusal::access_expired);
  CAF_CHECK(why(mine, now + 89'999) == token_refusal::access_expired);
  CAF_CHECK(why(mine, now + 90'000) == token_refusal::expired);
  session.revoked = true;
  table.put_session(session);
  CAF_CHECK(why(mine, now) == token_refusal::invalid_session);
  table.remove_user("u1");
  CAF_CHECK(why(mine, now) == token_refusal::user_not_found);
}

CAF_TEST(a clock that is set back sees a remembered token as a new one) {
  const authenticator one{verifier(), table};
  const auto early = jwt::sign(
    secret_key("", 'e'), "JWT",
    {R"({"id":7,"role":"dispatcher","nbf":1700000000,"iat":1700000000,"exp":1700000060})"});
  const auto why = [&](millis at) { return one.check(early, at, got); };
  for (int i = 0; i < 3; ++i)
    CAF_CHECK(why(now) == token_refusal::none);
  CAF_CHECK(why(now - 30'000) == token_refusal::none); // the leeway
  CAF_CHECK(why(now - 31'000) == token_refusal::invalid);
  CAF_CHECK(why(now) == token_refusal::none);
}

CAF_TEST(the scheme of the header is read in any case) {
  CAF_CHECK_EQUAL(bearer_token("Bearer abc"), "abc");
  CAF_CHECK_EQUAL(bearer_token("bEARER  abc "), "abc");
  for (auto none : {"", "Bearer", "Bearer ", "Basic abc", "Bearerabc", "abc"})
    CAF_CHECK_EQUAL(bearer_token(none), "");
}

CAF_TEST_FIXTURE_SCOPE_END()
