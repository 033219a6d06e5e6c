#include "config/section.hpp"

#include <algorithm>

namespace fleetwire {

system_sections::system_sections(const system_sections& other) {
  for (const auto& one : other.all_)
    all_.push_back(one->clone());
}

system_sections& system_sections::operator=(const system_sections& other) {
  auto copy = other;
  return *this = std::move(copy);
}

void system_sections::add(const std::shared_ptr<config::section>& one) {
  const auto same = [&](const auto& each) { return each->name() == one->name(); };
  if (std::none_of(all_.begin(), all_.end(), same))
    all_.push_back(one->clone());
}

} // namespace fleetwire
