#pragma once

#include <fleetwire/socket.hpp>

#include <string>

namespace fleetwire::contract {

/// What an auth port may be able to do besides; ask it with dynamic_cast.
class last_words {
public:
  virtual ~last_words() = default;
  /// Sockets of a protected namespace hear this when their token is no good any more, before they
  /// are closed and before whatever else says so. While installing, after protect().
  virtual void say_at_end(const nsp& where, std::string event, json what) = 0;
};

} // namespace fleetwire::contract
