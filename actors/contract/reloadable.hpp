#pragma once

#include "config/section.hpp"

#include <string_view>

namespace fleetwire::contract {

/// What a running system may be able to do besides; ask it with dynamic_cast.
class reloadable {
public:
  virtual ~reloadable() = default;
  /// Whose settings it wants to hear of.
  virtual std::string_view section() const noexcept = 0;
  /// Takes over what may change while it runs. Beside the workers, one call at a time. Throws what
  /// keeps it from doing so, in a sentence without secrets; then all is as it was.
  virtual void reload(const config::section& changed) = 0;
};

} // namespace fleetwire::contract
