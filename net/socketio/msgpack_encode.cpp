#include "net/socketio/js_number.hpp"
#include "net/socketio/json_cursor.hpp"
#include "net/socketio/json_text.hpp"
#include "net/socketio/msgpack.hpp"
#include "net/socketio/placeholder.hpp"

#include <bit>
#include <charconv>
#include <cmath>

namespace fleetwire::socketio {

namespace {

using detail::json_cursor;
using detail::json_token;

void append_big_endian(std::string& out, std::uint64_t value, unsigned size) {
  for (unsigned i = size; i > 0; --i)
    out += static_cast<char>(value >> (8 * (i - 1)));
}

void append_head(std::string& out, unsigned prefix, std::uint64_t value, unsigned size) {
  out += static_cast<char>(prefix);
  append_big_endian(out, value, size);
}

void append_string_head(std::string& out, std::size_t size) {
  if (size < 0x20)
    append_head(out, 0xa0 | static_cast<unsigned>(size), 0, 0);
  else if (size < 0x100)
    append_head(out, 0xd9, size, 1);
  else if (size < 0x10000)
    append_head(out, 0xda, size, 2);
  else
    append_head(out, 0xdb, size, 4);
}

void append_string(std::string& out, std::string_view text) {
  append_string_head(out, text.size());
  out += text;
}

void append_binary(std::string& out, std::string_view bytes) {
  if (bytes.size() < 0x100)
    append_head(out, 0xc4, bytes.size(), 1);
  else if (bytes.size() < 0x10000)
    append_head(out, 0xc5, bytes.size(), 2);
  else
    append_head(out, 0xc6, bytes.size(), 4);
  out += bytes;
}

/// `fix` and `wide` are the prefixes of the short form and of the one with two bytes of count.
void append_container(std::string& out, std::uint32_t count, unsigned fix, unsigned wide) {
  if (count < 0x10)
    append_head(out, fix | count, 0, 0);
  else if (count < 0x10000)
    append_head(out, wide, count, 2);
  else
    append_head(out, wide + 1, count, 4);
}

void append_positive(std::string& out, std::uint64_t value) {
  if (value < 0x80)
    append_head(out, static_cast<unsigned>(value), 0, 0);
  else if (value < 0x100)
    append_head(out, 0xcc, value, 1);
  else if (value < 0x10000)
    append_head(out, 0xcd, value, 2);
  else if (value < 0x100000000)
    append_head(out, 0xce, value, 4);
  else
    append_head(out, 0xcf, value, 8);
}

void append_signed(std::string& out, std::int64_t value) {
  const auto bits = static_cast<std::uint64_t>(value);
  if (value >= 0)
    append_positive(out, bits);
  else if (value >= -0x20)
    append_big_endian(out, bits, 1);
  else if (value >= -0x80)
    append_head(out, 0xd0, bits, 1);
  else if (value >= -0x8000)
    append_head(out, 0xd1, bits, 2);
  else if (value >= -0x80000000LL)
    append_head(out, 0xd2, bits, 4);
  else
    append_head(out, 0xd3, bits, 8);
}

/// A number without fraction goes out as an integer however it was written, as in JavaScript, where
/// 1.0 and 1 are the same.
void append_number(std::string& out, std::string_view text) {
  const char* const end = text.data() + text.size();
  std::int64_t integer = 0;
  std::uint64_t positive = 0;
  if (const auto r = std::from_chars(text.data(), end, integer);
      r.ec == std::errc{} && r.ptr == end)
    return append_signed(out, integer);
  if (const auto r = std::from_chars(text.data(), end, positive);
      r.ec == std::errc{} && r.ptr == end)
    return append_positive(out, positive);
  const double number = detail::read_js_number(text);
  if (std::floor(number) == number) {
    if (number >= 0 && number < 0x1p64)
      return append_positive(out, static_cast<std::uint64_t>(number));
    if (number < 0 && number >= -0x1p63)
      return append_signed(out, static_cast<std::int64_t>(number));
  }
  append_head(out, 0xcb, std::bit_cast<std::uint64_t>(number), 8);
}

/// MessagePack says how many members follow before the first one; JSON does not. So the text is walked
/// twice: to count, and to write.
class writer {
public:
  writer(std::string& out, std::string_view json, const std::vector<placeholder>& placeholders,
         const std::vector<std::string_view>& attachments)
    : out_(out), json_(json), placeholders_(placeholders), attachments_(attachments) {
    // nop
  }

