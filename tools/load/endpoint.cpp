#include "tools/load/endpoint.hpp"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <stdexcept>

namespace fleetwire::load {

namespace {

sockaddr_in resolve(const std::string& host, std::uint16_t port) {
  addrinfo hints{};
  hints.ai_family = AF_INET;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (int fault = getaddrinfo(host.c_str(), nullptr, &hints, &found); fault != 0)
    throw std::runtime_error("cannot resolve " + host + ": " + gai_strerror(fault));
  std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> guard{found, &freeaddrinfo};
  auto address = *reinterpret_cast<const sockaddr_in*>(found->ai_addr);
  address.sin_port = htons(port);
  return address;
}

bool bind_source(int fd, std::size_t number) {
  // The port is chosen when the connection is made, so one port serves several source addresses.
  int on = 1;
  setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof(on));
  sockaddr_in source{};
  source.sin_family = AF_INET;
  source.sin_addr.s_addr = htonl(INADDR_LOOPBACK + static_cast<std::uint32_t>(number));
  return ::bind(fd, reinterpret_cast<const sockaddr*>(&source), sizeof(source)) == 0;
}

} // namespace

std::string endpoint::polling_request(std::string_view method, std::string_view sid,
                                      std::string_view body) const {
  std::string out{method};
  out.append(" ").append(polling_target);
  if (!sid.empty())
    out.append("&sid=").append(sid);
  out.append(" HTTP/1.1\r\n").append(host_header);
  if (method == "POST")
    out.append("Content-Type: text/plain;charset=UTF-8\r\nContent-Length: ")
      .append(std::to_string(body.size()))
      .append("\r\n");
  return out.append("\r\n").append(body);
}

endpoint make_endpoint(const options& o) {
  endpoint e;
  e.address = resolve(o.host, o.port);
  e.sources = o.sources;
  e.polling = o.polling;
  if (o.name_space != "/")
    e.name_space = o.name_space + ",";
  e.host_header = "Host: " + o.host + ":" + std::to_string(o.port) + "\r\n";
  e.polling_target = o.path + "?EIO=4&transport=polling";
  // The key is the sample of RFC 6455; its answer is checked.
  e.upgrade_request = "GET " + o.path + "?EIO=4&transport=websocket HTTP/1.1\r\n" + e.host_header
                      + "Connection: Upgrade\r\nUpgrade: websocket\r\n"
                        "Sec-WebSocket-Version: 13\r\n"
                        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
  e.connect_packet = "40" + e.name_space + o.auth;
  return e;
}

int dial(const endpoint& target, std::size_t index) {
  int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0)
    return -1;
  int on = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  bool bound = target.sources == 0 || bind_source(fd, index % target.sources);
  auto* address = reinterpret_cast<const sockaddr*>(&target.address);
  if (bound && (::connect(fd, address, sizeof(target.address)) == 0 || errno == EINPROGRESS))
    return fd;
  int fault = errno;
  ::close(fd);
  errno = fault;
  return -1;
}

} // namespace fleetwire::load
