#pragma once

#include <fleetwire/socket.hpp>

namespace fleetwire::contract {

/// What an auth port may be able to do besides; ask it with dynamic_cast.
class second_look {
public:
  virtual ~second_look() = default;
  /// Whether the token that opened this socket of a protected namespace would open it still. Cheap
  /// enough for every event: nothing is verified again. In handlers of the socket.
  virtual bool is_still_good(const socket& s) const = 0;
};

} // namespace fleetwire::contract
