#define CAF_SUITE net.bridge.outbox

#include "net/bridge/outbox.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire;
using bridge::outbox;
using verdict = outbox::verdict;

namespace {

/// A frame of `size` bytes, all of them `fill`.
contract::encoded_ptr frame(char fill, std::size_t size = 4) {
  auto result = std::make_shared<contract::encoded>();
  result->frames.assign(size, fill);
  result->parts.push_back({0, static_cast<std::uint32_t>(size), false});
  return result;
}

struct fixture {
  outbox box;
  outbox::limits bounds{100};

  verdict push(char fill, contract::send_mode mode = {}, std::size_t size = 4,
               bool blocked = false) {
    return box.push(frame(fill, size), mode, blocked, bounds);
  }
  std::string waiting() const {
    std::string out;
    box.peek(out, 1 << 20);
    return out;
  }
};

constexpr contract::send_mode urgent{false, true, 0};
constexpr contract::send_mode volatile_mode{true, false, 0};
constexpr contract::send_mode keyed(std::uint64_t key) {
  return {false, false, key};
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(outbox_tests, fixture)

CAF_TEST(packets go out in the order they came) {
  push('a');
  push('b');
  CAF_CHECK_EQUAL(waiting(), "aaaabbbb");
  box.consume(6);
  CAF_CHECK_EQUAL(waiting(), "bb");
  CAF_CHECK_EQUAL(std::string{box.single()}, "bb");
  CAF_CHECK(!box.between_packets());
  box.consume(2);
  CAF_CHECK(box.empty());
  CAF_CHECK(box.between_packets());
}

CAF_TEST(an urgent packet overtakes but never splits another) {
  push('a');
  push('b');
  box.consume(1);
  push('u', urgent);
  push('v', urgent);
  CAF_CHECK_EQUAL(waiting(), "aaauuuuvvvvbbbb");
  box.consume(4);
  CAF_CHECK_EQUAL(waiting(), "uuuvvvvbbbb");
  push('w', urgent);
  CAF_CHECK_EQUAL(waiting(), "uuuvvvvwwwwbbbb");
  box.consume(11);
  CAF_CHECK_EQUAL(waiting(), "bbbb");
}

CAF_TEST(a keyed packet replaces its predecessor and takes the tail) {
  push('a', keyed(1));
  push('b', keyed(2));
  CAF_CHECK(push('c', keyed(1)) == verdict::replaced);
  CAF_CHECK_EQUAL(waiting(), "bbbbcccc");
  CAF_CHECK_EQUAL(box.bytes(), 8u);
}

CAF_TEST(a keyed packet that has been begun is finished and not replaced) {
  push('a', keyed(1));
  box.consume(1);
  CAF_CHECK(push('b', keyed(1)) == verdict::queued);
  CAF_CHECK_EQUAL(waiting(), "aaabbbb");
  box.consume(3);
  CAF_CHECK(push('c', keyed(1)) == verdict::replaced);
  CAF_CHECK_EQUAL(waiting(), "cccc");
}

CAF_TEST(a key that went out long ago replaces nothing) {
  push('a', keyed(1));
  push('x');
  box.consume(4);
  CAF_CHECK(push('b', keyed(1)) == verdict::queued);
  CAF_CHECK_EQUAL(waiting(), "xxxxbbbb");
}

CAF_TEST(volatile packets are not taken by a blocked reader) {
  CAF_CHECK(push('a', volatile_mode, 4, true) == verdict::dropped);
  CAF_CHECK(push('a', volatile_mode, 4, false) == verdict::queued);
}

CAF_TEST(the bound is exact and volatile packets give way first) {
  CAF_CHECK(push('a', volatile_mode, 40) == verdict::queued);
  CAF_CHECK(push('b', {}, 60) == verdict::queued);
  CAF_CHECK_EQUAL(box.bytes(), 100u);
  CAF_CHECK(push('c', {}, 1) == verdict::queued);
  CAF_CHECK_EQUAL(box.take_evicted(), 1u);
  CAF_CHECK_EQUAL(box.bytes(), 61u);
  CAF_CHECK(push('d', {}, 39) == verdict::queued);
  CAF_CHECK(push('e', {}, 1) == verdict::full);
  CAF_CHECK(push('f', volatile_mode, 1) == verdict::dropped);
}

CAF_TEST(popping takes whole packets for polling) {
  push('a');
  push('b', urgent);
  CAF_CHECK_EQUAL(std::string{box.pop()->frames}, "bbbb");
  CAF_CHECK_EQUAL(std::string{box.pop()->frames}, "aaaa");
  CAF_CHECK(box.pop() == nullptr);
}

CAF_TEST(thousands of replacements keep the queue small and right) {
  bounds.max_bytes = 1 << 20;
  for (int round = 0; round < 3000; ++round) {
    for (std::uint64_t key = 1; key <= 5; ++key)
      push(static_cast<char>('a' + key), keyed(key));
    box.consume(4); // the reader takes one of five
  }
  CAF_CHECK_EQUAL(waiting().size(), box.bytes());
  CAF_CHECK(box.bytes() <= 20u);
}

CAF_TEST_FIXTURE_SCOPE_END()
