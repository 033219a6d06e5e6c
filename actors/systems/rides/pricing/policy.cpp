#include "actors/systems/rides/pricing/policy.hpp"

#include <algorithm>
#include <charconv>
#include <tuple>
#include <utility>

namespace fleetwire::systems::rides::pricing {

namespace {

template <class T>
bool holds(const std::vector<T>& values, const T& wanted) {
  return std::find(values.begin(), values.end(), wanted) != values.end();
}

// A fixed number of digits and nothing else.
std::optional<int> digits(std::string_view text, std::size_t from, std::size_t count) {
  int value = 0;
  const auto part = text.substr(from, count);
  const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), value);
  if (error != std::errc{} || end != part.data() + part.size() || part.front() == '-')
    return std::nullopt;
  return value;
}

bool covers(const policy& p, const locality& pickup) {
  switch (p.scope_type) {
    case scope::zone:
      return !pickup.zone_id.empty() && p.zone_id == pickup.zone_id;
    case scope::city:
      return !pickup.city_id.empty() && p.city_id == pickup.city_id;
    case scope::global:
      break;
  }
  return true;
}

bool is_in_force(const policy& p, instant now) {
  return p.is_active && (!p.effective_from || *p.effective_from <= now)
         && (!p.effective_to || now <= *p.effective_to);
}

// No start counts as the earliest one.
bool goes_before(const policy* a, const policy* b) {
  const auto rank = [](const policy* p) {
    return std::tuple{p->scope_type, p->priority, p->effective_from.value_or(instant::min()),
                      p->created_at};
  };
  return rank(a) > rank(b);
}

std::string timezone_of(const policy& p, const locality& pickup) {
  if (!p.timezone.empty())
    return p.timezone;
  return pickup.city_timezone.empty() ? "UTC" : pickup.city_timezone;
}

} // namespace

bool time_range::contains(std::chrono::seconds since_midnight) const noexcept {
  if (start < end)
    return start <= since_midnight && since_midnight < end;
  return start != end && (since_midnight >= start || since_midnight < end);
}

bool conditions::are_empty() const noexcept {
  return days_of_week.empty() && time_ranges.empty() && dates.empty() && date_ranges.empty()
         && exclude_dates.empty();
}

bool conditions::hold_at(std::chrono::local_seconds local) const noexcept {
  const auto day = std::chrono::floor<std::chrono::days>(local);
  const date today{day};
  if (holds(exclude_dates, today) || (!dates.empty() && !holds(dates, today)))
    return false;
  const auto spans = [&](const date_range& r) { return r.from <= today && today <= r.to; };
  if (!date_ranges.empty() && std::none_of(date_ranges.begin(), date_ranges.end(), spans))
    return false;
  if (!days_of_week.empty() && !holds(days_of_week, std::chrono::weekday{day}.iso_encoding()))
    return false;
  const auto holds_now = [&](const time_range& r) { return r.contains(local - day); };
  return time_ranges.empty() || std::any_of(time_ranges.begin(), time_ranges.end(), holds_now);
}

std::string_view describe(pricing_fault fault) noexcept {
  switch (fault) {
    case pricing_fault::no_service_class:
      return "Service class not found";
    case pricing_fault::no_vehicle_type:
      return "No eligible vehicle type for request";
    case pricing_fault::no_candidates:
      return "No price policy configured (no candidates)";
    case pricing_fault::none_applicable:
      return "No applicable price policy found for this context/time";
    case pricing_fault::unknown_timezone:
      return "The price policy names an unknown time zone";
  }
  return "No price";
}

std::variant<choice, pricing_fault> choose_policy(const std::vector<policy>& policies,
                                                  const locality& pickup, instant now,
                                                  const zone_offset& offset_of) {
  std::vector<const policy*> candidates;
  for (const auto& p : policies)
    if (is_in_force(p, now) && covers(p, pickup))
      candidates.push_back(&p);
  if (candidates.empty())
    return pricing_fault::no_candidates;
  std::stable_sort(candidates.begin(), candidates.end(), goes_before);
  for (const auto* p : candidates) {
    auto zone = timezone_of(*p, pickup);
    const std::optional<std::chrono::seconds> ahead =
      zone == "UTC" ? std::chrono::seconds{0} : offset_of(zone, now);
    if (!ahead)
      return pricing_fault::unknown_timezone;
    const auto utc = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch();
    if (p->when.hold_at(std::chrono::local_seconds{utc + *ahead}))
      return choice{p, std::move(zone)};
  }
  return pricing_fault::none_applicable;
}

std::optional<std::chrono::minutes> parse_time_of_day(std::string_view text) noexcept {
  if (text.size() != 5 || text[2] != ':')
    return std::nullopt;
  const auto hour = digits(text, 0, 2), minute = digits(text, 3, 2);
  if (!hour || !minute || *hour > 23 || *minute > 59)
    return std::nullopt;
  return std::chrono::minutes{*hour * 60 + *minute};
}

std::optional<date> parse_date(std::string_view text) noexcept {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-')
    return std::nullopt;
  const auto year = digits(text, 0, 4), month = digits(text, 5, 2), day = digits(text, 8, 2);
  if (!year || !month || !day)
    return std::nullopt;
  const date result{std::chrono::year{*year}, std::chrono::month(static_cast<unsigned>(*month)),
                    std::chrono::day(static_cast<unsigned>(*day))};
  return result.ok() ? std::optional{result} : std::nullopt;
}

} // namespace fleetwire::systems::rides::pricing
