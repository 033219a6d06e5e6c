#include "net/http/violation.hpp"

namespace fleetwire::http {

unsigned status_of(violation fault) noexcept {
  switch (fault) {
    case violation::none:
      return 200;
    case violation::body_too_large:
      return 413;
    case violation::target_too_long:
      return 414;
    case violation::bad_expectation:
      return 417;
    case violation::head_too_large:
    case violation::too_many_headers:
    case violation::trailers_too_large:
      return 431;
    case violation::unknown_method:
      return 501;
    case violation::bad_version:
      return 505;
    default:
      return 400;
  }
}

std::string_view text_of(violation fault) noexcept {
  switch (fault) {
    case violation::none:
      return "fine";
    case violation::malformed:
      return "malformed request";
    case violation::bad_line_ending:
      return "line does not end with CRLF";
    case violation::folded_line:
      return "folded header line";
    case violation::control_character:
      return "control character in the head";
    case violation::head_too_large:
      return "head too large";
    case violation::too_many_headers:
      return "too many headers";
    case violation::bad_header_name:
      return "bad header name";
    case violation::bad_method:
      return "bad method";
    case violation::unknown_method:
      return "method not implemented";
    case violation::bad_target:
      return "bad request target";
    case violation::target_too_long:
      return "request target too long";
    case violation::bad_version:
      return "HTTP version not supported";
    case violation::missing_host:
      return "no Host";
    case violation::duplicate_host:
      return "more than one Host";
    case violation::bad_host:
      return "bad Host";
    case violation::bad_transfer_encoding:
      return "transfer-encoding other than chunked";
    case violation::duplicate_transfer_encoding:
      return "more than one transfer-encoding";
    case violation::early_transfer_encoding:
      return "transfer-encoding on HTTP/1.0";
    case violation::transfer_encoding_and_length:
      return "transfer-encoding with content-length";
    case violation::bad_length:
      return "bad content-length";
    case violation::duplicate_length:
      return "more than one content-length";
    case violation::body_too_large:
      return "body too large";
    case violation::bad_chunk:
      return "bad chunk";
    case violation::chunk_header_too_large:
      return "chunk header too large";
    case violation::trailers_too_large:
      return "trailers too large";
    case violation::bad_expectation:
      return "expectation other than 100-continue";
    case violation::early_upgrade:
      return "upgrade on HTTP/1.0";
    case violation::upgrade_with_body:
      return "websocket upgrade with a body";
  }
  return "unknown";
}

response refusal(violation fault) {
  response res;
  res.status = status_of(fault);
  res.set("Content-Type", "text/plain; charset=utf-8");
  res.body = text_of(fault);
  res.close = true;
  return res;
}

} // namespace fleetwire::http
