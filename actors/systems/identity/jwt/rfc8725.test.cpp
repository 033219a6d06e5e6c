#define CAF_SUITE actors.systems.identity.jwt.rfc8725

#include "actors/systems/identity/jwt/base64url.hpp"
#include "actors/systems/identity/jwt/test_keys.hpp"
#include "actors/systems/identity/jwt/token.hpp"

#include "caf/test/dsl.hpp"

/// The best practices of RFC 8725, one test for each of its section 3.
namespace jwt = fleetwire::systems::identity::jwt;
namespace keys = jwt::test_keys;
using fleetwire::object;
using jwt::algorithm;
using jwt::error;
using jwt::key_fault;

namespace {

constexpr jwt::seconds now = 1'700'000'000;
constexpr std::string_view good_claims =
  R"({"iss":"own","sub":"u1","aud":"driver_app","exp":1700000900})";

jwt::named_key secret_key(std::string id, char fill = 's') {
  jwt::named_key out{std::move(id), {}};
  CAF_REQUIRE(jwt::key::secret(algorithm::hs256, std::string(32, fill), out.use)
              == key_fault::none);
  return out;
}

jwt::issuer issuer_of(jwt::named_key key) {
  jwt::issuer out;
  out.name = out.iss = "own";
  out.keys.push_back(std::move(key));
  out.audiences = {"driver_app", "passenger_app"};
  return out;
}

/// A token whose parts the test writes itself; the signature fits them.
std::string forge(const jwt::named_key& with, std::string_view header,
                  std::string_view claims = good_claims) {
  auto out = jwt::to_base64url(header) + '.' + jwt::to_base64url(claims);
  auto signature = jwt::to_base64url(with.use.sign(out));
  return out + '.' + signature;
}

error check(const jwt::issuer& from, std::string_view token) {
  jwt::claims who;
  return jwt::verifier{{{from}}}.verify(token, now, who);
}

error check_header(std::string_view header) {
  auto key = secret_key("k1");
  return check(issuer_of(key), forge(key, header));
}

} // namespace

CAF_TEST(3 1 the algorithm belongs to the key and not to the header) {
  CAF_CHECK(check_header(R"({"alg":"HS256"})") == error::none);
  for (auto alg : {"HS384", "HS512", "RS256", "ES256", "EdDSA", "PS256", "hs256", "HS256 ", ""})
    CAF_CHECK(check_header(R"({"alg":")" + std::string{alg} + R"("})") == error::bad_algorithm);
  CAF_CHECK(check_header(R"({"typ":"JWT"})") == error::bad_header);
  CAF_CHECK(check_header(R"({"alg":["HS256"]})") == error::bad_header);
}

CAF_TEST(3 1 none does not exist) {
  for (auto alg : {"none", "None", "NONE", "nOnE"}) {
    auto header = R"({"alg":")" + std::string{alg} + R"("})";
    CAF_CHECK(check_header(header) == error::bad_algorithm);
    auto bare = jwt::to_base64url(header) + '.' + jwt::to_base64url(good_claims) + '.';
    CAF_CHECK(check(issuer_of(secret_key("k1")), bare) == error::bad_algorithm);
    CAF_CHECK(!jwt::algorithm_from(alg));
  }
}

CAF_TEST(3 1 a public key cannot serve as a secret) {
  jwt::key out;
  for (auto alg : {algorithm::hs256, algorithm::hs384, algorithm::hs512}) {
    CAF_CHECK(jwt::key::secret(alg, keys::a2_public, out) == key_fault::wrong_kind);
    CAF_CHECK(jwt::key::secret(alg, keys::a2_public, out, jwt::strength::waived)
              == key_fault::wrong_kind);
    CAF_CHECK(jwt::key::public_pem(alg, keys::a2_public, out) == key_fault::wrong_kind);
    CAF_CHECK(jwt::key::private_pem(alg, keys::rsa_private, out) == key_fault::wrong_kind);
  }
  CAF_CHECK(!out);
  // The classic attack: an HMAC under the text of the RSA key, against an issuer of RS256.
  jwt::named_key rsa{"k1", {}};
  CAF_REQUIRE(jwt::key::public_pem(algorithm::rs256, keys::a2_public, rsa.use) == key_fault::none);
  CAF_CHECK(check(issuer_of(rsa), forge(secret_key("k1"), R"({"alg":"HS256"})"))
            == error::bad_algorithm);
}

