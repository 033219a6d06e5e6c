#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

/// Questions of a system to a server beside this one, over plain HTTP.
namespace fleetwire::contract {

/// What an address like http://127.0.0.1:5000/osrm says.
struct base_url {
  std::string host; ///< a name, or a numeric address without brackets
  std::uint16_t port = 80;
  std::string path; ///< without a slash at its end

  bool operator==(const base_url&) const = default;
};

/// Nothing unless it is http://host[:port][/path], without query, fragment or user.
std::optional<base_url> parse_base_url(std::string_view text);

struct outward_options {
  base_url where;
  std::chrono::milliseconds timeout{1000}; ///< from the question to the last byte of its answer
  std::size_t max_body = 64 << 10;
  std::size_t max_on_the_way = 8;
  std::size_t max_waiting = 256; ///< to go on the way; beyond it questions are refused
};

enum class outward_fault : std::uint8_t {
  unreachable,
  timed_out,
  broken, ///< no HTTP, or the answer was cut short
  too_large,
  overloaded, ///< too much waits here
  closed,
};
std::string_view to_string(outward_fault why) noexcept;

struct outward_answer {
  unsigned status = 200;
  std::string body;
};

class outward_client {
public:
  using answer = std::function<void(const std::variant<outward_fault, outward_answer>&)>;
  virtual ~outward_client() = default;
  /// GET of `path`, which begins with a slash, below the address. From any thread; `done` is called
  /// once, on a worker, and must not throw.
  virtual void get(std::string path, answer done) = 0;
  /// Whoever waits hears `closed`. Before the workers end; from any thread.
  virtual void close() = 0;
};

/// What the host of a system may be able to do besides; ask it with dynamic_cast.
class outward_host {
public:
  virtual ~outward_host() = default;
  /// From start() on.
  virtual std::unique_ptr<outward_client> open_outward(const outward_options& how) = 0;
};

} // namespace fleetwire::contract
