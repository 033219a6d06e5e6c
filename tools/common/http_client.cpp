#include "tools/common/http_client.hpp"

#include <cerrno>
#include <charconv>
#include <cstring>
#include <memory>

#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace fleetwire::tools {

namespace {

using steady = std::chrono::steady_clock;

constexpr std::size_t max_answer_bytes = 64'000'000;

struct free_addresses {
  void operator()(addrinfo* list) const noexcept { ::freeaddrinfo(list); }
};
using address_list = std::unique_ptr<addrinfo, free_addresses>;

/// One connection with one deadline. Each step gives an empty text or what went wrong.
class connection {
public:
  explicit connection(steady::time_point deadline) : deadline_(deadline) {
    // nop
  }
  ~connection() { close(); }
  connection(const connection&) = delete;
  connection& operator=(const connection&) = delete;

  std::string open(const endpoint& to) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    const auto port = std::to_string(to.port);
    if (const int code = ::getaddrinfo(to.host.c_str(), port.c_str(), &hints, &found); code != 0)
      return "cannot find " + to.host + ": " + ::gai_strerror(code);
    const address_list list{found};
    std::string fault = "no address";
    for (const auto* a = list.get(); a != nullptr && !fault.empty(); a = a->ai_next)
      fault = open(*a);
    return fault.empty() ? fault : "cannot connect to " + to.host + ":" + port + ": " + fault;
  }

  std::string send(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto n = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (n > 0)
        bytes.remove_prefix(static_cast<std::size_t>(n));
      else if (errno != EINTR && errno != EAGAIN)
        return reason();
      else if (!wait(POLLOUT))
        return "no answer in time";
    }
    return {};
  }

  /// Reads until the server closes.
  std::string receive(std::string& into) {
    char chunk[16'384];
    for (;;) {
      const auto n = ::recv(fd_, chunk, sizeof(chunk), 0);
      if (n == 0)
        return {};
      if (n > 0)
        into.append(chunk, static_cast<std::size_t>(n));
      else if (errno != EINTR && errno != EAGAIN)
        return reason();
      else if (!wait(POLLIN))
        return "no answer in time";
      if (into.size() > max_answer_bytes)
        return "the answer is too large";
    }
  }

private:
  std::string open(const addrinfo& to) {
    close();
    fd_ = ::socket(to.ai_family, to.ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, to.ai_protocol);
    if (fd_ < 0)
      return reason();
    if (::connect(fd_, to.ai_addr, to.ai_addrlen) == 0)
      return {};
    if (errno != EINPROGRESS)
      return reason();
    if (!wait(POLLOUT))
      return "no answer in time";
    int error = 0;
    socklen_t size = sizeof(error);
    ::getsockopt(fd_, SOL_SOCKET, SO_ERROR, &error, &size);
    return error == 0 ? std::string{} : std::strerror(error);
  }

  bool wait(short event) {
    for (;;) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline_ - steady::now());
      if (left.count() <= 0)
        return false;
      pollfd what{fd_, event, 0};
      const int ready = ::poll(&what, 1, static_cast<int>(left.count()));
      if (ready > 0 || (ready < 0 && errno != EINTR))
        return ready > 0;
    }
  }

  void close() {
    if (fd_ >= 0)
      ::close(fd_);
    fd_ = -1;
  }

  static std::string reason() { return std::strerror(errno); }

  steady::time_point deadline_;
  int fd_ = -1;
};

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
    text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
    text.remove_suffix(1);
  return text;
}

template <class Number>
std::optional<Number> number(std::string_view text, int base = 10) {
  Number n{};
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), n, base);
  if (text.empty() || ec != std::errc{} || end != text.data() + text.size())
    return std::nullopt;
  return n;
}

/// The value of a header field in `head`, whose name is given in lower case.
std::string_view field(std::string_view head, std::string_view name) {
  for (auto at = head.find("\r\n"); at != std::string_view::npos; at = head.find("\r\n", at)) {
    at += 2;
    const auto line = head.substr(at, head.find("\r\n", at) - at);
    const auto colon = line.find(':');
    if (colon != name.size())
      continue;
    std::string folded{line.substr(0, colon)};
    for (char& c : folded)
      c = lower(c);
    if (folded == name)
      return trim(line.substr(colon + 1));
  }
  return {};
}

