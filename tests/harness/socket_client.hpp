#pragma once

#include <cstdint>
#include <string>
#include <string_view>

/// A client of a real server by a plain blocking socket: enough websocket to talk Socket.IO.
namespace fleetwire::harness {

class socket_client {
public:
  /// Connects to 127.0.0.1 and upgrades; the server's greeting is the first message.
  explicit socket_client(std::uint16_t port);
  ~socket_client();
  socket_client(const socket_client&) = delete;
  socket_client& operator=(const socket_client&) = delete;

  void send(std::string_view message);
  /// The next text message; empty when the server ended the connection.
  std::string receive();
  /// Skips what comes before a message that begins so.
  std::string receive_until(std::string_view beginning);

private:
  friend std::string fetch(std::uint16_t port, std::string_view path);
  struct plain {}; ///< a connection that speaks HTTP only
  socket_client(std::uint16_t port, plain);
  bool fill(std::size_t size);

  int socket_ = -1;
  std::string buffer_;
};

/// The whole answer to GET, head and body.
std::string fetch(std::uint16_t port, std::string_view path);

} // namespace fleetwire::harness
