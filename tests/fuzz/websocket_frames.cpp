// The first two bytes choose role, limit and how the rest, a stream of frames, is split. However it
// is split the events are the same, and Beast's implementation sees the same.
#include "tests/conformance/websocket_oracle/oracle.hpp"

#include <cstdint>
#include <cstdio>
#include <cstdlib>

using namespace fleetwire;

namespace {

[[noreturn]] void fail(const char* what, const std::vector<conformance::observed>& first,
                       const std::vector<conformance::observed>& second) {
  std::fprintf(stderr, "%s\n%sagainst\n%s", what, conformance::to_string(first).c_str(),
               conformance::to_string(second).c_str());
  std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2)
    return 0;
  static constexpr size_t limits[] = {1, 5, 20, 125, 126, 1000, 70000, 1 << 20};
  conformance::stream_case input;
  input.role = data[0] & 8 ? websocket::role::client : websocket::role::server;
  input.max_message = limits[data[0] & 7];
  input.bytes.assign(reinterpret_cast<const char*>(data) + 2, size - 2);

  auto whole = conformance::codec_events(input);
  input.read_size = 1 + data[1];
  auto found = conformance::compare(input);
  if (found.codec != whole)
    fail("the split changed the events", whole, found.codec);
  if (found.what == conformance::difference::unreviewed)
    fail("Beast sees it differently", found.codec, found.beast);
  input.read_size = 1;
  if (auto single = conformance::codec_events(input); single != whole)
    fail("single bytes changed the events", whole, single);
  return 0;
}
