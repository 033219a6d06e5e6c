#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <string_view>

#include "actors/systems/rides/rules/trip.hpp"

namespace fleetwire::systems::rides::store::testing {

/// Anything: texts that JSON must escape, numbers of every size.
class random_values {
public:
  explicit random_values(std::uint64_t seed) : dice_{seed} {
    // nop
  }

  bool flag() { return dice_() % 2 == 0; }
  std::int64_t up_to(std::int64_t n) { return static_cast<std::int64_t>(dice_() % (n + 1)); }

  double number() {
    const double digits = static_cast<double>(up_to(1'000'000'000));
    return std::ldexp(digits, static_cast<int>(up_to(80)) - 60) * (flag() ? 1 : -1);
  }

  std::string text() {
    constexpr std::array<std::string_view, 12> bits{
      "Calle 23", "",     "\"",    "\\",
      "\n",       "\x01", "ñandú", "\xF0\x9F\x9A\x95",
      "/",        "{}",   "null",  std::string_view{"\0", 1}};
    std::string out;
    for (auto i = up_to(4); i > 0; --i)
      out += bits[static_cast<std::size_t>(up_to(bits.size() - 1))];
    return out;
  }

  /// One no other record has.
  std::string id() { return "id-" + std::to_string(++ids_); }

  rules::instant at() {
    return rules::instant{std::chrono::milliseconds{up_to(4'000'000'000'000)}};
  }
  geo::point place() { return {number(), number()}; }

  template <class F>
  auto maybe(F f) -> std::optional<decltype((this->*f)())> {
    if (flag())
      return (this->*f)();
    return std::nullopt;
  }
  auto text_maybe() { return maybe(&random_values::text); }
  auto number_maybe() { return maybe(&random_values::number); }
  auto at_maybe() { return maybe(&random_values::at); }

  template <class E>
  E one_of_first(int count) {
    return static_cast<E>(up_to(count - 1));
  }

private:
  std::mt19937_64 dice_;
  std::uint64_t ids_ = 0;
};

} // namespace fleetwire::systems::rides::store::testing
