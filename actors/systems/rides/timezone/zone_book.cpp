#include "actors/systems/rides/timezone/zone_book.hpp"

#include <algorithm>
#include <fstream>
#include <utility>

namespace fleetwire::systems::rides::timezone {

namespace {

// Names come from clients; nothing that could leave the folder passes, and not so many bytes that
// unknown names would be worth keeping.
constexpr std::size_t longest_name = 64;
constexpr std::size_t most_zones = 2048;

bool is_name(std::string_view name) {
  const auto is_allowed = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'
           || c == '-' || c == '+' || c == '/';
  };
  return !name.empty() && name.size() <= longest_name && name.front() != '/' && name.back() != '/'
         && std::all_of(name.begin(), name.end(), is_allowed);
}

// Most files have some hundred bytes, the largest a few thousand.
constexpr std::size_t largest_file = 65536;

std::optional<zone> read(const std::string& path) {
  std::ifstream in{path, std::ios::binary};
  std::string bytes(largest_file, '\0');
  in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  // A folder opens too, and then fails to read.
  if (!in.eof() || in.bad())
    return std::nullopt;
  bytes.resize(static_cast<std::size_t>(in.gcount()));
  return zone::parse(bytes);
}

} // namespace

zone_book::zone_book(std::string folder) : folder_{std::move(folder)} {}

const zone* zone_book::find(std::string_view name) {
  auto found = zones_.find(name);
  if (found == zones_.end()) {
    if (zones_.size() >= most_zones)
      zones_.clear();
    found = zones_.emplace(name, read(folder_ + "/" + std::string{name})).first;
  }
  return found->second ? &*found->second : nullptr;
}

std::optional<std::chrono::seconds> zone_book::offset_at(
  std::string_view name, std::chrono::sys_time<std::chrono::milliseconds> at) {
  if (name == "UTC")
    return std::chrono::seconds{0};
  const auto* known = is_name(name) ? find(name) : nullptr;
  if (!known)
    return std::nullopt;
  return known->offset_at(std::chrono::floor<std::chrono::seconds>(at));
}

} // namespace fleetwire::systems::rides::timezone
