#include "actors/systems/rides/catalog/conditions.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <optional>
#include <string_view>

namespace fleetwire::systems::rides::catalog {

namespace {

using pricing::date;

constexpr std::size_t max_entries = 1'000;

class reader {
public:
  reader(value from, std::vector<std::string>& faults) : from_(from), faults_(faults) {}

  /// Calls `use` for each element of a list; `use` says whether it was good.
  template <class Use>
  void list(std::string_view name, std::string_view expectation, Use&& use) {
    const auto found = from_[name];
    if (!found.exists() || found.is_null())
      return;
    bool good = found.type() == value::kind::array && found.size() <= max_entries;
    if (good)
      found.for_each([&](value element) { good = use(element) && good; });
    if (!good)
      faults_.push_back("conditions." + std::string{name} + ' ' + std::string{expectation});
  }

  void refuse_unknown() {
    from_.for_each_member([&](std::string_view name, value) {
      static constexpr std::array<std::string_view, 5> known{"days_of_week", "time_ranges", "dates",
                                                             "date_ranges", "exclude_dates"};
      if (std::ranges::find(known, name) == known.end())
        faults_.push_back("property conditions." + std::string{name} + " should not exist");
    });
  }

private:
  value from_;
  std::vector<std::string>& faults_;
};

std::optional<date> date_of(value from) {
  const auto text = from.as_string();
  return text ? pricing::parse_date(*text) : std::nullopt;
}

std::optional<std::chrono::minutes> time_of(value from) {
  const auto text = from.as_string();
  return text ? pricing::parse_time_of_day(*text) : std::nullopt;
}

bool add_day(value from, std::vector<unsigned>& to) {
  const auto day = from.as_int();
  if (!day || *day < 1 || *day > 7)
    return false;
  to.push_back(static_cast<unsigned>(*day));
  return true;
}

bool add_date(value from, std::vector<date>& to) {
  const auto day = date_of(from);
  if (day)
    to.push_back(*day);
  return day.has_value();
}

bool add_times(value from, std::vector<pricing::time_range>& to) {
  const auto start = time_of(from["start"]);
  const auto end = time_of(from["end"]);
  if (!start || !end || *end <= *start)
    return false;
  to.push_back({.start = *start, .end = *end});
  return true;
}

bool add_dates(value from, std::vector<pricing::date_range>& to) {
  const auto first = date_of(from["from"]);
  const auto last = date_of(from["to"]);
  if (!first || !last || *last < *first)
    return false;
  to.push_back({.from = *first, .to = *last});
  return true;
}

std::string text_of(date day) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "\"%04d-%02u-%02u\"", static_cast<int>(day.year()),
                static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
  return text.data();
}

std::string text_of(unsigned day) {
  return std::to_string(day);
}

std::string text_of(std::chrono::minutes since_midnight) {
  std::array<char, 32> text{};
  const auto minutes = static_cast<int>(since_midnight.count());
  std::snprintf(text.data(), text.size(), "\"%02d:%02d\"", minutes / 60, minutes % 60);
  return text.data();
}

std::string text_of(const pricing::time_range& range) {
  return R"({"start":)" + text_of(range.start) + R"(,"end":)" + text_of(range.end) + '}';
}

std::string text_of(const pricing::date_range& range) {
  return R"({"from":)" + text_of(range.from) + R"(,"to":)" + text_of(range.to) + '}';
}

template <class T>
void append(object& to, std::string_view name, const std::vector<T>& list) {
  if (list.empty())
    return;
  json out{"["};
  for (const auto& each : list)
    out.text.append(out.text.size() > 1 ? "," : "").append(text_of(each));
  out.text += ']';
  to.add(name, out);
}

} // namespace

pricing::conditions read_conditions(value from, std::vector<std::string>& faults) {
  pricing::conditions result;
  if (!from.exists() || from.is_null())
    return result;
  if (from.type() != value::kind::object) {
    faults.emplace_back("conditions must be an object");
    return result;
  }
  reader in{from, faults};
  in.list("days_of_week", "must be numbers from 1 (Monday) to 7",
          [&](value v) { return add_day(v, result.days_of_week); });
  in.list("time_ranges", "must have start and end as HH:MM, end after start",
          [&](value v) { return add_times(v, result.time_ranges); });
  in.list("dates", "must be dates as YYYY-MM-DD",
          [&](value v) { return add_date(v, result.dates); });
  in.list("date_ranges", "must have from and to as YYYY-MM-DD, to not before from",
          [&](value v) { return add_dates(v, result.date_ranges); });
  in.list("exclude_dates", "must be dates as YYYY-MM-DD",
          [&](value v) { return add_date(v, result.exclude_dates); });
  in.refuse_unknown();
  return result;
}

std::string to_json(const pricing::conditions& when) {
  object out;
  append(out, "days_of_week", when.days_of_week);
  append(out, "time_ranges", when.time_ranges);
  append(out, "dates", when.dates);
  append(out, "date_ranges", when.date_ranges);
  append(out, "exclude_dates", when.exclude_dates);
  return out.build().text;
}

} // namespace fleetwire::systems::rides::catalog
