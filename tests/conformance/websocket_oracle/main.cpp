// The decoder against Beast's implementation: the same streams, valid and broken, must give the
// same messages and the same close codes, but for the differences that oracle.hpp lists.
#include "tests/conformance/websocket_oracle/generator.hpp"
#include "tests/conformance/websocket_oracle/oracle.hpp"

#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>

using namespace fleetwire;
using namespace fleetwire::conformance;
using namespace std::string_literals;

namespace {

int failures = 0;

void fail(const std::string& what) {
  ++failures;
  std::fprintf(stderr, "%s\n", what.c_str());
}

std::string hex(std::string_view bytes) {
  std::string result;
  for (unsigned char byte : bytes.substr(0, 400)) {
    char digits[4];
    std::snprintf(digits, sizeof(digits), "%02x ", byte);
    result += digits;
  }
  return result;
}

void report(const std::string& name, const stream_case& input, const verdict& found) {
  fail(name + " (limit " + std::to_string(input.max_message) + ", read size "
       + std::to_string(input.read_size) + ")\ncodec:\n" + to_string(found.codec) + "beast:\n"
       + to_string(found.beast) + "bytes: " + hex(input.bytes));
}

// Each reviewed difference, as small as it gets: fails when either side changes its mind.
void check_differences() {
  auto closing = [](unsigned code, const std::string& reason = {}) {
    std::string out;
    auto payload = std::string{static_cast<char>(code >> 8), static_cast<char>(code)} + reason;
    websocket::append_masked_frame(out, websocket::opcode::close, payload, 0x01020304);
    return out;
  };
  auto cut = "\x01\x81\0\0\0\0\xC3\x80\x80\0\0\0\0"s;
  struct {
    difference what;
    std::string bytes, codec, beast;
  } cases[] = {
    {difference::early_header, "\xC1\x80"s, "error 1002", "error 1002"},
    {difference::length_top_bit, "\x82\xFF\x80\0\0\0\0\1\0\0\0\0\0\0"s, "error 1002", "error 1009"},
    {difference::bad_gateway, closing(1014), "close 1014", "error 1002"},
    {difference::code_beyond_4999, closing(5000), "error 1002", "close 5000"},
    {difference::reason_utf8, closing(1000, "\xFF"), "error 1007", "error 1002"},
    {difference::empty_final_frame, cut, "error 1007", "text"},
  };
  for (auto& [what, bytes, codec, beast] : cases) {
    stream_case input{bytes};
    auto found = compare(input);
    auto starts = [](const std::vector<observed>& events, const std::string& with) {
      return events.size() == 1 && to_string(events[0]).starts_with(with + " [");
    };
    if (found.what != what || !starts(found.codec, codec) || !starts(found.beast, beast))
      report("difference " + std::to_string(static_cast<int>(what)) + " is not as reviewed", input,
             found);
  }
}

// How the streams ended, to see that the generator reaches everything.
using census = std::map<std::string, int>;

void check_streams(unsigned seed, int rounds, census& seen) {
  for (int round = 0; round < rounds; ++round) {
    auto input = random_stream(seed + static_cast<unsigned>(round));
    auto found = compare(input);
    if (found.what == difference::unreviewed) {
      report("seed " + std::to_string(seed + static_cast<unsigned>(round)), input, found);
      continue;
    }
    ++seen["difference " + std::to_string(static_cast<int>(found.what))];
    for (auto& event : found.codec)
      ++seen[to_string(event).substr(0, to_string(event).find(" ["))];
  }
}

void check_census(census& seen) {
  for (auto name : {"text", "binary", "ping", "pong", "close 1005", "close 1000", "error 1002",
                    "error 1007", "error 1009", "difference 0"})
    if (seen[name] < 100)
      fail("only "s + std::to_string(seen[name]) + " of " + name);
  for (auto& [name, count] : seen)
    std::printf("%8d %s\n", count, name.c_str());
}

} // namespace

// Usage: websocket_oracle [SEED [ROUNDS]]
int main(int argc, char** argv) {
  auto seed = argc > 1 ? static_cast<unsigned>(std::strtoul(argv[1], nullptr, 10)) : 1u;
  auto rounds = argc > 2 ? std::atoi(argv[2]) : 6000;
  check_differences();
  census seen;
  check_streams(seed, rounds, seen);
  if (argc < 3)
    check_census(seen);
  std::printf("%d streams, %d failures\n", rounds, failures);
  return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
