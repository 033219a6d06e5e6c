#include "actors/systems/rides/rules/trip.hpp"

#include <algorithm>
#include <array>

namespace fleetwire::systems::rides::rules {

namespace {

constexpr std::array<std::string_view, 8> status_names{
  "pending",     "assigning", "accepted",  "arriving",
  "in_progress", "completed", "cancelled", "no_drivers_found",
};
constexpr std::array<std::string_view, 3> payment_names{"cash", "card", "wallet"};
constexpr std::array<std::string_view, 5> assignment_names{"offered", "accepted", "rejected",
                                                           "expired", "cancelled"};

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

} // namespace

std::string_view to_string(trip_status status) noexcept {
  return status_names[static_cast<std::size_t>(status)];
}

std::string_view to_string(payment_mode mode) noexcept {
  return payment_names[static_cast<std::size_t>(mode)];
}

std::string_view to_string(assignment_status status) noexcept {
  return assignment_names[static_cast<std::size_t>(status)];
}

std::optional<trip_status> trip_status_from(std::string_view text) noexcept {
  for (std::size_t i = 0; i < status_names.size(); ++i)
    if (text == status_names[i])
      return static_cast<trip_status>(i);
  return std::nullopt;
}

std::optional<payment_mode> payment_mode_from(std::string_view text) noexcept {
  for (std::size_t i = 0; i < payment_names.size(); ++i)
    if (same_ignoring_case(text, payment_names[i]))
      return static_cast<payment_mode>(i);
  return std::nullopt;
}

bool is_active(trip_status status) noexcept {
  return status <= trip_status::in_progress;
}

const assignment* live_offer(const trip& t) noexcept {
  // Only the newest can be open.
  const auto* newest = t.assignments.empty() ? nullptr : &t.assignments.back();
  return newest && newest->status == assignment_status::offered ? newest : nullptr;
}

const assignment* find_assignment(const trip& t, std::string_view assignment_id) noexcept {
  const auto found = std::find_if(t.assignments.begin(), t.assignments.end(),
                                  [&](const assignment& a) { return a.id == assignment_id; });
  return found == t.assignments.end() ? nullptr : &*found;
}

bool was_asked(const trip& t, std::string_view driver_id) noexcept {
  const auto is_his = [&](const assignment& a) { return a.driver_id == driver_id; };
  return std::any_of(t.assignments.begin(), t.assignments.end(), is_his);
}

bool needs_matching(const trip& t) noexcept {
  return t.status == trip_status::assigning && !live_offer(t);
}

std::optional<instant> next_deadline(const trip& t) noexcept {
  if (t.status != trip_status::assigning)
    return std::nullopt;
  const auto* offer = live_offer(t);
  if (offer && t.assigning_deadline)
    return std::min(offer->expires_at, *t.assigning_deadline);
  return offer ? std::optional{offer->expires_at} : t.assigning_deadline;
}

} // namespace fleetwire::systems::rides::rules
