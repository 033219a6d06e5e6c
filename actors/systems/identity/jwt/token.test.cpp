#define CAF_SUITE actors.systems.identity.jwt.token

#include "actors/systems/identity/jwt/token.hpp"

#include "actors/systems/identity/jwt/base64url.hpp"
#include "actors/systems/identity/jwt/members.hpp"
#include "actors/systems/identity/jwt/test_keys.hpp"

#include "caf/test/dsl.hpp"

namespace jwt = fleetwire::systems::identity::jwt;
namespace keys = jwt::test_keys;
using fleetwire::object;
using jwt::algorithm;
using jwt::key_fault;

namespace {

constexpr jwt::seconds now = 1'700'000'000;

jwt::key rfc_secret() {
  jwt::key out;
  CAF_REQUIRE(jwt::key::secret(algorithm::hs256, *jwt::from_base64url(keys::a1_secret), out)
              == key_fault::none);
  return out;
}

jwt::issuer issuer_of(jwt::named_key key) {
  jwt::issuer out;
  out.name = "own";
  out.iss = "fleetwire";
  out.keys.push_back(std::move(key));
  return out;
}

object payload() {
  object out;
  out.add("iss", "fleetwire");
  out.add("sub", "u1");
  out.add("userType", "driver");
  out.add("iat", std::int64_t{now});
  out.add("exp", std::int64_t{now + 900});
  return out;
}

std::string joined(std::string_view header, std::string_view payload) {
  return std::string{header} + "." + std::string{payload};
}

struct fixture {
  jwt::named_key own{"k1", rfc_secret()};
  jwt::claims who;

