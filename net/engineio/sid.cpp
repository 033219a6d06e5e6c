#include "net/engineio/sid.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace fleetwire::engineio {

namespace {

constexpr std::string_view alphabet =
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

constexpr std::array<std::int8_t, 256> make_values() noexcept {
  std::array<std::int8_t, 256> values{};
  values.fill(-1);
  for (std::size_t i = 0; i < alphabet.size(); ++i)
    values[static_cast<unsigned char>(alphabet[i])] = static_cast<std::int8_t>(i);
  return values;
}

constexpr auto values = make_values();

int value_of(char c) noexcept {
  return values[static_cast<unsigned char>(c)];
}

} // namespace

std::optional<unsigned> home_worker(std::string_view sid) noexcept {
  if (sid.size() != sid_size
      || !std::all_of(sid.begin(), sid.end(), [](char c) { return value_of(c) >= 0; }))
    return std::nullopt;
  return static_cast<unsigned>(value_of(sid[0]) << 2 | value_of(sid[1]) >> 4);
}

} // namespace fleetwire::engineio
