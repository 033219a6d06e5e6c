#include "actors/systems/fleet/store/packed_track.hpp"

#include "actors/systems/fleet/store/columns.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <optional>

namespace fleetwire::systems::fleet::store {

namespace {

// What is common stands in the first seven bits.
constexpr std::uint64_t other_vehicle = 1;
constexpr std::uint64_t has_speed = 2;
constexpr std::uint64_t has_heading = 4;
constexpr std::uint64_t knows_ignition = 8;
constexpr std::uint64_t ignition_on = 16;
constexpr std::uint64_t has_fuel = 32;
constexpr std::uint64_t has_accuracy = 64;
constexpr std::uint64_t has_altitude = 128;
constexpr std::uint64_t accident = 256;
constexpr std::uint64_t impossible = 512;
constexpr std::uint64_t low_fuel = 1024;
constexpr std::uint64_t all_marks = 2047;

struct member {
  std::uint64_t mark;
  std::optional<double> rules::report::* of;
};
constexpr member members[] = {{has_speed, &rules::report::speed},
                              {has_heading, &rules::report::heading},
                              {has_fuel, &rules::report::fuel},
                              {has_accuracy, &rules::report::accuracy},
                              {has_altitude, &rules::report::altitude}};

constexpr double degrees = 1e7;
constexpr double thousandths = 1e3;
constexpr double most_scaled = 1e15; ///< such numbers are exact as doubles
/// A record of the longest numbers there are.
constexpr std::size_t longest_record = 3 + 2 * 10 + 2 * 9 + 5 * 9;

constexpr std::uint64_t zigzag(std::int64_t n) noexcept {
  return (static_cast<std::uint64_t>(n) << 1) ^ static_cast<std::uint64_t>(n >> 63);
}
constexpr std::int64_t unzigzag(std::uint64_t n) noexcept {
  return static_cast<std::int64_t>((n >> 1) ^ (0 - (n & 1)));
}
/// Without an end: what is read may be anything.
constexpr std::int64_t plus(std::int64_t a, std::int64_t b) noexcept {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
}
constexpr std::int64_t minus(std::int64_t a, std::int64_t b) noexcept {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) - static_cast<std::uint64_t>(b));
}

/// The whole number of `unit`-ths that is exactly `what`.
std::optional<std::int64_t> scaled(double what, double unit) noexcept {
  const auto many = what * unit;
  if (!(many > -most_scaled && many < most_scaled))
    return std::nullopt;
  const auto whole = static_cast<std::int64_t>(many + (many < 0 ? -0.5 : 0.5));
  const auto back = static_cast<double>(whole) / unit;
  // By their bits: zero has a sign.
  return std::bit_cast<std::uint64_t>(back) == std::bit_cast<std::uint64_t>(what)
           ? std::optional{whole}
           : std::nullopt;
}

// -- writing ------------------------------------------------------------------------------------------

struct pen {
  char* at;

  void number(std::uint64_t n) noexcept {
    for (; n >= 128; n >>= 7)
      *at++ = static_cast<char>(n | 128);
    *at++ = static_cast<char>(n);
  }
  void exact(double what) noexcept {
    *at++ = 0;
    std::memcpy(at, &what, sizeof what);
    at += sizeof what;
  }
  void value(double what) noexcept {
    if (const auto n = scaled(what, thousandths))
      number(zigzag(*n) + 1);
    else
      exact(what);
  }
  void place(double what, std::int64_t& before) noexcept {
    const auto n = scaled(what, degrees);
    if (!n)
      return exact(what);
    number(zigzag(*n - before) + 1);
    before = *n;
  }
};

std::uint64_t marks_of(const position& p, std::int64_t vehicle_before) noexcept {
  std::uint64_t marks = p.vehicle == vehicle_before ? 0 : other_vehicle;
  for (const auto& each : members)
    if (p.seen.*each.of)
      marks |= each.mark;
  if (p.seen.ignition)
    marks |= knows_ignition | (*p.seen.ignition ? ignition_on : 0);
  return marks | (p.seen.accident ? accident : 0) | (p.is_impossible ? impossible : 0)
         | (p.is_low ? low_fuel : 0);
}

