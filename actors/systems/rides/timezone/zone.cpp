#include "actors/systems/rides/timezone/zone.hpp"

#include <algorithm>

namespace fleetwire::systems::rides::timezone {

namespace {

using std::chrono::seconds;
using std::chrono::sys_seconds;

constexpr std::size_t header_size = 44;
constexpr std::size_t type_size = 6;

std::int64_t big_endian(std::string_view bytes, std::size_t at, std::size_t size) {
  std::uint64_t value = static_cast<signed char>(bytes[at]) < 0 ? ~std::uint64_t{0} : 0;
  for (std::size_t i = 0; i < size; ++i)
    value = (value << 8) | static_cast<unsigned char>(bytes[at + i]);
  return static_cast<std::int64_t>(value);
}

// One of the two blocks of a file: a header that counts, then the arrays it counts.
struct block {
  std::uint64_t changes = 0, types = 0;
  std::size_t size = 0; // with its header
  std::size_t time_size = 4;

  static std::optional<block> read(std::string_view bytes, std::size_t time_size) {
    if (bytes.size() < header_size || bytes.substr(0, 4) != "TZif")
      return std::nullopt;
    const auto count = [&](std::size_t at) {
      return static_cast<std::uint32_t>(big_endian(bytes, at, 4));
    };
    const std::uint64_t ut = count(20), standard = count(24), leaps = count(28);
    block b;
    b.changes = count(32);
    b.types = count(36);
    const std::uint64_t letters = count(40);
    b.time_size = time_size;
    b.size = header_size + b.changes * (time_size + 1) + b.types * type_size + letters
             + leaps * (time_size + 4) + standard + ut;
    if (b.types == 0 || b.size > bytes.size())
      return std::nullopt;
    return b;
  }
};

} // namespace

std::optional<zone> zone::parse(std::string_view bytes) {
  auto found = block::read(bytes, 4);
  if (!found)
    return std::nullopt;
  const bool has_wide_block = bytes[4] >= '2';
  if (has_wide_block) {
    bytes.remove_prefix(found->size);
    found = block::read(bytes, 8);
    if (!found)
      return std::nullopt;
  }
  const std::size_t numbers = header_size + found->changes * found->time_size;
  const std::size_t types = numbers + found->changes;
  const auto offset_of = [&](std::size_t type) {
    return seconds{big_endian(bytes, types + type * type_size, 4)};
  };
  zone result;
  result.before_first_ = offset_of(0);
  for (std::size_t i = 0; i < found->changes; ++i) {
    const auto type = static_cast<unsigned char>(bytes[numbers + i]);
    if (type >= found->types)
      return std::nullopt;
    const auto at = big_endian(bytes, header_size + i * found->time_size, found->time_size);
    result.changes_.push_back({sys_seconds{seconds{at}}, offset_of(type)});
  }
  if (has_wide_block) {
    auto footer = bytes.substr(found->size);
    if (footer.size() < 2 || footer.front() != '\n')
      return std::nullopt;
    footer = footer.substr(1, footer.find('\n', 1) - 1);
    if (!footer.empty() && !(result.afterwards_ = parse_rule(footer)))
      return std::nullopt;
  }
  return result;
}

seconds zone::offset_at(sys_seconds at) const noexcept {
  const auto next = std::upper_bound(changes_.begin(), changes_.end(), at,
                                     [](sys_seconds t, const change& c) { return t < c.at; });
  if (next == changes_.end() && afterwards_)
    return afterwards_->offset_at(at);
  return next == changes_.begin() ? before_first_ : std::prev(next)->offset;
}

} // namespace fleetwire::systems::rides::timezone
