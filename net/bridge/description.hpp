#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace fleetwire::bridge {

/// A connection as operators see it; a copy, made on its worker.
struct connection_description {
  std::string id;
  std::string address;
  std::string_view transport; ///< a literal
  std::string_view state;     ///< a literal
  double age_seconds = 0;
  std::uint64_t messages_in = 0;
  std::uint64_t packets_out = 0;
  std::uint64_t bytes_in = 0;
  std::uint64_t bytes_out = 0;
  std::size_t queued_bytes = 0;
  std::uint32_t unanswered = 0;
  bool paused = false; ///< it is not read at the moment
};

/// By what connections are ranked, greatest first.
enum class connection_order : std::uint8_t { messages, bytes, queue, age };

} // namespace fleetwire::bridge
