#pragma once

#include "net/websocket/decoder.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fleetwire::conformance {

/// An event of either implementation.
struct observed {
  websocket::event::kind what;
  websocket::close_code code = websocket::close_code::no_status;
  std::string payload;

  bool operator==(const observed&) const = default;
};

[[nodiscard]] std::string to_string(const observed& what);
[[nodiscard]] std::string to_string(const std::vector<observed>& what);

/// A stream and how it reaches the decoders.
struct stream_case {
  std::string bytes;
  websocket::role role = websocket::role::server;
  size_t max_message = 1 << 20; // 0 means unlimited to Beast: do not use it
  size_t read_size = SIZE_MAX;  // bytes per read
};

/// What Beast's implementation makes of it, in memory. Its pings, pongs and closes come from its
/// control callback, the code of an error from the close frame that it sends.
[[nodiscard]] std::vector<observed> beast_events(const stream_case& input);

/// What our decoder makes of it.
[[nodiscard]] std::vector<observed> codec_events(const stream_case& input);

/// The differences that were reviewed. Beyond one of them nothing is compared.
enum class difference : uint8_t {
  none,
  early_header,      // a header is refused on the bytes that prove it, Beast waits for all of it
  length_top_bit,    // section 5.2: the top bit of a 64-bit length must be 0. 1002, Beast 1009
  bad_gateway,       // section 7.4 and its registry: 1014 is assigned. Beast refuses it
  code_beyond_4999,  // section 7.4.2: the ranges end at 4999. Beast lets 5000 and more through
  reason_utf8,       // section 8.1 with 7.4.1: a reason that is not UTF-8 is 1007, Beast 1002
  empty_final_frame, // section 8.1: Beast does not see that a text ends inside a character when
                     // the last fragment is empty
  unreviewed,
};

struct verdict {
  difference what = difference::none;
  std::vector<observed> codec;
  std::vector<observed> beast;
};

[[nodiscard]] verdict compare(const stream_case& input);

} // namespace fleetwire::conformance
