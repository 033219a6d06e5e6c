// A payload that is read without a fault is written again byte by byte; so nothing is lost, and no
// second form of the same packets is taken. The same bytes are also tried as the query of a
// handshake and as a sid.
#include "net/engineio/handshake.hpp"
#include "net/engineio/payload.hpp"
#include "net/engineio/sid.hpp"
#include "net/websocket/utf8.hpp"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

using namespace fleetwire;

namespace {

void require(bool condition, const char* what) {
  if (condition)
    return;
  std::fprintf(stderr, "%s\n", what);
  std::abort();
}

void check_payload(std::string_view bytes, const engineio::payload_limits& limits) {
  engineio::payload_reader reader{bytes, limits};
  std::string again;
  std::size_t packets = 0;
  while (const auto packet = reader.next()) {
    require(++packets <= limits.max_packets, "more packets than allowed");
    require(packet->data.size() < limits.max_packet, "a packet over the limit");
    if (packet->binary) {
      require(packet->type == engineio::packet_type::message, "binary that is no message");
      engineio::append_binary(again, packet->data);
    } else {
      require(websocket::valid_utf8(packet->data), "text that is not UTF-8");
      engineio::append_text(again, std::string{static_cast<char>(packet->type)}
                                     + std::string{packet->data});
    }
  }
  if (reader.error() == engineio::payload_error::none)
    require(again == bytes, "written otherwise than read");
  require(!reader.next(), "packets after the end");
}

void check_handshake(std::string_view bytes, uint8_t choice) {
  http::request req;
  req.method = (choice & 2) != 0 ? "GET" : "POST";
  req.target = "/engine.io/?" + std::string{bytes};
  if ((choice & 4) != 0)
    req.headers = {{"Connection", "Upgrade"}, {"Upgrade", "websocket"}};
  using kind = engineio::handshake::kind;
  const auto result = engineio::read_handshake(req);
  if (result.what == kind::error)
    return;
  const auto opens = result.what == kind::open || result.what == kind::websocket_open;
  require(opens == result.sid.empty(), "a sid where none belongs, or none where one does");
  if (!opens)
    require(engineio::home_worker(result.sid) == result.home && result.home < 256, "a bad home");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 1)
    return 0;
  const std::string_view bytes{reinterpret_cast<const char*>(data) + 1, size - 1};
  check_payload(bytes,
                (data[0] & 1) != 0 ? engineio::payload_limits{8, 3} : engineio::payload_limits{});
  check_handshake(bytes, data[0]);
  return 0;
}
