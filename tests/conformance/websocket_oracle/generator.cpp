#include "tests/conformance/websocket_oracle/generator.hpp"

#include "net/websocket/frame.hpp"

#include <cstring>
#include <random>

namespace fleetwire::conformance {
namespace {

using websocket::opcode;

class generator {
public:
  explicit generator(unsigned seed) : random_(seed) {}

  stream_case run() {
    stream_case result;
    result.role = one_in(4) ? websocket::role::client : websocket::role::server;
    static constexpr size_t limits[] = {1, 20, 125, 126, 1000, 70000, 1 << 20};
    result.max_message = limits[one_in(2) ? 6 : below(7)];
    result.read_size = one_in(2) ? 1 + below(one_in(2) ? 16 : 5000) : SIZE_MAX;
    masked_ = result.role == websocket::role::server;
    broken_ = one_in(2);
    for (auto messages = 1 + below(6); messages > 0; --messages)
      one_in(4) ? control() : message();
    if (one_in(3))
      closing();
    if (broken_ && one_in(4) && !out_.empty())
      out_[below(out_.size())] ^= static_cast<char>(1 << below(8));
    if (one_in(5))
      out_.resize(below(out_.size() + 1));
    result.bytes = std::move(out_);
    return result;
  }

private:
  size_t below(size_t n) { return random_() % n; }
  bool one_in(size_t n) { return below(n) == 0; }
  bool fault(size_t n) { return broken_ && one_in(n); }

  size_t size() {
    static constexpr size_t edges[] = {0, 1, 125, 126, 127, 65535, 65536};
    return one_in(20) ? edges[below(7)] : below(one_in(8) ? 600 : 40);
  }

  void append_character(std::string& out) {
    static constexpr unsigned tops[] = {0x80, 0x80, 0x800, 0x10000, 0x110000};
    auto c = static_cast<unsigned>(below(tops[below(5)]));
    if (c >= 0xD800 && c <= 0xDFFF && !fault(2))
      c = 0xFFFD;
    auto tail = [&](unsigned shift) { out += static_cast<char>(0x80 | (c >> shift & 0x3F)); };
    if (c < 0x80) {
      out += static_cast<char>(c);
    } else if (c < 0x800) {
      out += static_cast<char>(0xC0 | c >> 6);
      tail(0);
    } else if (c < 0x10000) {
      out += static_cast<char>(0xE0 | c >> 12);
      tail(6), tail(0);
    } else {
      out += static_cast<char>(0xF0 | c >> 18);
      tail(12), tail(6), tail(0);
    }
  }

  std::string text() {
    std::string result;
    for (auto left = size(); left > 0; --left)
      if (one_in(2))
        result += 'x';
      else
        append_character(result);
    if (fault(12) && !result.empty())
      result[below(result.size())] = static_cast<char>(random_());
    if (fault(20))
      result.resize(result.size() - below(result.size() + 1));
    return result;
  }

  // A frame, and what can be wrong with its header alone.
  void frame(opcode code, std::string_view payload, bool fin) {
    auto first = static_cast<unsigned char>((fin ? 0x80 : 0) | static_cast<unsigned>(code));
    if (fault(40))
      first ^= static_cast<unsigned char>(0x10 << below(4));
    if (fault(40))
      first = static_cast<unsigned char>((first & 0xF0) | below(16));
    out_ += static_cast<char>(first);
    auto with_mask = masked_ != fault(60);
    length(payload.size(), with_mask ? 0x80 : 0);
    if (!with_mask) {
      out_ += payload;
      return;
    }
    auto mask = one_in(8) ? 0u : static_cast<uint32_t>(random_());
    char key[4];
    std::memcpy(key, &mask, 4);
    out_.append(key, 4);
    for (size_t i = 0; i < payload.size(); ++i)
      out_ += static_cast<char>(payload[i] ^ key[i % 4]);
  }

  void length(size_t size, unsigned mask_bit) {
    auto width = size < 126 ? 0 : size <= 0xFFFF ? 2 : 8;
    if (fault(40))
      width = width == 0 ? 2 : 8;
    auto announced = static_cast<uint64_t>(size);
    if (width == 8 && fault(4))
      announced |= 1ull << (20 + below(44));
    out_ += static_cast<char>(mask_bit | (width == 0 ? announced : width == 2 ? 126u : 127u));
    for (int shift = 8 * width - 8; shift >= 0; shift -= 8)
      out_ += static_cast<char>(announced >> shift);
  }

  void message() {
    auto code = one_in(3) ? opcode::binary : opcode::text;
    auto payload = text();
    std::string_view left{payload};
    for (auto fragments = one_in(2) ? 0 : below(5); fragments > 0; --fragments) {
      auto part = left.substr(0, below(left.size() + 1));
      left.remove_prefix(part.size());
      frame(code, part, false);
      code = fault(30) ? code : opcode::continuation;
      if (one_in(4))
        control();
    }
    frame(code, left, !fault(30));
  }

  void control() {
    auto code = one_in(2) ? opcode::ping : opcode::pong;
    auto length = one_in(6) ? 125 : below(30);
    frame(code, std::string(fault(20) ? 126 : length, 'c'), !fault(30));
  }

  void closing() {
    std::string payload;
    static constexpr unsigned good[] = {1000, 1000, 1001, 1003, 1007, 1011, 1013, 3000, 4999};
    static constexpr unsigned odd[] = {0,    999,  1004, 1005, 1006, 1014,
                                       1015, 1016, 2999, 5000, 65535};
    if (!one_in(3)) {
      auto code = fault(3) ? odd[below(11)] : good[below(9)];
      payload += static_cast<char>(code >> 8);
      payload += static_cast<char>(code);
      for (auto left = one_in(3) ? 0 : below(25); left > 0; --left)
        append_character(payload);
    }
    if (fault(8))
      payload.resize(1);
    else if (fault(8) && !payload.empty())
      payload.back() = static_cast<char>(random_());
    frame(opcode::close, payload, true);
    if (one_in(3))
      message();
  }

  std::mt19937 random_;
  std::string out_;
  bool masked_ = true;
  bool broken_ = false;
};

} // namespace

stream_case random_stream(unsigned seed) {
  return generator{seed}.run();
}

} // namespace fleetwire::conformance