CAF_TEST(3 2 only keys of the algorithm and of adequate size are taken) {
  jwt::key out;
  CAF_CHECK(jwt::key::public_pem(algorithm::rs256, keys::rsa_1024_public, out)
            == key_fault::too_weak);
  CAF_CHECK(jwt::key::public_pem(algorithm::es256, keys::p384_public, out)
            == key_fault::wrong_kind);
  CAF_CHECK(jwt::key::public_pem(algorithm::es256, keys::a2_public, out) == key_fault::wrong_kind);
  CAF_CHECK(jwt::key::public_pem(algorithm::rs256, keys::a3_public, out) == key_fault::wrong_kind);
  CAF_CHECK(jwt::key::public_pem(algorithm::eddsa, keys::a3_public, out) == key_fault::wrong_kind);
  CAF_CHECK(jwt::key::public_pem(algorithm::rs256, "no key", out) == key_fault::unreadable);
  CAF_CHECK(jwt::key::public_pem(algorithm::rs256, keys::rsa_private, out)
            == key_fault::unreadable);
  CAF_CHECK(!out);
}

CAF_TEST(3 3 every part is validated and extensions are refused) {
  for (auto extra : {R"("crit":["exp"])", R"("crit":[])", R"("b64":false)", R"("zip":"DEF")"})
    CAF_CHECK(check_header(R"({"alg":"HS256",)" + std::string{extra} + "}") == error::bad_header);
  auto key = secret_key("k1");
  auto token = forge(key, R"({"alg":"HS256"})");
  auto from = issuer_of(key);
  CAF_CHECK(check(from, token) == error::none);
  for (auto bad : {token + ".", token + "=", "." + token, token.substr(0, token.rfind('.')),
                   token + ".e30.e30", std::string{}, std::string{".."}, " " + token})
    CAF_CHECK(check(from, bad) == error::malformed || check(from, bad) == error::not_json);
  CAF_CHECK(check(from, token.substr(0, token.rfind('.') + 1)) == error::bad_signature);
}

CAF_TEST(3 4 signatures of other lengths are refused before any arithmetic) {
  jwt::named_key ec{"k1", {}};
  CAF_REQUIRE(jwt::key::private_pem(algorithm::es256, keys::a3_private, ec.use) == key_fault::none);
  auto token = forge(ec, R"({"alg":"ES256"})");
  CAF_CHECK(check(issuer_of(ec), token) == error::none);
  auto cut = token.rfind('.') + 1;
  for (auto size : {0, 63, 65, 72, 128}) {
    auto other = token.substr(0, cut) + jwt::to_base64url(std::string(size, '\x01'));
    CAF_CHECK(check(issuer_of(ec), other) == error::bad_signature);
  }
}

CAF_TEST(3 5 secrets have the length of their hash) {
  jwt::key out;
  for (auto [alg, size] :
       {std::pair{algorithm::hs256, 32}, {algorithm::hs384, 48}, {algorithm::hs512, 64}}) {
    CAF_CHECK(jwt::key::secret(alg, std::string(size, 's'), out) == key_fault::none);
    CAF_CHECK(jwt::key::secret(alg, std::string(size - 1, 's'), out) == key_fault::too_weak);
    CAF_CHECK(jwt::key::secret(alg, "short", out, jwt::strength::waived) == key_fault::none);
    CAF_CHECK(jwt::key::secret(alg, "", out, jwt::strength::waived) == key_fault::too_weak);
  }
}

CAF_TEST(3 6 nothing compressed or encrypted is read) {
  CAF_CHECK(check_header(R"({"alg":"HS256","enc":"A128GCM"})") == error::bad_header);
  CAF_CHECK(check(issuer_of(secret_key("k1")), "e30.e30.e30.e30.e30") == error::malformed);
}

CAF_TEST(3 7 only one JSON text in UTF-8 is read) {
  auto key = secret_key("k1");
  for (std::string_view claims :
       {"\xEF\xBB\xBF{}", R"({"iss":"own"}{})", "{\"iss\":\"\xFF\"}", "not json", "null", ""})
    CAF_CHECK(check(issuer_of(key), forge(key, R"({"alg":"HS256"})", claims)) == error::not_json);
  CAF_CHECK(check(issuer_of(key), forge(key, R"({"alg":"HS256"})",
                                        R"({"iss":"own","sub":"a","sub":"b","exp":1700000900})"))
            == error::duplicate);
  CAF_CHECK(check(issuer_of(key), forge(key, R"({"alg":"none","alg":"HS256"})"))
            == error::duplicate);
}

