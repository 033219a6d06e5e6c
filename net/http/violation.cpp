#include "net/http/violation.hpp"

#include <cstddef>
#include <iterator>

namespace fleetwire::http {

namespace {

struct row {
  violation fault;
  unsigned status;
  std::string_view text;
};

constexpr row rows[]{
  {violation::none, 200, "fine"},
  {violation::malformed, 400, "malformed request"},
  {violation::bad_line_ending, 400, "line does not end with CRLF"},
  {violation::folded_line, 400, "folded header line"},
  {violation::control_character, 400, "control character in the head"},
  {violation::head_too_large, 431, "head too large"},
  {violation::too_many_headers, 431, "too many headers"},
  {violation::bad_header_name, 400, "bad header name"},
  {violation::bad_method, 400, "bad method"},
  {violation::unknown_method, 501, "method not implemented"},
  {violation::bad_target, 400, "bad request target"},
  {violation::target_too_long, 414, "request target too long"},
  {violation::bad_version, 505, "HTTP version not supported"},
  {violation::missing_host, 400, "no Host"},
  {violation::duplicate_host, 400, "more than one Host"},
  {violation::bad_host, 400, "bad Host"},
  {violation::bad_transfer_encoding, 400, "transfer-encoding other than chunked"},
  {violation::duplicate_transfer_encoding, 400, "more than one transfer-encoding"},
  {violation::early_transfer_encoding, 400, "transfer-encoding on HTTP/1.0"},
  {violation::transfer_encoding_and_length, 400, "transfer-encoding with content-length"},
  {violation::bad_length, 400, "bad content-length"},
  {violation::duplicate_length, 400, "more than one content-length"},
  {violation::body_too_large, 413, "body too large"},
  {violation::bad_chunk, 400, "bad chunk"},
  {violation::chunk_header_too_large, 400, "chunk header too large"},
  {violation::trailers_too_large, 431, "trailers too large"},
  {violation::bad_expectation, 417, "expectation other than 100-continue"},
  {violation::early_upgrade, 400, "upgrade on HTTP/1.0"},
  {violation::upgrade_with_body, 400, "websocket upgrade with a body"},
};

constexpr bool in_order() noexcept {
  for (std::size_t i = 0; i < std::size(rows); ++i)
    if (static_cast<std::size_t>(rows[i].fault) != i)
      return false;
  return true;
}

static_assert(in_order()
              && std::size(rows) == static_cast<std::size_t>(violation::upgrade_with_body) + 1);

const row& row_of(violation fault) noexcept {
  return rows[static_cast<std::size_t>(fault)];
}

} // namespace

unsigned status_of(violation fault) noexcept {
  return row_of(fault).status;
}

std::string_view text_of(violation fault) noexcept {
  return row_of(fault).text;
}

response refusal(violation fault) {
  response res;
  res.status = status_of(fault);
  res.set("Content-Type", "application/json; charset=utf-8");
  // Nothing in these words needs an escape.
  res.body.append(R"({"success":false,"message":")").append(text_of(fault));
  res.body.append(R"(","error":{"code":")").append(reason_phrase(res.status)).append(R"("}})");
  res.close = true;
  return res;
}

} // namespace fleetwire::http
