#include "actors/systems/fleet/rules/members.hpp"

#include <algorithm>
#include <utility>

namespace fleetwire::systems::fleet::rules {

void members::merge(std::string_view key, std::string_view json) {
  const auto found =
    std::find_if(all_.begin(), all_.end(), [&](const entry& e) { return e.first == key; });
  if (json == "null") {
    if (found != all_.end())
      all_.erase(found);
  } else if (found != all_.end()) {
    found->second = json;
  } else {
    all_.emplace_back(key, json);
  }
}

const std::string* members::find(std::string_view key) const noexcept {
  const auto found =
    std::find_if(all_.begin(), all_.end(), [&](const entry& e) { return e.first == key; });
  return found == all_.end() ? nullptr : &found->second;
}

std::size_t members::bytes() const noexcept {
  std::size_t sum = 0;
  for (const auto& [key, json] : all_)
    sum += key.size() + json.size() + 4;
  return sum;
}

std::string members::text() const {
  std::string out;
  out.reserve(bytes());
  for (const auto& [key, json] : all_) {
    out.append(out.empty() ? "" : ",").append(1, '"').append(key).append("\":").append(json);
  }
  return out;
}

std::optional<refusal> merge_all(members& into, const std::vector<members::entry>& what) {
  if (what.size() > most_members)
    return refusal{413, "TOO_LARGE",
                   "A body may have " + std::to_string(most_members) + " members of its own"};
  auto next = into;
  for (const auto& [key, json] : what)
    next.merge(key, json);
  if (next.bytes() > most_member_bytes)
    return refusal{413, "TOO_LARGE",
                   "All members together may have " + std::to_string(most_member_bytes) + " bytes"};
  into = std::move(next);
  return std::nullopt;
}

} // namespace fleetwire::systems::fleet::rules