/// Joins chunks; false if they are broken or end too early.
bool join_chunks(std::string_view coded, std::string& out) {
  for (;;) {
    const auto line_end = coded.find("\r\n");
    if (line_end == std::string_view::npos)
      return false;
    const auto line = coded.substr(0, line_end);
    const auto size = number<std::size_t>(trim(line.substr(0, line.find(';'))), 16);
    coded.remove_prefix(line_end + 2);
    if (!size)
      return false;
    if (*size == 0)
      return true;
    if (coded.size() < *size || coded.substr(*size, 2) != "\r\n")
      return false;
    out += coded.substr(0, *size);
    coded.remove_prefix(*size + 2);
  }
}

reply failed(std::string fault) {
  reply out;
  out.fault = std::move(fault);
  return out;
}

/// Asks once; `rest` are the fields of a body, and the body.
reply ask(const endpoint& whom, std::string_view method, std::string_view path,
          const std::string& rest, std::chrono::milliseconds limit) {
  connection c{steady::now() + limit};
  if (auto fault = c.open(whom); !fault.empty())
    return failed(std::move(fault));
  const bool is_v6 = whom.host.find(':') != std::string::npos;
  const auto host = is_v6 ? "[" + whom.host + "]" : whom.host;
  const auto request = std::string{method} + ' ' + whom.prefix + std::string{path}
                       + " HTTP/1.1\r\nHost: " + host + ":" + std::to_string(whom.port)
                       + "\r\nConnection: close\r\nAccept: */*\r\n" + rest;
  std::string bytes;
  if (auto fault = c.send(request); !fault.empty())
    return failed(std::move(fault));
  if (auto fault = c.receive(bytes); !fault.empty())
    return failed(std::move(fault));
  if (bytes.empty())
    return failed("the server closed without an answer");
  return parse_reply(bytes);
}

} // namespace

std::optional<endpoint> parse_url(std::string_view url) {
  if (url.starts_with("http://"))
    url.remove_prefix(7);
  else if (url.find("://") != std::string_view::npos)
    return std::nullopt;
  endpoint out;
  const auto slash = url.find('/');
  auto authority = url.substr(0, slash);
  if (slash != std::string_view::npos)
    out.prefix = url.substr(slash);
  while (out.prefix.ends_with('/'))
    out.prefix.pop_back();
  const auto bracket = authority.find(']');
  const auto colon = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
  if (colon != std::string_view::npos) {
    const auto port = number<std::uint16_t>(authority.substr(colon + 1));
    if (!port || *port == 0)
      return std::nullopt;
    out.port = *port;
    authority = authority.substr(0, colon);
  }
  if (authority.starts_with('[') && authority.ends_with(']'))
    authority = authority.substr(1, authority.size() - 2);
  if (authority.empty() || authority.find_first_of(" []@\r\n") != std::string_view::npos
      || out.prefix.find_first_of(" ?#\r\n") != std::string::npos)
    return std::nullopt;
  out.host = authority;
  return out;
}

reply parse_reply(std::string_view bytes) {
  const auto head_end = bytes.find("\r\n\r\n");
  if (head_end == std::string_view::npos || !bytes.starts_with("HTTP/1."))
    return failed("the answer is no HTTP");
  const auto head = bytes.substr(0, head_end);
  const auto rest = bytes.substr(head_end + 4);
  const auto status = head.size() < 12 ? std::nullopt : number<int>(head.substr(9, 3));
  if (!status)
    return failed("the answer is no HTTP");
  reply out;
  out.status = *status;
  out.content_type = field(head, "content-type");
  const auto length_text = field(head, "content-length");
  const auto length = number<std::size_t>(length_text);
  if (field(head, "transfer-encoding") == "chunked") {
    if (!join_chunks(rest, out.body))
      return failed("the answer is cut off");
  } else if (length_text.empty()) {
    out.body = rest;
  } else if (!length || rest.size() < *length) {
    return failed("the answer is cut off");
  } else {
    out.body = rest.substr(0, *length);
  }
  return out;
}

reply get(const endpoint& from, std::string_view path, std::chrono::milliseconds limit) {
  return ask(from, "GET", path, "\r\n", limit);
}

reply post(const endpoint& to, std::string_view path, std::string_view body,
           std::chrono::milliseconds limit) {
  return ask(to, "POST", path,
             "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size())
               + "\r\n\r\n" + std::string{body},
             limit);
}

} // namespace fleetwire::tools
