#pragma once

#include <string>

namespace fleetwire::sim {

/// What a witness thinks of a world: the first thing that was wrong.
class verdict {
public:
  void fail(const std::string& what) {
    if (complaint_.empty())
      complaint_ = what;
  }
  /// Empty while all is well.
  const std::string& complaint() const noexcept { return complaint_; }

private:
  std::string complaint_;
};

} // namespace fleetwire::sim
