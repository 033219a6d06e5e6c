// Text packets, and the JSON validator against a slow recursive parser.
#include "net/socketio/assembler.hpp"
#include "net/socketio/decode.hpp"
#include "net/socketio/json_text.hpp"
#include "net/socketio/placeholder.hpp"
#include "tests/fuzz/json_reference.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

using namespace fleetwire;
using namespace fleetwire::socketio;

namespace {

constexpr unsigned max_depth = 512;

void require(bool condition, const char* what) {
  if (condition)
    return;
  std::fprintf(stderr, "%s\n", what);
  std::abort();
}

bool validate(std::string_view text, std::vector<span>* elements = nullptr) {
  json_info info;
  return validate_json(text, {max_depth, true}, info, elements) == json_error::none;
}

void check_json(std::string_view text) {
  std::vector<span> elements;
  json_info unchecked;
  const bool valid = validate(text, &elements);
  const auto parsed = fuzz::json_reference::parse(text, max_depth);
  require(valid == parsed.has_value(), "validator and parser disagree");
  if (!valid)
    return;
  require(validate_json(text, {max_depth, false}, unchecked) == json_error::none,
          "refused only without the UTF-8 check");
  require(elements.size() == (parsed->kind == '[' ? parsed->members.size() : 0), "elements");
  for (const auto at : elements)
    require(validate(slice(text, at)), "an element is no value");
  std::string once;
  fuzz::write_json(once, *parsed);
  require(validate(once), "what was written is refused");
  std::string twice;
  fuzz::write_json(twice, *fuzz::json_reference::parse(once, max_depth));
  require(once == twice, "writing is not stable");
}

void check_placeholders(std::string_view json, unsigned attachments) {
  std::vector<long> expected;
  fuzz::find_indices(expected, *fuzz::json_reference::parse(json, max_depth), attachments);
  std::vector<placeholder> found;
  const bool legal = find_placeholders(json, attachments, found);
  require(legal == (std::count(expected.begin(), expected.end(), -1) == 0), "legal placeholders");
  std::string renumbered;
  append_renumbered(renumbered, json, 3);
  require(validate(renumbered), "renumbered text is refused");
  std::string extracted;
  std::vector<unsigned> used;
  require(extract(extracted, json, attachments, used) == legal, "extract");
  if (!legal)
    return;
  require(std::equal(found.begin(), found.end(), expected.begin(), expected.end(),
                     [](const placeholder& p, long index) { return p.index == index; }),
          "placeholders");
  std::vector<placeholder> again;
  require(validate(extracted), "extracted text is refused");
  require(find_placeholders(extracted, static_cast<unsigned>(used.size()), again), "new numbers");
  require(again.size() == found.size(), "placeholders got lost");
  for (std::size_t i = 0; i < again.size(); ++i)
    require(used[again[i].index] == found[i].index, "another attachment");
}

void check_assembler(const packet_view& packet, const std::vector<span>& elements) {
  assembler a;
  if (a.begin(packet, elements) != decode_error::none)
    return;
  for (unsigned i = 0; i < packet.attachments; ++i) {
    require(a.waiting(), "complete too early");
    require(a.feed(std::to_string(i)) == decode_error::none, "attachment refused");
  }
  require(a.complete(), "not complete");
  const auto taken = a.take();
  require(taken.view().data == packet.data && taken.view().nsp == packet.nsp, "other text");
  require(taken.attachments.size() == packet.attachments, "other attachments");
}

void check_packet(std::string_view text) {
  packet_view packet;
  std::vector<span> elements;
  if (decode(text, packet, elements) != decode_error::none)
    return;
  std::string written;
  append_packet(written, packet);
  packet_view again;
  std::vector<span> elements_again;
  require(decode(written, again, elements_again) == decode_error::none, "written packet refused");
  require(packet.type == again.type && packet.nsp == again.nsp && packet.id == again.id
            && packet.data == again.data && packet.attachments == again.attachments
            && elements == elements_again,
          "written packet differs");
  std::string scratch;
  if (base_type(packet.type) == packet_type::event)
    event_name(packet, elements, scratch);
  for (const auto at : elements)
    check_placeholders(slice(packet.data, at), packet.attachments);
  if (packet.attachments > 0)
    check_assembler(packet, elements);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  check_json(text);
  check_packet(text);
  if (size > 0)
    check_json(text.substr(1));
  return 0;
}
