#pragma once

#include "net/transport/detail/send_ring.hpp"

#include <boost/smart_ptr/intrusive_ptr.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace fleetwire::transport {

class socket_core;

/// The writes of a loop's sockets that leave together at the end of the turn. It owns the bytes and a
/// reference to each socket meanwhile; a socket stands in it once at most, and has it submitted before
/// anything else happens to it. The thread of the loop.
class send_batch {
public:
  /// Larger writes gain nothing here, and a slow reader is to hold little beyond its queue.
  static constexpr std::size_t max_size = 4096;

  send_batch();
  ~send_batch();

  bool empty() const noexcept { return entries_.empty(); }
  /// Keeps `bytes`, at most `max_size`, for the next submit(), which comes by itself when many wait.
  /// Precondition: `core` is not in the batch.
  void stage(socket_core& core, std::string_view bytes);
  /// Sends everything and tells the sockets; calls no events.
  void submit();
  send_ring& ring() noexcept { return ring_; }

private:
  struct entry;

  send_ring ring_;
  std::vector<entry> entries_;
  std::vector<send_ring::request> requests_;
  std::string bytes_;
};

} // namespace fleetwire::transport
