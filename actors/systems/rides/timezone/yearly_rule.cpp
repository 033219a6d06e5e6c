#include <charconv>

#include "actors/systems/rides/timezone/zone.hpp"

namespace fleetwire::systems::rides::timezone {

namespace {

using std::chrono::seconds;

// Walks over the text of a rule; every step says whether it found what it wanted.
class reader {
public:
  explicit reader(std::string_view text) : rest_{text} {}

  bool at_end() const { return rest_.empty(); }

  bool take(char wanted) {
    if (rest_.empty() || rest_.front() != wanted)
      return false;
    rest_.remove_prefix(1);
    return true;
  }

  // "CET" or "<+03>"
  bool name() {
    std::size_t length = 0;
    if (take('<')) {
      length = rest_.find('>');
      if (length == std::string_view::npos)
        return false;
      rest_.remove_prefix(length + 1);
      return length > 0;
    }
    while (length < rest_.size() && is_letter(rest_[length]))
      ++length;
    rest_.remove_prefix(length);
    return length >= 3;
  }

  bool number(int& value) {
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
    if (error != std::errc{} || rest_.front() == '-')
      return false;
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    return true;
  }

  bool number(unsigned& value, unsigned low, unsigned high) {
    int read = 0;
    if (!number(read) || read < static_cast<int>(low) || read > static_cast<int>(high))
      return false;
    value = static_cast<unsigned>(read);
    return true;
  }

  // [+-]h[h[h]][:mm[:ss]]
  bool time(seconds& value) {
    const bool is_negative = take('-');
    if (!is_negative)
      take('+');
    int hour = 0, minute = 0, second = 0;
    if (!number(hour) || (take(':') && !number(minute)) || (take(':') && !number(second)))
      return false;
    if (hour > 167 || minute > 59 || second > 59)
      return false;
    value = seconds{hour * 3600 + minute * 60 + second};
    if (is_negative)
      value = -value;
    return true;
  }

  bool yearly(yearly_switch& result) {
    using kind = yearly_switch::kind;
    if (take('M')) {
      result.how = kind::weekday_of_month;
      if (!number(result.month, 1, 12) || !take('.') || !number(result.week, 1, 5) || !take('.')
          || !number(result.weekday, 0, 6))
        return false;
    } else {
      result.how = take('J') ? kind::day_without_leap : kind::day_with_leap;
      if (!number(result.day) || result.day > 365)
        return false;
    }
    return !take('/') || time(result.time);
  }

private:
  static bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

  std::string_view rest_;
};

} // namespace

std::chrono::local_seconds yearly_switch::in(std::chrono::year year) const noexcept {
  using namespace std::chrono;
  const local_days new_year{year / January / 1};
  switch (how) {
    case kind::weekday_of_month: {
      const auto in_month = year / std::chrono::month{month};
      const std::chrono::weekday wanted{weekday};
      const local_days day_found =
        week == 5 ? local_days{in_month / wanted[last]} : local_days{in_month / wanted[week]};
      return day_found + time;
    }
    case kind::day_without_leap:
      return new_year + days{day - 1 + (year.is_leap() && day >= 60 ? 1 : 0)} + time;
    case kind::day_with_leap:
      break;
  }
  return new_year + days{day} + time;
}

std::chrono::seconds yearly_rule::offset_at(std::chrono::sys_seconds at) const noexcept {
  using namespace std::chrono;
  if (!summer)
    return standard;
  const local_seconds local{(at + standard).time_since_epoch()};
  const auto year = year_month_day{floor<days>(local)}.year();
  const auto begins = to_summer.in(year).time_since_epoch() - standard;
  const auto ends = to_standard.in(year).time_since_epoch() - *summer;
  const auto now = at.time_since_epoch();
  const bool is_summer = begins < ends ? begins <= now && now < ends : begins <= now || now < ends;
  return is_summer ? *summer : standard;
}

std::optional<yearly_rule> parse_rule(std::string_view text) {
  reader in{text};
  yearly_rule rule;
  // POSIX counts westwards.
  if (!in.name() || !in.time(rule.standard))
    return std::nullopt;
  rule.standard = -rule.standard;
  if (in.at_end())
    return rule;
  if (!in.name())
    return std::nullopt;
  rule.summer = rule.standard + std::chrono::hours{1};
  if (!in.take(',')) {
    seconds written{0};
    if (!in.time(written) || !in.take(','))
      return std::nullopt;
    rule.summer = -written;
  }
  if (!in.yearly(rule.to_summer) || !in.take(',') || !in.yearly(rule.to_standard) || !in.at_end())
    return std::nullopt;
  return rule;
}

} // namespace fleetwire::systems::rides::timezone
