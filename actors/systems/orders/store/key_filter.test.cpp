#define CAF_SUITE actors.systems.orders.store.key_filter

#include "actors/systems/orders/store/key_filter.hpp"

#include "caf/test/dsl.hpp"

using fleetwire::systems::orders::store::key_filter;

namespace {

constexpr std::int64_t end = std::int64_t{1} << 61;
constexpr auto greatest = std::numeric_limits<std::int64_t>::max();

} // namespace

CAF_TEST(parts are all keys without a gap) {
  const key_filter four{14};
  std::int64_t next = 0;
  for (int i = 0; i < 4; ++i) {
    const auto part = four.part_of(next);
    CAF_CHECK_EQUAL(part.first, next);
    const auto of_last = four.part_of(part.last);
    CAF_CHECK_EQUAL(of_last.first, next);
    CAF_CHECK_EQUAL(part.last, i == 3 ? greatest : next + (end / 4 - 1));
    next = part.last + (i < 3 ? 1 : 0);
  }
  const key_filter one{10};
  CAF_CHECK_EQUAL(one.part_of(7).first, 0);
  CAF_CHECK_EQUAL(one.part_of(7).last, greatest);
}

CAF_TEST(a part is read or not) {
  key_filter what{14};
  const auto part = what.part_of(end / 2);
  what.set_read(end / 2);
  CAF_CHECK(what.is_read(part.first));
  CAF_CHECK(what.is_read(part.last));
  CAF_CHECK(!what.is_read(part.first - 1));
  CAF_CHECK(!what.is_read(part.last + 1));
}

CAF_TEST(what was added may be there) {
  key_filter what{14};
  const auto width = end >> 14;
  for (const auto key : {std::int64_t{0}, 5 * width, end - 1}) {
    CAF_CHECK(!what.may_have(key));
    what.add(key);
    CAF_CHECK(what.may_have(key));
  }
  CAF_CHECK(!what.may_have(5 * width - 1));
  CAF_CHECK(what.may_have(6 * width - 1));
  CAF_CHECK(!what.may_have(6 * width));
  CAF_CHECK(what.may_have(end)); // moved on past the end
  CAF_CHECK(!what.is_read(end));
}