// -- reading ------------------------------------------------------------------------------------------

struct eye {
  const char* at;
  const char* end;
  bool good = true;

  std::uint64_t number() noexcept {
    std::uint64_t n = 0;
    for (unsigned shift = 0; shift < 64 && at != end; shift += 7) {
      const auto byte = static_cast<unsigned char>(*at++);
      n |= static_cast<std::uint64_t>(byte & 127) << shift;
      if (byte < 128)
        return n;
    }
    good = false;
    return 0;
  }
  double exact() noexcept {
    double what = 0;
    if (end - at < static_cast<std::ptrdiff_t>(sizeof what)) {
      good = false;
      return 0;
    }
    std::memcpy(&what, at, sizeof what);
    at += sizeof what;
    return what;
  }
  double value() noexcept {
    const auto n = number();
    return n == 0 ? exact() : static_cast<double>(unzigzag(n - 1)) / thousandths;
  }
  double place(std::int64_t& before) noexcept {
    const auto n = number();
    if (n == 0)
      return exact();
    before = plus(before, unzigzag(n - 1));
    return static_cast<double>(before) / degrees;
  }
};

} // namespace

void packed_track::add(const position& what) {
  std::array<char, longest_record> record;
  pen out{record.data()};
  const auto& seen = what.seen;
  const auto marks = marks_of(what, before_.vehicle);
  out.number(marks);
  if ((marks & other_vehicle) != 0)
    out.number(zigzag(minus(what.vehicle, before_.vehicle)));
  out.number(zigzag(minus(ms(*seen.at), before_.at)));
  out.place(seen.where.lat, before_.lat);
  out.place(seen.where.lng, before_.lng);
  for (const auto& each : members)
    if (seen.*each.of)
      out.value(*(seen.*each.of));
  before_.vehicle = what.vehicle;
  before_.at = ms(*seen.at);
  bytes_.append(record.data(), out.at);
  count(*seen.at);
}

void packed_track::count(rules::instant at) noexcept {
  first_ = empty() ? at : std::min(first_, at);
  last_ = empty() ? at : std::max(last_, at);
  ++size_;
}

std::optional<packed_track> packed_track::resume(std::string bytes) {
  packed_track out;
  track_reader reader{bytes};
  for (position each; reader.next(each);)
    out.count(*each.seen.at);
  if (reader.is_torn())
    return std::nullopt;
  out.before_ = reader.context();
  out.bytes_ = std::move(bytes);
  return out;
}

bool track_reader::next(position& out) {
  if (left_.empty() || is_torn_)
    return false;
  eye in{left_.data(), left_.data() + left_.size()};
  const auto marks = in.number();
  if ((marks & other_vehicle) != 0)
    before_.vehicle = plus(before_.vehicle, unzigzag(in.number()));
  before_.at = plus(before_.at, unzigzag(in.number()));
  out.vehicle = before_.vehicle;
  out.is_impossible = (marks & impossible) != 0;
  out.is_low = (marks & low_fuel) != 0;
  auto& seen = out.seen;
  seen.at = instant_of(before_.at);
  seen.where.lat = in.place(before_.lat);
  seen.where.lng = in.place(before_.lng);
  for (const auto& each : members)
    seen.*each.of = (marks & each.mark) != 0 ? std::optional{in.value()} : std::nullopt;
  seen.ignition =
    (marks & knows_ignition) != 0 ? std::optional{(marks & ignition_on) != 0} : std::nullopt;
  seen.accident = (marks & accident) != 0;
  is_torn_ = !in.good || marks > all_marks;
  left_.remove_prefix(static_cast<std::size_t>(in.at - left_.data()));
  return !is_torn_;
}

} // namespace fleetwire::systems::fleet::store
