#pragma once

#include "net/transport/detail/readiness.hpp"
#include "net/transport/detail/send_batch.hpp"
#include "net/transport/loop.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <memory>
#include <span>

namespace fleetwire::transport {

/// One thread uses the sockets of a loop, so reactor I/O needs no locks; posting stays thread-safe.
struct io_loop::impl {
  static constexpr std::size_t scratch_size = 64u << 10;

  boost::asio::io_context context{BOOST_ASIO_CONCURRENCY_HINT_UNSAFE_IO};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work{
    context.get_executor()};
  std::atomic<bool> woken = false;
  std::chrono::steady_clock::time_point handling_since{}; ///< see io_loop::handling_since()

  /// First thing in every handler of a socket.
  void note_handler() noexcept {
    if (handling_since == std::chrono::steady_clock::time_point{}) {
      handling_since = std::chrono::steady_clock::now();
    }
  }

  readiness ready{context};
  send_batch sends; ///< empty again at the end of each turn

  /// What a socket read last; valid until the next read of the loop.
  std::span<char> scratch() { return buffer(scratch_); }
  /// Decrypted bytes; apart from scratch() because both are in use at once.
  std::span<char> plain_scratch() { return buffer(plain_); }

private:
  static std::span<char> buffer(std::unique_ptr<char[]>& memory) {
    if (!memory) {
      memory.reset(new char[scratch_size]);
    }
    return {memory.get(), scratch_size};
  }

  std::unique_ptr<char[]> scratch_;
  std::unique_ptr<char[]> plain_;
};

} // namespace fleetwire::transport