  void run() {
    count();
    write();
  }

private:
  struct frame {
    std::size_t number;
    bool is_array;
  };

  void count() {
    json_cursor cursor{json_};
    std::vector<frame> open;
    std::size_t next_placeholder = 0;
    for (auto token = cursor.next(); token != json_token::end; token = cursor.next()) {
      if (token == json_token::end_array || token == json_token::end_object) {
        if (!open.empty())
          open.pop_back();
        continue;
      }
      if (!open.empty() && (token == json_token::key || open.back().is_array))
        ++counts_[open.back().number];
      const bool is_array = token == json_token::begin_array;
      if (skip_placeholder(cursor, token, next_placeholder))
        continue;
      if (is_array || token == json_token::begin_object) {
        open.push_back({counts_.size(), is_array});
        counts_.push_back(0);
      }
    }
  }

  void write() {
    json_cursor cursor{json_};
    std::size_t next_placeholder = 0;
    std::size_t next_container = 0;
    for (auto token = cursor.next(); token != json_token::end; token = cursor.next()) {
      if (skip_placeholder(cursor, token, next_placeholder))
        append_binary(out_, attachments_[placeholders_[next_placeholder - 1].index]);
      else if (token == json_token::begin_object)
        append_container(out_, counts_[next_container++], 0x80, 0xde);
      else if (token == json_token::begin_array)
        append_container(out_, counts_[next_container++], 0x90, 0xdc);
      else
        append_scalar(token, cursor.text());
    }
  }

  void append_scalar(json_token token, std::string_view text) {
    if (token == json_token::key || token == json_token::string)
      append_string(out_, unescape(text, scratch_));
    else if (token == json_token::number)
      append_number(out_, text);
    else if (token == json_token::literal)
      out_ += static_cast<char>(text.front() == 'n' ? 0xc0 : text.front() == 't' ? 0xc3 : 0xc2);
  }

  bool skip_placeholder(json_cursor& cursor, json_token token, std::size_t& next) const {
    if (token != json_token::begin_object || next == placeholders_.size()
        || placeholders_[next].begin != cursor.begin())
      return false;
    cursor.jump(placeholders_[next++].end);
    return true;
  }

  std::string& out_;
  std::string_view json_;
  const std::vector<placeholder>& placeholders_;
  const std::vector<std::string_view>& attachments_;
  std::vector<std::uint32_t> counts_; ///< members of each container, in the order they begin
  std::string scratch_;
};

} // namespace

bool append_msgpack_value(std::string& out, std::string_view json,
                          const std::vector<std::string_view>& attachments) {
  std::vector<placeholder> placeholders;
  if (!attachments.empty()
      && !find_placeholders(json, static_cast<unsigned>(attachments.size()), placeholders))
    return false;
  writer{out, json, placeholders, attachments}.run();
  return true;
}

bool append_msgpack(std::string& out, const packet_view& packet,
                    const std::vector<std::string_view>& attachments) {
  const auto before = out.size();
  const bool has_data = !packet.data.empty();
  append_container(out, 2u + (has_data ? 1 : 0) + (packet.id ? 1 : 0), 0x80, 0xde);
  append_string(out, "type");
  append_positive(out, static_cast<std::uint64_t>(base_type(packet.type)));
  if (has_data) {
    append_string(out, "data");
    if (!append_msgpack_value(out, packet.data, attachments)) {
      out.resize(before);
      return false;
    }
  }
  append_string(out, "nsp");
  append_string(out, packet.nsp);
  if (packet.id) {
    append_string(out, "id");
    append_positive(out, *packet.id);
  }
  return true;
}

} // namespace fleetwire::socketio
