#pragma once

#include "net/http/message.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace fleetwire::http {

/// Why a request is refused. Every one of them ends the connection: after it nobody can be sure
/// where the next request begins.
enum class violation : std::uint8_t {
  none,
  malformed,
  bad_line_ending,
  folded_line,
  control_character,
  head_too_large,
  too_many_headers,
  bad_header_name,
  bad_method,
  unknown_method,
  bad_target,
  target_too_long,
  bad_version,
  missing_host,
  duplicate_host,
  bad_host,
  bad_transfer_encoding,
  duplicate_transfer_encoding,
  early_transfer_encoding,
  transfer_encoding_and_length,
  bad_length,
  duplicate_length,
  body_too_large,
  bad_chunk,
  chunk_header_too_large,
  trailers_too_large,
  bad_expectation,
  early_upgrade,
  upgrade_with_body,
};

/// The status a refusal answers with; 200 for `none`.
unsigned status_of(violation fault) noexcept;

/// A few words for the body of the answer and for logs.
std::string_view text_of(violation fault) noexcept;

inline std::string to_string(violation fault) {
  return std::string{text_of(fault)};
}

/// The whole answer, in the form of the errors of REST interfaces; it closes the connection.
response refusal(violation fault);

} // namespace fleetwire::http
