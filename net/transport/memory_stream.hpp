#pragma once

#include "net/transport/api.hpp"
#include "net/transport/host.hpp"

#include <cstddef>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fleetwire::transport {

struct memory_link;

/// The far end of a stream without sockets: what a client does, for tests and simulation. Single
/// threaded: use it on the thread that runs the workers. The stream hears of everything through
/// worker_host::post, never from inside these calls.
class memory_peer {
public:
  explicit memory_peer(std::shared_ptr<memory_link> link) noexcept;
  ~memory_peer();

  /// Bytes for the stream; kept while it does not read.
  void push(std::string_view bytes);
  /// What the stream wrote since the last call.
  std::string take();
  /// Written and not taken yet.
  std::string_view written() const noexcept;
  /// A reader that holds at most so many bytes not taken; a full one makes write() fall short.
  void capacity(std::size_t bytes);
  /// Ends the bytes of this side (FIN).
  void close();
  /// Breaks the connection (RST).
  void reset();
  /// The stream called close(): nothing will follow what written() holds.
  bool finished() const noexcept;
  /// The stream was destroyed, or closed with both sides done.
  bool gone() const noexcept;

private:
  std::shared_ptr<memory_link> link_;
};

/// A stream on `host` and its far end.
std::pair<std::unique_ptr<stream>, std::shared_ptr<memory_peer>> make_memory_stream(
  worker_host& host);

} // namespace fleetwire::transport
