#define CAF_SUITE actors.systems.orders.rules.order

#include "actors/systems/orders/rules/order.hpp"

#include <array>

#include "caf/test/dsl.hpp"

using namespace fleetwire::systems::orders::rules;
using namespace std::chrono_literals;

namespace {

using status = order_status;

constexpr std::array all{status::created,    status::assigned,  status::picked_up,
                         status::delivering, status::delivered, status::cancelled};
const instant now{std::chrono::milliseconds{1'700'000'000'000}};
const caller customer{"c1", "Cora", false, false};
const caller driver{"d1", "Dan", false, true};
const caller other_driver{"d2", "Dora", false, true};
const caller staff{"s1", "Sam", true, false};
const caller stranger{"x1", "Xan", false, false};

order in_state(status what) {
  order out;
  out.id = "o1";
  out.customer_id = "c1";
  out.status = what;
  if (what != status::created)
    out.courier = courier{"d1", "Dan", {}, {}};
  out.created_at = out.updated_at = now - 1h;
  return out;
}

/// "ok", or the code of the refusal.
std::string try_move(status from, status to, const caller& by) {
  const auto before = in_state(from);
  const auto result = apply(before, move{to, by}, now);
  if (const auto* no = std::get_if<refusal>(&result)) {
    if (no->code == "INVALID_TRANSITION") {
      CAF_CHECK_EQUAL(no->status, 409);
      CAF_CHECK_EQUAL(no->state, to_string(from));
    }
    return no->code;
  }
  const auto& done = std::get<change>(result);
  CAF_CHECK(done.state.status == to);
  CAF_CHECK(done.previous == from);
  CAF_CHECK_EQUAL(done.state.version, before.version + 1);
  CAF_CHECK(done.state.updated_at == now);
  CAF_CHECK_EQUAL(done.by, by.id);
  return "ok";
}

/// From every state to every other, as rows of "1" where it may be done and "." where not.
std::string table(const caller& by) {
  std::string out;
  for (const auto from : all) {
    for (const auto to : all)
      out += try_move(from, to, by) == "ok" ? '1' : '.';
    out += ' ';
  }
  return out;
}

} // namespace

CAF_TEST(staff may go all ways there are) {
  //                created assigned picked_up delivering delivered cancelled, for each state
  CAF_CHECK_EQUAL(table(staff), ".....1 1.1..1 ...1.1 ....11 ...... ...... ");
}

CAF_TEST(a courier declines or delivers) {
  CAF_CHECK_EQUAL(table(driver), "...... 1.1... ...1.. ....1. ...... ...... ");
}

CAF_TEST(a customer cancels before the courier has it) {
  CAF_CHECK_EQUAL(table(customer), ".....1 .....1 ...... ...... ...... ...... ");
  CAF_CHECK_EQUAL(try_move(status::picked_up, status::cancelled, customer), "INVALID_TRANSITION");
  CAF_CHECK_EQUAL(try_move(status::assigned, status::picked_up, customer), "FORBIDDEN");
}

CAF_TEST(others move nothing) {
  for (const auto& who : {stranger, other_driver})
    CAF_CHECK_EQUAL(table(who), "...... ...... ...... ...... ...... ...... ");
  CAF_CHECK_EQUAL(try_move(status::assigned, status::picked_up, other_driver), "FORBIDDEN");
  CAF_CHECK_EQUAL(try_move(status::assigned, status::cancelled, driver), "FORBIDDEN");
}

CAF_TEST(whoever asks for what cannot be hears the state first) {
  CAF_CHECK_EQUAL(try_move(status::delivered, status::cancelled, staff), "INVALID_TRANSITION");
  CAF_CHECK_EQUAL(try_move(status::created, status::delivered, stranger), "INVALID_TRANSITION");
  CAF_CHECK_EQUAL(try_move(status::created, status::assigned, staff), "DRIVER_MISSING");
  CAF_CHECK_EQUAL(try_move(status::assigned, status::assigned, staff), "INVALID_TRANSITION");
}

CAF_TEST(an order is assigned once) {
  const auto by = [](status from, const caller& who) {
    return apply(in_state(from), assign{{"d2", "Dora", "+1", {}}, who}, now);
  };
  const auto done = by(status::created, staff);
  CAF_REQUIRE(std::holds_alternative<change>(done));
  CAF_CHECK_EQUAL(std::get<change>(done).state.courier->id, "d2");
  CAF_CHECK(std::get<change>(done).state.status == status::assigned);
  const auto no = by(status::created, customer);
  CAF_CHECK_EQUAL(std::get<refusal>(no).code, "FORBIDDEN");
  for (const auto from : all) {
    if (from == status::created)
      continue;
    const auto late = by(from, staff);
    CAF_CHECK_EQUAL(std::get<refusal>(late).state, to_string(from));
  }
}

CAF_TEST(a courier who declines is none any more) {
  const auto done = apply(in_state(status::assigned), move{status::created, driver}, now);
  const auto& what = std::get<change>(done);
  CAF_CHECK(!what.state.courier.has_value());
  CAF_CHECK_EQUAL(what.left.value().id, "d1");
  const auto kept = apply(in_state(status::assigned), move{status::picked_up, driver}, now);
  CAF_CHECK(!std::get<change>(kept).left.has_value());
}

CAF_TEST(who takes part) {
  const auto what = in_state(status::assigned);
  for (const auto& who : {customer, driver, staff})
    CAF_CHECK(may_join(what, who, membership::registered));
  for (const auto& who : {stranger, other_driver}) {
    CAF_CHECK(!may_join(what, who, membership::registered));
    CAF_CHECK(may_join(what, who, membership::open));
  }
  order nobodys;
  CAF_CHECK(!may_join(nobodys, caller{}, membership::registered));
}

CAF_TEST(who sends positions) {
  const auto what = in_state(status::assigned);
  CAF_CHECK(may_send_positions(what, driver, membership::registered));
  for (const auto& who : {customer, staff, other_driver, stranger})
    CAF_CHECK(!may_send_positions(what, who, membership::registered));
  CAF_CHECK(may_send_positions(what, other_driver, membership::open));
  CAF_CHECK(!may_send_positions(what, stranger, membership::open));
}

CAF_TEST(ids fit into paths and rooms) {
  for (const auto* good : {"1", "o-1", "A.b_c~d:e", "..a"})
    CAF_CHECK(is_order_id(good));
  for (const auto* bad : {"", ".", "..", "users", "a b", "a/b", "a?b", "é", "a%20"})
    CAF_CHECK(!is_order_id(bad));
  CAF_CHECK(is_order_id(std::string(100, 'a')));
  CAF_CHECK(!is_order_id(std::string(101, 'a')));
}

CAF_TEST(every state has a name) {
  for (const auto each : all)
    CAF_CHECK(order_status_from(to_string(each)) == each);
  CAF_CHECK(!order_status_from("lost").has_value());
  CAF_CHECK(is_over(status::delivered) && is_over(status::cancelled)
            && !is_over(status::delivering));
}
