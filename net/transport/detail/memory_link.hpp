#pragma once

#include "net/transport/detail/carrier.hpp"
#include "net/transport/detail/linked.hpp"
#include "net/transport/detail/worker_state.hpp"

#include <cstddef>
#include <limits>
#include <memory>
#include <string>

namespace fleetwire::transport {

/// What the two ends of a memory stream share.
struct memory_link final : public killable, public std::enable_shared_from_this<memory_link> {
  /// Takes its place on a server's worker.
  void enter(worker_state& state);
  /// Delivers what is due from a task of its own.
  void schedule();
  void deliver();
  std::size_t room() const noexcept;
  void abort();
  void kill() override;

  worker_host* host = nullptr;
  worker_state* worker = nullptr; ///< null outside a server
  ticket place;
  stream_events* events = nullptr;
  std::string inbound;  ///< pushed, not delivered
  std::string outbound; ///< written, not taken
  std::size_t capacity = std::numeric_limits<std::size_t>::max();
  bool scheduled = false;
  bool paused = false;
  bool wants_write = false;
  bool peer_closed = false;
  bool end_told = false;
  bool broken = false;
  bool closed = false; ///< by the stream
  bool gone = false;
};

class memory_stream final : public carrier {
public:
  explicit memory_stream(std::shared_ptr<memory_link> link) noexcept;
  ~memory_stream() override;

  void attach(stream_events& events) override;
  std::size_t write(std::string_view bytes) override;
  void pause_reading() override;
  void resume_reading() override;
  void close() override;
  void move_to(unsigned home, std::string head, std::string rest,
               std::function<void(std::unique_ptr<stream>)> then) override;

private:
  std::shared_ptr<memory_link> link_;
};

} // namespace fleetwire::transport
