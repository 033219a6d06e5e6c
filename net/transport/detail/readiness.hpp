#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <boost/smart_ptr/intrusive_ptr.hpp>

#include <vector>

namespace fleetwire::transport {

class socket_core;

/// Tells the sockets of a loop when there may be more to read or room to write. An epoll of its own,
/// edge by edge, which Asio watches as one descriptor: with Asio's own each wait of each socket would be
/// an operation and a system call, a twentieth of what a small message costs.
///
/// On the loop's thread.
class readiness {
public:
  /// Throws std::system_error.
  explicit readiness(boost::asio::io_context& context);
  readiness(const readiness&) = delete;
  readiness& operator=(const readiness&) = delete;
  ~readiness();

  /// Holds the socket until remove(). False if the kernel will not watch it.
  bool add(int fd, socket_core& who);
  /// Before the descriptor is closed or leaves.
  void remove(int fd) noexcept;

  /// Whether handle() has something to do.
  bool pending() const noexcept { return pending_; }
  /// Tells a bounded number of sockets.
  void handle();

private:
  using descriptor_type =
    boost::asio::posix::basic_stream_descriptor<boost::asio::io_context::executor_type>;

  void watch();

  descriptor_type epoll_;
  std::vector<boost::intrusive_ptr<socket_core>> sockets_; ///< by descriptor
  bool pending_ = false;
};

} // namespace fleetwire::transport