  jwt::error check(const jwt::issuer& from, std::string_view token, jwt::seconds at = now) {
    return jwt::verifier{{{from}}}.verify(token, at, who);
  }
  jwt::error check(const object& what, jwt::seconds at = now) {
    return check(issuer_of(own), jwt::sign(own, "at+jwt", what.build()), at);
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(token_tests, fixture)

CAF_TEST(RFC 7515 A 1 has the signature it shows) {
  auto secret = rfc_secret();
  auto input = joined(keys::a1_header, keys::payload);
  CAF_CHECK_EQUAL(jwt::to_base64url(secret.sign(input)), keys::a1_signature);
  CAF_CHECK(secret.verify(input, *jwt::from_base64url(keys::a1_signature)));
  CAF_CHECK(!secret.verify(input + "x", *jwt::from_base64url(keys::a1_signature)));
}

CAF_TEST(RFC 7515 A 2 verifies) {
  jwt::key rsa;
  CAF_REQUIRE(jwt::key::public_pem(algorithm::rs256, keys::a2_public, rsa) == key_fault::none);
  auto input = joined(keys::a2_header, keys::payload);
  CAF_CHECK(rsa.verify(input, *jwt::from_base64url(keys::a2_signature)));
  CAF_CHECK(!rsa.verify(input + "x", *jwt::from_base64url(keys::a2_signature)));
  CAF_CHECK(!rsa.can_sign());
  CAF_CHECK_EQUAL(rsa.sign(input), "");
}

CAF_TEST(RFC 7515 A 3 verifies and no other form of its signature does) {
  jwt::key ec;
  CAF_REQUIRE(jwt::key::public_pem(algorithm::es256, keys::a3_public, ec) == key_fault::none);
  auto input = joined(keys::a3_header, keys::payload);
  auto signature = *jwt::from_base64url(keys::a3_signature);
  CAF_CHECK(ec.verify(input, signature));
  CAF_CHECK(!ec.verify(input, signature + '\0'));
  CAF_CHECK(!ec.verify(input, signature.substr(1)));
  CAF_CHECK(!ec.verify(input, std::string(64, '\0')));
  CAF_CHECK(!ec.verify(input, ""));
}

CAF_TEST(RFC 8037 A 4 and A 5 hold) {
  jwt::key mine, theirs;
  CAF_REQUIRE(jwt::key::private_pem(algorithm::eddsa, keys::rfc8037_private, mine)
              == key_fault::none);
  CAF_REQUIRE(jwt::key::public_pem(algorithm::eddsa, keys::rfc8037_public, theirs)
              == key_fault::none);
  CAF_CHECK_EQUAL(jwt::to_base64url(mine.sign(keys::rfc8037_input)), keys::rfc8037_signature);
  CAF_CHECK(theirs.verify(keys::rfc8037_input, *jwt::from_base64url(keys::rfc8037_signature)));
  CAF_CHECK(!theirs.verify("eyJ", *jwt::from_base64url(keys::rfc8037_signature)));
}

CAF_TEST(every algorithm verifies what it signed) {
  std::string secret(64, 's');
  for (auto alg : {algorithm::hs256, algorithm::hs384, algorithm::hs512, algorithm::rs256,
                   algorithm::es256, algorithm::eddsa}) {
    jwt::named_key with{"k", {}};
    auto fault = jwt::is_symmetric(alg)
                   ? jwt::key::secret(alg, secret, with.use)
                   : jwt::key::private_pem(alg,
                                           alg == algorithm::rs256   ? keys::rsa_private
                                           : alg == algorithm::es256 ? keys::a3_private
                                                                     : keys::rfc8037_private,
                                           with.use);
    CAF_REQUIRE(fault == key_fault::none);
    auto token = jwt::sign(with, "JWT", payload().build());
    CAF_CHECK(check(issuer_of(with), token) == jwt::error::none);
    CAF_CHECK_EQUAL(who.subject, "u1");
    CAF_CHECK_EQUAL(who.role, "driver");
    // The last character may hold spare bits: change one that does not.
    auto& changed = token[token.size() - 5];
    changed = changed == 'A' ? 'B' : 'A';
    CAF_CHECK(check(issuer_of(with), token) == jwt::error::bad_signature);
  }
}

CAF_TEST(base64url has one way to write each text) {
  for (std::string_view text : {"", "f", "fo", "foo", "foob", "\xFF\xFE\xFD"})
    CAF_CHECK(jwt::from_base64url(jwt::to_base64url(text)) == text);
  CAF_CHECK_EQUAL(jwt::to_base64url("\xFB\xFF"), "-_8");
  for (std::string_view bad :
       {"A", "AA=", "AA==", "Zm9v=", "Zm+v", "Zm/v", "Z m9", "Zh", "Zm9", "\n"})
    CAF_CHECK(!jwt::from_base64url(bad));
}

CAF_TEST(time limits hold to the second) {
  object limited = payload();
  limited.add("nbf", std::int64_t{now});
  CAF_CHECK(check(limited, now + 900 + 29) == jwt::error::none);
  CAF_CHECK(check(limited, now + 900 + 30) == jwt::error::expired);
  CAF_CHECK(check(limited, now - 30) == jwt::error::none);
  CAF_CHECK(check(limited, now - 31) == jwt::error::not_yet_valid);
  CAF_CHECK(check(payload(), now - 30) == jwt::error::none);
  CAF_CHECK(check(payload(), now - 31) == jwt::error::from_future);
}

CAF_TEST(the leeway is a setting) {
  jwt::verifier strict{{{issuer_of(own)}, 0}};
  auto token = jwt::sign(own, "at+jwt", payload().build());
  CAF_CHECK(strict.verify(token, now + 899, who) == jwt::error::none);
  CAF_CHECK(strict.verify(token, now + 900, who) == jwt::error::expired);
}

CAF_TEST(claims of the wrong kind are refused) {
  for (std::string_view claims : {R"({"iss":"fleetwire","sub":"u","exp":"1800000000"})",
                                  R"({"iss":"fleetwire","sub":"u","exp":null})",
                                  R"({"iss":"fleetwire","sub":"u","exp":1e300})",
                                  R"({"iss":"fleetwire","sub":{},"exp":1800000000})",
                                  R"({"iss":"fleetwire","sub":1.5,"exp":1800000000})",
                                  R"({"iss":"fleetwire","sub":"u","exp":1800000000,"aud":[1]})",
                                  R"({"iss":["fleetwire"],"sub":"u","exp":1800000000})"})
    CAF_CHECK(check(issuer_of(own), jwt::sign(own, "JWT", {std::string{claims}}))
              == jwt::error::bad_claim);
  for (std::string_view claims :
       {R"({"iss":"fleetwire","exp":1800000000})", R"({"iss":"fleetwire","sub":"u"})",
        R"({"iss":"fleetwire","sub":"","exp":1800000000})"})
    CAF_CHECK(check(issuer_of(own), jwt::sign(own, "JWT", {std::string{claims}}))
              == jwt::error::missing_claim);
}

CAF_TEST(a foreign back end has its own names for claims) {
  auto erp = issuer_of(own);
  erp.iss = "";
  erp.names.role = {"role"};
  CAF_CHECK(
    check(erp,
          jwt::sign(own, "JWT", {R"({"id":42,"role":"dispatcher","name":"Ana","exp":1800000000})"}))
    == jwt::error::none);
  CAF_CHECK_EQUAL(who.subject, "42");
  CAF_CHECK_EQUAL(who.role, "dispatcher");
  CAF_CHECK_EQUAL(who.name, "Ana");
  CAF_CHECK(check(erp, jwt::sign(own, "JWT", {R"({"userId":"x","exp":1800000000})"}))
            == jwt::error::none);
  CAF_CHECK_EQUAL(who.subject, "x");
}

CAF_TEST(several issuers stay apart) {
  jwt::named_key other{"k1", {}};
  CAF_REQUIRE(jwt::key::secret(algorithm::hs256, std::string(32, 'o'), other.use)
              == key_fault::none);
  auto first = issuer_of(own), second = issuer_of(other);
  second.iss = "erp";
  second.name = "erp";
  jwt::verifier both{{{first, second}}};
  object foreign;
  foreign.add("iss", "erp").add("sub", "u2").add("exp", std::int64_t{now + 60});
  CAF_CHECK(both.verify(jwt::sign(other, "JWT", foreign.build()), now, who) == jwt::error::none);
  CAF_CHECK_EQUAL(who.issuer, "erp");
  CAF_CHECK(both.verify(jwt::sign(own, "JWT", foreign.build()), now, who)
            == jwt::error::bad_signature);
  CAF_CHECK(both.verify(jwt::sign(other, "JWT", payload().build()), now, who)
            == jwt::error::bad_signature);
}

CAF_TEST(a previous key still verifies and a dropped one does not) {
  jwt::named_key next{"k2", {}};
  CAF_REQUIRE(jwt::key::secret(algorithm::hs256, std::string(32, 'n'), next.use)
              == key_fault::none);
  auto old_token = jwt::sign(own, "JWT", payload().build());
  auto new_token = jwt::sign(next, "JWT", payload().build());
  auto both = issuer_of(next);
  both.keys.push_back(own);
  CAF_CHECK(check(both, old_token) == jwt::error::none);
  CAF_CHECK(check(both, new_token) == jwt::error::none);
  CAF_CHECK(check(issuer_of(next), old_token) == jwt::error::unknown_key);
  auto unnamed = own;
  unnamed.id = "";
  CAF_CHECK(check(both, jwt::sign(unnamed, "JWT", payload().build())) == jwt::error::none);
}

CAF_TEST(members are read strictly) {
  jwt::members in;
  CAF_CHECK(in.read(R"( {"a":1, "b" : [true, null, {"c":"\u00e9"}], "d":-0.5e+3} )")
            == jwt::members_fault::none);
  CAF_CHECK_EQUAL(in.size(), 3u);
  CAF_CHECK(in["a"].as_int() == 1);
  CAF_CHECK(!in["x"].exists());
  for (std::string_view bad :
       {"", "[]", "1", "{", "{}x", "{\"a\"}", "{\"a\":}", "{\"a\":01}", "{\"a\":1,}", "{a:1}",
        "{\"a\":tru}", "{\"a\":\"\n\"}", "{\"a\":\"\\x\"}", "{\"a\":\"\xC0\xAF\"}",
        "{\"a\":\"\xED\xA0\x80\"}", "{\"a\":1.}", "{\"a\":--1}", "{\"\\u0061\":1}",
        "{\"a\":\"\\u12\"}"})
    CAF_CHECK(in.read(bad) == jwt::members_fault::not_json);
  CAF_CHECK(in.read(R"({"a":1,"a":1})") == jwt::members_fault::duplicate);
  CAF_CHECK(in.read(R"({"x":{"a":1,"a":1}})") == jwt::members_fault::duplicate);
}

CAF_TEST(members end at the depth and number they may have) {
  auto nested = [](int depth) {
    return "{\"a\":" + std::string(depth - 1, '[') + std::string(depth - 1, ']') + "}";
  };
  jwt::members in;
  CAF_CHECK(in.read(nested(jwt::max_depth)) == jwt::members_fault::none);
  CAF_CHECK(in.read(nested(jwt::max_depth + 1)) == jwt::members_fault::not_json);
  auto wide = [](std::size_t count) {
    object out;
    for (std::size_t i = 0; i < count; ++i)
      out.add("m" + std::to_string(i), 1);
    return out.build().text;
  };
  CAF_CHECK(in.read(wide(jwt::max_members)) == jwt::members_fault::none);
  CAF_CHECK(in.read(wide(jwt::max_members + 1)) == jwt::members_fault::not_json);
}

CAF_TEST_FIXTURE_SCOPE_END()
