#define CAF_SUITE actors.systems.identity.session.token_memory

#include "actors/systems/identity/session/token_memory.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire::systems::identity;

namespace {

token_memory::claims_ptr about(std::string subject) {
  jwt::claims said;
  said.subject = std::move(subject);
  return std::make_shared<const jwt::claims>(std::move(said));
}

struct fixture {
  token_memory memory;

  void keep_twice(std::string_view token, token_memory::span good = {}) {
    memory.keep(token, good, about("u"));
    memory.keep(token, good, about("u"));
  }
  bool knows(std::string_view token, jwt::seconds now = 0) const {
    return memory.find(token, now) != nullptr;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(token_memory_tests, fixture)

CAF_TEST(a token is remembered when it comes for the second time) {
  CAF_CHECK(!knows("a.b.c"));
  memory.keep("a.b.c", {}, about("u1"));
  CAF_CHECK(!knows("a.b.c"));
  memory.keep("a.b.c", {}, about("u1"));
  CAF_REQUIRE(knows("a.b.c"));
  CAF_CHECK_EQUAL(memory.find("a.b.c", 0)->subject, "u1");
}

CAF_TEST(nothing but the whole token is known) {
  const std::string token = "head.payload.signature";
  keep_twice(token);
  CAF_REQUIRE(knows(token));
  for (std::size_t i = 0; i < token.size(); ++i) {
    auto other = token;
    ++other[i];
    CAF_CHECK(!knows(other));
  }
  CAF_CHECK(!knows(token.substr(1)));
  CAF_CHECK(!knows(token.substr(0, token.size() - 1)));
  CAF_CHECK(!knows(token + '='));
  CAF_CHECK(!knows(""));
}

CAF_TEST(it is good from then on until its end) {
  keep_twice("t", {100, 200});
  CAF_CHECK(!knows("t", 99));
  CAF_CHECK(knows("t", 100));
  CAF_CHECK(knows("t", 199));
  CAF_CHECK(!knows("t", 200));
  keep_twice("endless", {100, {}});
  CAF_CHECK(knows("endless", 1'000'000'000));
}

CAF_TEST(what is said of it later counts) {
  keep_twice("t", {100, 200});
  memory.keep("t", {300, 400}, about("u2"));
  CAF_CHECK(!knows("t", 150));
  CAF_REQUIRE(knows("t", 300));
  CAF_CHECK_EQUAL(memory.find("t", 300)->subject, "u2");
}

CAF_TEST(long ones are not kept) {
  keep_twice(std::string(token_memory::longest_token, 'x'));
  CAF_CHECK(knows(std::string(token_memory::longest_token, 'x')));
  keep_twice(std::string(token_memory::longest_token + 1, 'x'));
  CAF_CHECK(!knows(std::string(token_memory::longest_token + 1, 'x')));
}

CAF_TEST(many do not take more than their places) {
  std::size_t known = 0;
  for (std::size_t i = 0; i < 3 * token_memory::places; ++i)
    keep_twice("token " + std::to_string(i));
  for (std::size_t i = 0; i < 3 * token_memory::places; ++i)
    known += knows("token " + std::to_string(i));
  CAF_CHECK_LESS_OR_EQUAL(known, token_memory::places);
  CAF_CHECK_GREATER(known, token_memory::places / 4);
}

CAF_TEST(one that is asked for again and again stays) {
  keep_twice("mine");
  for (std::size_t i = 0; i < 4 * token_memory::places; ++i) {
    memory.keep("once " + std::to_string(i), {}, about("u"));
    CAF_REQUIRE(knows("mine"));
  }
}

CAF_TEST_FIXTURE_SCOPE_END()
