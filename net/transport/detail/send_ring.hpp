#pragma once

#include <cstddef>
#include <span>
#include <string_view>

struct io_uring_sqe;
struct io_uring_cqe;
struct io_uring_params;

namespace fleetwire::transport {

/// Sends on many sockets at the price of one system call: an io_uring that holds nothing but sends
/// which do not wait, so that every call of send() returns with all of them done. Where the kernel
/// refuses rings (too old, seccomp, sysctl) it calls ::send() for each.
///
/// Raw system calls: what is used of io_uring is smaller than a dependency on liburing.
///
/// One thread, the one that opens it.
class send_ring {
public:
  /// Requests per system call.
  static constexpr std::size_t capacity = 256;

  struct request {
    int fd = -1;
    std::string_view bytes;
    int result = 0; ///< bytes sent, or an error number below zero
  };

  send_ring() noexcept = default;
  send_ring(const send_ring&) = delete;
  send_ring& operator=(const send_ring&) = delete;
  ~send_ring();

  /// Opens the ring, if the kernel lets us; else send() does when it is first worth it. Its descriptor
  /// is best there from the start, where nobody takes it for a leak.
  bool open();
  /// Sends all, at most `capacity`, each at most once; fills in the results. A socket must not occur
  /// twice: what a short first send leaves would come after the second. True if the ring was used.
  bool send(std::span<request> requests);
  /// From now on as if the kernel had no rings.
  void disable() noexcept;

private:
  void map(const io_uring_params& made);
  void enqueue(std::span<const request> requests);
  /// How many requests the kernel took; the rest is still to be sent.
  std::size_t run(std::span<request> requests);
  std::size_t reap(std::span<request> requests);
  void close() noexcept;

  enum class state : unsigned char { unknown, open, unavailable };
  state state_ = state::unknown;
  int fd_ = -1;
  void* rings_ = nullptr;
  std::size_t rings_size_ = 0;
  io_uring_sqe* entries_ = nullptr;
  std::size_t entries_size_ = 0;
  unsigned* submit_tail_ = nullptr;
  unsigned submit_mask_ = 0;
  unsigned* done_head_ = nullptr;
  unsigned* done_tail_ = nullptr;
  unsigned done_mask_ = 0;
  io_uring_cqe* done_ = nullptr;
};

} // namespace fleetwire::transport
