#define CAF_SUITE actors.systems.identity.password.scheme

#include "actors/systems/identity/password/scheme.hpp"

#include "caf/test/dsl.hpp"

namespace password = fleetwire::systems::identity::password;
using password::verdict;

namespace {

/// As small as argon2 allows: tests are many.
constexpr password::parameters small{8, 1, 1};
/// "correct horse", cost 4.
const std::string bcrypt_tail = "$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e";

} // namespace

CAF_TEST(a new hash is argon2id with a salt of its own) {
  auto one = password::hash("secret", small), two = password::hash("secret", small);
  CAF_CHECK_EQUAL(one.substr(0, 30), "$argon2id$v=19$m=8,t=1,p=1$" + one.substr(27, 3));
  CAF_CHECK_NOT_EQUAL(one, two);
  CAF_CHECK_EQUAL(one.find('\0'), std::string::npos);
  CAF_CHECK(password::verify("secret", one) == verdict::match);
  CAF_CHECK(password::verify("secret", two) == verdict::match);
  CAF_CHECK(password::verify("Secret", one) == verdict::mismatch);
  CAF_CHECK(password::verify("", one) == verdict::mismatch);
}

CAF_TEST(the defaults are those of OWASP) {
  CAF_CHECK_EQUAL(password::parameters{}.memory_kib, 19456u);
  CAF_CHECK_EQUAL(password::parameters{}.passes, 2u);
  CAF_CHECK_EQUAL(password::parameters{}.lanes, 1u);
  CAF_CHECK(password::verify("secret", password::hash("secret", {})) == verdict::match);
}

CAF_TEST(a password may hold any bytes and argon2 reads them all) {
  std::string odd{"a\0b\xFF", 4};
  auto stored = password::hash(odd, small);
  CAF_CHECK(password::verify(odd, stored) == verdict::match);
  CAF_CHECK(password::verify(odd.substr(0, 1), stored) == verdict::mismatch);
}

CAF_TEST(bcrypt of other back ends is understood) {
  for (std::string kind : {"$2a", "$2b", "$2y"}) {
    CAF_CHECK(password::verify("correct horse", kind + bcrypt_tail) == verdict::match);
    CAF_CHECK(password::verify("correct horsf", kind + bcrypt_tail) == verdict::mismatch);
  }
  CAF_CHECK(password::verify("U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")
            == verdict::match);
  std::string longer{"correct horse\0x", 15};
  CAF_CHECK(password::verify(longer, "$2b" + bcrypt_tail) == verdict::mismatch);
}

CAF_TEST(what is no hash or asks for too much is unusable) {
  auto good = password::hash("secret", small);
  for (const std::string& stored :
       {std::string{}, std::string{"secret"}, std::string{"*"}, std::string{"$1$salt$hash"},
        "$2x" + bcrypt_tail, "$2b" + bcrypt_tail + "x", "$2b$16" + bcrypt_tail.substr(3),
        "$2b$04$" + std::string(53, '!'), good.substr(0, good.size() - 44),
        "$argon2i" + good.substr(9), std::string{"$argon2id$v=19$m=1048577,t=1,p=1$AAAA$AAAA"},
        std::string{"$argon2id$v=19$m=8,t=65,p=1$AAAAAAAAAAA$AAAAAAAAAAA"},
        std::string{"$argon2id$v=19$m=99999999999,t=1,p=1$AAAA$AAAA"},
        std::string{"$argon2id$v=19$m=8,t=1"}})
    CAF_CHECK(password::verify("secret", stored) == verdict::unusable);
}

CAF_TEST(a hash weaker than those of today wants a new one) {
  auto stored = password::hash("secret", {16, 2, 1});
  CAF_CHECK(!password::needs_rehash(stored, {16, 2, 1}));
  CAF_CHECK(!password::needs_rehash(stored, {8, 1, 1}));
  CAF_CHECK(password::needs_rehash(stored, {17, 2, 1}));
  CAF_CHECK(password::needs_rehash(stored, {16, 3, 1}));
  CAF_CHECK(password::needs_rehash(stored, {16, 2, 2}));
  CAF_CHECK(password::needs_rehash("$2b" + bcrypt_tail, small));
}
