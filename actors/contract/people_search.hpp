#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace fleetwire::contract {

/// What an auth port may be able to do besides; ask it with dynamic_cast.
class people_search {
public:
  virtual ~people_search() = default;
  /// Calls `done` with the ids of at most `limit` users whose name, address or number contains
  /// `words`, in any case; at once or later, on any thread.
  virtual void search_people(std::string_view words, std::size_t limit,
                             std::function<void(std::vector<std::string>)> done) const = 0;
};

} // namespace fleetwire::contract