CAF_TEST(3 8 issuer and subject are checked and keys belong to an issuer) {
  auto key = secret_key("k1");
  auto from = issuer_of(key);
  CAF_CHECK(check(from, forge(key, R"({"alg":"HS256"})",
                              R"({"iss":"Own","sub":"u1","aud":"driver_app","exp":1700000900})"))
            == error::unknown_issuer);
  CAF_CHECK(check(from, forge(key, R"({"alg":"HS256"})",
                              R"({"sub":"u1","aud":"driver_app","exp":1700000900})"))
            == error::unknown_issuer);
  CAF_CHECK(check(from, forge(key, R"({"alg":"HS256"})",
                              R"({"iss":"own","aud":"driver_app","exp":1700000900})"))
            == error::missing_claim);
  CAF_CHECK(check(from, forge(secret_key("k1", 'x'), R"({"alg":"HS256"})"))
            == error::bad_signature);
}

CAF_TEST(3 9 the audience is checked) {
  auto key = secret_key("k1");
  auto from = issuer_of(key);
  auto with = [&](std::string_view aud) {
    return check(from,
                 forge(key, R"({"alg":"HS256"})",
                       R"({"iss":"own","sub":"u1","exp":1700000900)" + std::string{aud} + "}"));
  };
  CAF_CHECK(with(R"(,"aud":"driver_app")") == error::none);
  CAF_CHECK(with(R"(,"aud":["other","passenger_app"])") == error::none);
  CAF_CHECK(with(R"(,"aud":"admin_panel")") == error::bad_audience);
  CAF_CHECK(with(R"(,"aud":[])") == error::bad_audience);
  CAF_CHECK(with("") == error::bad_audience);
  from.audiences = {};
  CAF_CHECK(with("") == error::none);
  CAF_CHECK(with(R"(,"aud":"driver_app")") == error::bad_audience);
  from.audiences = {"*"};
  CAF_CHECK(with(R"(,"aud":"whatever")") == error::none);
  CAF_CHECK(with("") == error::none);
}

CAF_TEST(3 10 no claim is followed to a key or a place) {
  for (auto extra : {R"("jku":"http://127.0.0.1/")", R"("x5u":"http://127.0.0.1/")",
                     R"("jwk":{"kty":"oct","k":"AAAA"})", R"("x5c":["AAAA"])"})
    CAF_CHECK(check_header(R"({"alg":"HS256",)" + std::string{extra} + "}") == error::bad_header);
  CAF_CHECK(check_header(R"({"alg":"HS256","kid":"k1"})") == error::none);
  for (auto kid : {"k2", "../../dev/null", "k1' OR '1'='1"})
    CAF_CHECK(check_header(R"({"alg":"HS256","kid":")" + std::string{kid} + R"("})")
              == error::unknown_key);
  CAF_CHECK(check_header(R"({"alg":"HS256","kid":7})") == error::bad_header);
}

CAF_TEST(3 11 tokens say what they are) {
  auto key = secret_key("k1");
  auto from = issuer_of(key);
  from.types = {"at+jwt"};
  for (auto typ : {"at+jwt", "AT+JWT", "application/at+jwt"})
    CAF_CHECK(check(from, forge(key, R"({"alg":"HS256","typ":")" + std::string{typ} + R"("})"))
              == error::none);
  for (auto typ : {"rt+jwt", "JWT", "", "application/"})
    CAF_CHECK(check(from, forge(key, R"({"alg":"HS256","typ":")" + std::string{typ} + R"("})"))
              == error::bad_type);
  CAF_CHECK(check(from, forge(key, R"({"alg":"HS256"})")) == error::bad_type);
}

CAF_TEST(3 12 a token of one purpose is none of another) {
  auto access = secret_key("a", 'a'), refresh = secret_key("r", 'r');
  auto for_access = issuer_of(access), for_refresh = issuer_of(refresh);
  for_access.types = {"at+jwt"};
  for_refresh.types = {"rt+jwt"};
  for_refresh.audiences = {};
  auto token = jwt::sign(refresh, "rt+jwt", {R"({"iss":"own","sub":"u1","exp":1700000900})"});
  CAF_CHECK(check(for_refresh, token) == error::none);
  CAF_CHECK(check(for_access, token) == error::unknown_key);
  // Not even under one secret.
  for_access.keys = for_refresh.keys;
  CAF_CHECK(check(for_access, token) == error::bad_type);
}

CAF_TEST(tokens beyond the limit are not even cut) {
  auto key = secret_key("k1");
  auto token = forge(key, R"({"alg":"HS256"})");
  jwt::claims who;
  CAF_CHECK(jwt::verifier({{issuer_of(key)}, 30, token.size()}).verify(token, now, who)
            == error::none);
  CAF_CHECK(jwt::verifier({{issuer_of(key)}, 30, token.size() - 1}).verify(token, now, who)
            == error::too_long);
}
