// MessagePack packets: what is decoded can be encoded, and decodes to the same again. An input that is
// JSON text goes the other way round first.
#include "net/socketio/json_text.hpp"
#include "net/socketio/msgpack.hpp"

#include <cstdio>
#include <cstdlib>

using namespace fleetwire::socketio;

namespace {

void require(bool condition, const char* what) {
  if (condition)
    return;
  std::fprintf(stderr, "%s\n", what);
  std::abort();
}

bool validate(std::string_view text, unsigned max_depth) {
  json_info info;
  return validate_json(text, {max_depth, true}, info) == json_error::none;
}

std::string encode(const unpacked_packet& unpacked) {
  std::string result;
  require(append_msgpack(result, unpacked.packet, unpacked.attachments), "not encoded");
  return result;
}

/// Decodes again what a decoded packet is encoded to, and compares.
void check_fixpoint(const unpacked_packet& first) {
  const auto message = encode(first);
  unpacked_packet second;
  require(decode_msgpack(message, second) == decode_error::none, "encoded packet refused");
  const auto& a = first.packet;
  const auto& b = second.packet;
  require(a.type == b.type && a.nsp == b.nsp && a.id == b.id && a.data == b.data
            && a.attachments == b.attachments && first.elements == second.elements,
          "encoded packet differs");
  require(first.attachments == second.attachments, "attachments differ");
  require(encode(second) == message, "encoding is not stable");
}

void check_message(std::string_view message) {
  unpacked_packet unpacked;
  if (decode_msgpack(message, unpacked) != decode_error::none)
    return;
  require(unpacked.json.empty() || validate(unpacked.json, 512), "invalid JSON");
  check_fixpoint(unpacked);
}

void check_json(std::string_view text) {
  if (!validate(text, 511))
    return;
  const auto data = '[' + std::string{text} + ']';
  std::string message;
  require(append_msgpack(message, {.type = packet_type::ack, .data = data}), "JSON not encoded");
  unpacked_packet unpacked;
  require(decode_msgpack(message, unpacked) == decode_error::none, "encoded JSON refused");
  check_fixpoint(unpacked);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view input{reinterpret_cast<const char*>(data), size};
  check_message(input);
  check_json(input);
  return 0;
}
