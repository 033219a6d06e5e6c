#include "actors/systems/orders/rules/order.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace fleetwire::systems::orders::rules {

namespace {

using status = order_status;

constexpr std::array<std::pair<status, std::string_view>, 6> names{{
  {status::created, "created"},
  {status::assigned, "assigned"},
  {status::picked_up, "picked_up"},
  {status::delivering, "delivering"},
  {status::delivered, "delivered"},
  {status::cancelled, "cancelled"},
}};

constexpr std::size_t longest_id = 100;

bool is_way(status from, status to) noexcept {
  switch (to) {
    case status::created:
      return from == status::assigned;
    case status::assigned:
      return from == status::created;
    case status::picked_up:
      return from == status::assigned;
    case status::delivering:
      return from == status::picked_up;
    case status::delivered:
      return from == status::delivering;
    case status::cancelled:
      return !is_over(from);
  }
  return false;
}

refusal wrong_state(const order& what, std::string_view to) {
  const auto now = std::string{to_string(what.status)};
  return {409, "INVALID_TRANSITION",
          "The order is " + now + " and cannot become " + std::string{to}, now};
}

refusal not_yours(std::string message) {
  return {403, "FORBIDDEN", std::move(message)};
}

/// Nothing if he may; `to` is a way from where the order is.
std::optional<refusal> may_move(const order& what, status to, const caller& by) {
  if (by.is_staff)
    return std::nullopt;
  if (to == status::cancelled) {
    if (!is_customer(what, by))
      return not_yours("Only the customer may cancel the order");
    const bool is_early = what.status == status::created || what.status == status::assigned;
    return is_early ? std::nullopt : std::optional{wrong_state(what, "cancelled by the customer")};
  }
  if (!is_its_courier(what, by))
    return not_yours("Only the courier may do this");
  return std::nullopt;
}

change changed(const order& before, status to, const caller& by, instant now) {
  change out{before, before.status, by.id, std::nullopt};
  out.state.status = to;
  out.state.updated_at = now;
  ++out.state.version;
  return out;
}

outcome apply_one(const order& before, const assign& what, instant now) {
  if (!is_way(before.status, status::assigned))
    return wrong_state(before, "assigned");
  if (!what.by.is_staff)
    return not_yours("Only dispatchers may assign orders");
  auto out = changed(before, status::assigned, what.by, now);
  out.state.courier = what.to;
  return out;
}

outcome apply_one(const order& before, const move& what, instant now) {
  if (!is_way(before.status, what.to))
    return wrong_state(before, to_string(what.to));
  if (what.to == status::assigned)
    return refusal{400, "DRIVER_MISSING", "An order is assigned to somebody: name him"};
  if (auto no = may_move(before, what.to, what.by))
    return *no;
  auto out = changed(before, what.to, what.by, now);
  if (what.to == status::created)
    out.left = std::exchange(out.state.courier, std::nullopt);
  return out;
}

} // namespace

std::string_view to_string(order_status what) noexcept {
  for (const auto& [value, name] : names)
    if (value == what)
      return name;
  return "";
}

std::optional<order_status> order_status_from(std::string_view text) noexcept {
  for (const auto& [value, name] : names)
    if (name == text)
      return value;
  return std::nullopt;
}

bool is_over(order_status what) noexcept {
  return what == status::delivered || what == status::cancelled;
}

bool is_customer(const order& what, const caller& who) noexcept {
  return what.customer_id == who.id;
}

bool is_its_courier(const order& what, const caller& who) noexcept {
  return what.courier && what.courier->id == who.id;
}

bool may_join(const order& what, const caller& who, membership mode) noexcept {
  return mode == membership::open || who.is_staff || is_customer(what, who)
         || is_its_courier(what, who);
}

bool may_send_positions(const order& what, const caller& who, membership mode) noexcept {
  return is_its_courier(what, who) || (mode == membership::open && who.is_courier);
}

bool is_order_id(std::string_view text) noexcept {
  const auto is_fit = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
           || std::string_view{"._~:-"}.find(c) != std::string_view::npos;
  };
  // Neither "." nor "..", which paths lose, nor the word that REST has for something else.
  return !text.empty() && text.size() <= longest_id && std::ranges::all_of(text, is_fit)
         && text.find_first_not_of('.') != std::string_view::npos && text != "users";
}

outcome apply(const order& before, const command& what, instant now) {
  return std::visit([&](const auto& one) { return apply_one(before, one, now); }, what);
}

refusal no_such_order() {
  return {404, "ORDER_NOT_FOUND", "Order not found"};
}

} // namespace fleetwire::systems::orders::rules
