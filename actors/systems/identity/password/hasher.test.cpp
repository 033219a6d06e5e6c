#define CAF_SUITE actors.systems.identity.password.hasher

#include "actors/systems/identity/password/hasher.hpp"

#include <atomic>
#include <future>
#include <vector>

#include "caf/test/dsl.hpp"

namespace password = fleetwire::systems::identity::password;
using password::hasher;
using password::refusal;
using password::verdict;

namespace {

constexpr password::hasher_options small{{8, 1, 1}, 2};

std::string hashed(hasher& by, std::string what) {
  std::promise<std::string> done;
  CAF_REQUIRE(by.hash(std::move(what), [&](refusal why, std::string made) {
    done.set_value(why == refusal::none ? made : "");
  }) == refusal::none);
  return done.get_future().get();
}

hasher::checked checked(hasher& by, std::string what, const std::string& stored) {
  std::promise<hasher::checked> done;
  CAF_REQUIRE(by.verify(std::move(what), stored, [&](hasher::checked result) {
    done.set_value(std::move(result));
  }) == refusal::none);
  return done.get_future().get();
}

/// Keeps the hasher's thread in a callback until it is told to go on.
struct gate {
  std::promise<void> reached, opened;
  void occupy(hasher& by) {
    CAF_REQUIRE(by.hash("x", [this](refusal, const std::string&) {
      reached.set_value();
      opened.get_future().wait();
    }) == refusal::none);
    reached.get_future().wait();
  }
};

} // namespace

CAF_TEST(it hashes and verifies on its own thread) {
  hasher by{small};
  std::promise<std::thread::id> where;
  CAF_CHECK(by.hash("x", [&](refusal, const std::string&) {
    where.set_value(std::this_thread::get_id());
  }) == refusal::none);
  CAF_CHECK(where.get_future().get() != std::this_thread::get_id());
  auto stored = hashed(by, "secret");
  CAF_CHECK(checked(by, "secret", stored).result == verdict::match);
  CAF_CHECK(checked(by, "secret", stored).renewed.empty());
  CAF_CHECK(checked(by, "other", stored).result == verdict::mismatch);
}

CAF_TEST(an old hash comes back renewed once its password matched) {
  hasher by{small};
  std::string old = "$2b$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e";
  CAF_CHECK(checked(by, "wrong", old).renewed.empty());
  auto renewed = checked(by, "correct horse", old).renewed;
  CAF_CHECK_EQUAL(renewed.substr(0, 10), "$argon2id$");
  CAF_CHECK(password::verify("correct horse", renewed) == verdict::match);
}

CAF_TEST(nobody has a password) {
  hasher by{small};
  for (std::string guess : {"", "secret"}) {
    std::promise<verdict> done;
    CAF_CHECK(by.verify_nobody(guess, [&](hasher::checked result) {
      done.set_value(result.result);
    }) == refusal::none);
    CAF_CHECK(done.get_future().get() == verdict::mismatch);
  }
}

CAF_TEST(a full queue refuses and takes again when there is room) {
  hasher by{small};
  gate held;
  held.occupy(by);
  std::atomic<int> done{0};
  auto count = [&](refusal, const std::string&) { ++done; };
  CAF_CHECK(by.hash("a", count) == refusal::none);
  CAF_CHECK(by.hash("b", count) == refusal::none);
  CAF_CHECK(by.hash("c", count) == refusal::busy);
  CAF_CHECK(by.verify("c", "", [](hasher::checked) { CAF_FAIL("refused"); }) == refusal::busy);
  CAF_CHECK(by.verify_nobody("c", [](hasher::checked) { CAF_FAIL("refused"); }) == refusal::busy);
  held.opened.set_value();
  // The two are done once something queued behind them is; room may take a moment.
  std::promise<void> last;
  while (by.hash("d", [&](refusal, const std::string&) { last.set_value(); }) == refusal::busy)
    std::this_thread::yield();
  last.get_future().wait();
  CAF_CHECK_EQUAL(done.load(), 2);
}

CAF_TEST(stopping answers those that wait and refuses the rest) {
  hasher by{small};
  gate held;
  held.occupy(by);
  std::vector<refusal> heard;
  CAF_CHECK(by.hash("a", [&](refusal why, const std::string&) { heard.push_back(why); })
            == refusal::none);
  CAF_CHECK(by.verify("b", "", [&](hasher::checked result) { heard.push_back(result.fault); })
            == refusal::none);
  std::thread ender{[&] { by.stop(); }};
  while (by.hash("c", [](refusal, const std::string&) {}) != refusal::stopped)
    std::this_thread::yield();
  held.opened.set_value();
  ender.join();
  CAF_CHECK_EQUAL(heard.size(), 2u);
  for (auto why : heard)
    CAF_CHECK(why == refusal::stopped);
  by.stop();
  CAF_CHECK(by.verify_nobody("d", [](hasher::checked) {}) == refusal::stopped);
}
