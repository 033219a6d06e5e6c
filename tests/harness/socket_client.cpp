#include "tests/harness/socket_client.hpp"

#include <array>
#include <stdexcept>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace fleetwire::harness {

namespace {

void write_all(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    auto taken = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (taken <= 0)
      return; // the next receive() tells
    bytes.remove_prefix(static_cast<std::size_t>(taken));
  }
}

} // namespace

socket_client::socket_client(std::uint16_t port, plain)
  : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
  sockaddr_in where{};
  where.sin_family = AF_INET;
  where.sin_port = htons(port);
  where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<sockaddr*>(&where), sizeof(where)) != 0)
    throw std::runtime_error("cannot connect");
}

socket_client::socket_client(std::uint16_t port) : socket_client(port, plain{}) {
  write_all(socket_, "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                     "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                     "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
  auto end = buffer_.find("\r\n\r\n");
  for (; end == std::string::npos; end = buffer_.find("\r\n\r\n"))
    if (!fill(buffer_.size() + 1))
      throw std::runtime_error("no upgrade");
  if (!buffer_.starts_with("HTTP/1.1 101"))
    throw std::runtime_error("no upgrade: " + buffer_);
  buffer_.erase(0, end + 4);
}

socket_client::~socket_client() {
  ::close(socket_);
}

bool socket_client::fill(std::size_t size) {
  std::array<char, 4096> bytes;
  while (buffer_.size() < size) {
    auto count = ::recv(socket_, bytes.data(), bytes.size(), 0);
    if (count <= 0)
      return false;
    buffer_.append(bytes.data(), static_cast<std::size_t>(count));
  }
  return true;
}

void socket_client::send(std::string_view message) {
  // Masked with zeros, which is a mask like any other. Short messages only.
  std::string frame = "\x81";
  frame += static_cast<char>(0x80 | message.size());
  frame.append(4, '\0').append(message);
  write_all(socket_, frame);
}

std::string socket_client::receive() {
  for (;;) {
    if (!fill(2))
      return {};
    auto opcode = buffer_[0] & 0x0f;
    std::size_t size = buffer_[1] & 0x7f;
    std::size_t head = size == 126 ? 4 : 2;
    if (!fill(head))
      return {};
    if (size == 126)
      size = static_cast<std::size_t>(static_cast<unsigned char>(buffer_[2])) << 8
             | static_cast<unsigned char>(buffer_[3]);
    if (opcode == 8 || !fill(head + size))
      return {};
    auto message = buffer_.substr(head, size);
    buffer_.erase(0, head + size);
    if (opcode == 1)
      return message;
  }
}

std::string fetch(std::uint16_t port, std::string_view path) {
  socket_client client{port, socket_client::plain{}};
  write_all(client.socket_, "GET " + std::string{path}
                              + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
  while (client.fill(client.buffer_.size() + 1)) {}
  return std::move(client.buffer_);
}

std::string socket_client::receive_until(std::string_view beginning) {
  for (auto message = receive(); !message.empty(); message = receive())
    if (message.starts_with(beginning))
      return message;
  return {};
}

} // namespace fleetwire::harness
