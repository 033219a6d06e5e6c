#include "net/socketio/decode.hpp"
#include "net/socketio/encode.hpp"
#include "net/socketio/js_number.hpp"
#include "net/socketio/msgpack.hpp"
#include "net/socketio/msgpack_reader.hpp"
#include "net/socketio/utf8.hpp"

#include <charconv>
#include <cmath>

namespace fleetwire::socketio {

namespace {

using detail::msgpack_item;
using detail::msgpack_kind;
using detail::msgpack_reader;

/// The JSON of a message is at most some 15 times its size and has to be addressed by 32 bits.
constexpr std::size_t max_message = std::size_t{1} << 27;

constexpr std::int8_t notepack_type = 0;
constexpr std::int8_t timestamp_type = -1;

bool is_undefined(const msgpack_item& item) noexcept {
  return item.kind == msgpack_kind::extension && item.fixed && item.bytes.size() == 1
         && item.extension_type == notepack_type;
}

std::uint64_t big_endian(std::string_view bytes) noexcept {
  std::uint64_t result = 0;
  for (const char c : bytes)
    result = (result << 8) | static_cast<unsigned char>(c);
  return result;
}

template <class T>
void append_integer(std::string& out, T number) {
  char digits[20];
  const auto [end, _] = std::to_chars(digits, digits + sizeof(digits), number);
  out.append(digits, end);
}

void append_integer(std::string& out, const msgpack_item& item) {
  if (item.kind == msgpack_kind::positive)
    append_integer(out, item.number);
  else
    append_integer(out, static_cast<std::int64_t>(item.number));
}

/// The three forms of the MessagePack timestamp. False if it is none.
bool append_timestamp(std::string& out, std::string_view bytes) {
  std::int64_t seconds = 0;
  std::uint64_t nanoseconds = 0;
  if (bytes.size() == 4) {
    seconds = static_cast<std::int64_t>(big_endian(bytes));
  } else if (bytes.size() == 8) {
    const auto both = big_endian(bytes);
    seconds = static_cast<std::int64_t>(both & 0x3ffffffffu);
    nanoseconds = both >> 34;
  } else if (bytes.size() == 12) {
    nanoseconds = big_endian(bytes.substr(0, 4));
    seconds = static_cast<std::int64_t>(big_endian(bytes.substr(4)));
  } else {
    return false;
  }
  constexpr std::int64_t most =
    8'640'000'000'000; // what a Date holds; beyond, seconds overflow below
  if (seconds < -most || seconds > most || nanoseconds > 999'999'999)
    out += "null";
  else
    detail::append_iso_date(out,
                            seconds * 1000 + static_cast<std::int64_t>(nanoseconds / 1'000'000));
  return true;
}

/// Writes the value a reader stands at as JSON. Keeps its own stack.
class transcoder {
public:
  transcoder(msgpack_reader& in, unpacked_packet& out, const limits& bounds)
    : in_(in),
      json_(out.json),
      attachments_(out.attachments),
      max_attachments_(bounds.max_packed_attachments),
      max_depth_(bounds.max_depth) {
    json_.clear();
    attachments_.clear();
  }

  decode_error run(const msgpack_item& root) {
    auto error = value(root);
    for (;;) {
      while (!open_.empty() && open_.back().left == 0)
        close();
      if (error != decode_error::none || open_.empty())
        break;
      error = member();
    }
    if (error == decode_error::none && has_placeholder_key_ && !attachments_.empty())
      return decode_error::illegal_attachments; // a forged one among true ones
    return error;
  }

private:
  struct frame {
    std::uint32_t left;
    bool is_map;
  };

  decode_error member() {
    auto& top = open_.back();
    --top.left;
    key_begin_ = json_.size();
    if (json_.back() != (top.is_map ? '{' : '['))
      json_ += ',';
    msgpack_item item;
    if (top.is_map) {
      if (!in_.next(item))
        return decode_error::malformed_msgpack;
      const auto error = key(item);
      if (error != decode_error::none)
        return error;
    }
    return in_.next(item) ? value(item) : decode_error::malformed_msgpack;
  }

  /// JavaScript turns integer keys into strings; other kinds of key no encoder writes.
  decode_error key(const msgpack_item& item) {
    if (item.kind == msgpack_kind::string) {
      has_placeholder_key_ = has_placeholder_key_ || item.bytes == "_placeholder";
      const auto error = string(item.bytes);
      json_ += ':';
      return error;
    }
    if (item.kind != msgpack_kind::positive && item.kind != msgpack_kind::negative)
      return decode_error::malformed_msgpack;
    json_ += '"';
    append_integer(json_, item);
    json_ += "\":";
    return decode_error::none;
  }

  decode_error value(const msgpack_item& item) {
    switch (item.kind) {
      case msgpack_kind::nil:
        json_ += "null";
        return decode_error::none;
      case msgpack_kind::boolean:
        json_ += item.number != 0 ? "true" : "false";
        return decode_error::none;
      case msgpack_kind::positive:
      case msgpack_kind::negative:
        append_integer(json_, item);
        return decode_error::none;
      case msgpack_kind::real:
        detail::append_js_number(json_, item.real);
        return decode_error::none;
      case msgpack_kind::string:
        return string(item.bytes);
      case msgpack_kind::binary:
        return attachment(item.bytes, 1);
      case msgpack_kind::extension:
        return extension(item);
      default:
        return open(item);
    }
  }

  decode_error open(const msgpack_item& item) {
    if (open_.size() >= max_depth_)
      return decode_error::nested_too_deep;
    const bool is_map = item.kind == msgpack_kind::map;
    json_ += is_map ? '{' : '[';
    open_.push_back({static_cast<std::uint32_t>(item.number), is_map});
    return decode_error::none;
  }

  void close() {
    json_ += open_.back().is_map ? '}' : ']';
    open_.pop_back();
  }

  decode_error string(std::string_view text) {
    if (!detail::valid_utf8(text))
      return decode_error::malformed_utf8;
    append_json_string(json_, text);
    return decode_error::none;
  }

  /// `levels` of nesting that the placeholder brings with it, so that the JSON keeps to the limit.
  decode_error attachment(std::string_view bytes, unsigned levels) {
    if (open_.size() + levels > max_depth_)
      return decode_error::nested_too_deep;
    if (attachments_.size() >= max_attachments_)
      return decode_error::too_many_attachments;
    append_placeholder(json_, static_cast<unsigned>(attachments_.size()));
    attachments_.push_back(bytes);
    return decode_error::none;
  }

  decode_error extension(const msgpack_item& item) {
    if (item.extension_type == notepack_type) {
      if (is_undefined(item)) {
        undefined();
        return decode_error::none;
      }
      if (item.fixed && item.bytes.size() == 8) {
        detail::append_iso_date(json_, static_cast<std::int64_t>(big_endian(item.bytes)));
        return decode_error::none;
      }
      if (!item.fixed)
        return attachment(item.bytes, 1);
    }
    if (item.extension_type == timestamp_type && append_timestamp(json_, item.bytes))
      return decode_error::none;
    json_ += '[';
    append_integer(json_, static_cast<int>(item.extension_type));
    json_ += ',';
    const auto error = attachment(item.bytes, 2);
    json_ += ']';
    return error;
  }

  void undefined() {
    if (!open_.empty() && open_.back().is_map)
      json_.resize(key_begin_);
    else
      json_ += "null";
  }

  msgpack_reader& in_;
  std::string& json_;
  std::vector<std::string_view>& attachments_;
  std::vector<frame> open_;
  std::size_t key_begin_ = 0; ///< where the member under way began, with its comma
  std::size_t max_attachments_;
  unsigned max_depth_;
  bool has_placeholder_key_ = false;
};

/// The members of the packet's map, as they are met in any order.
class packet_reader {
public:
  packet_reader(std::string_view message, unpacked_packet& out, const limits& bounds)
    : in_(message), out_(out), bounds_(bounds) {
    out_.packet = packet_view{};
    out_.elements.clear();
    out_.attachments.clear();
    out_.json.clear();
  }

  decode_error run() {
    msgpack_item item;
    if (!in_.next(item) || item.kind != msgpack_kind::map)
      return decode_error::malformed_msgpack;
    for (auto left = item.number; left > 0; --left) {
      if (!in_.next(item) || item.kind != msgpack_kind::string)
        return decode_error::malformed_msgpack;
      const auto error = member(item.bytes);
      if (error != decode_error::none)
        return error;
    }
    if (!in_.at_end())
      return decode_error::malformed_msgpack;
    return finish();
  }

private:
  decode_error member(std::string_view name) {
    const bool known = name == "type" || name == "nsp" || name == "id" || name == "data";
    if (!known)
      return in_.skip() ? decode_error::none : decode_error::malformed_msgpack;
    msgpack_item item;
    if (!in_.next(item))
      return decode_error::malformed_msgpack;
    if (name == "type")
      return type(item);
    if (name == "nsp")
      return nsp(item);
    return name == "id" ? id(item) : data(item);
  }

  decode_error type(const msgpack_item& item) {
    if (!as_integer(item, type_) || type_ > static_cast<unsigned>(packet_type::connect_error))
      return decode_error::unknown_type;
    out_.packet.type = static_cast<packet_type>(type_);
    has_type_ = true;
    return decode_error::none;
  }

  decode_error nsp(const msgpack_item& item) {
    if (item.kind != msgpack_kind::string || !item.bytes.starts_with('/'))
      return decode_error::bad_namespace;
    if (!detail::valid_utf8(item.bytes))
      return decode_error::malformed_utf8;
    set_namespace(out_.packet, item.bytes);
    has_nsp_ = true;
    return decode_error::none;
  }

  decode_error id(const msgpack_item& item) {
    std::uint64_t value = 0;
    out_.packet.id.reset();
    if (is_undefined(item))
      return decode_error::none;
    if (!as_integer(item, value))
      return decode_error::bad_id;
    out_.packet.id = value;
    return decode_error::none;
  }

  decode_error data(const msgpack_item& item) {
    transcoder to_json{in_, out_, bounds_};
    return is_undefined(item) ? decode_error::none : to_json.run(item);
  }

  /// JavaScript has no other numbers, so 2.0 is an integer there.
  static bool as_integer(const msgpack_item& item, std::uint64_t& out) noexcept {
    if (item.kind == msgpack_kind::positive) {
      out = item.number;
      return true;
    }
    if (item.kind != msgpack_kind::real || !(item.real >= 0 && item.real <= 9007199254740992.0)
        || std::floor(item.real) != item.real)
      return false;
    out = static_cast<std::uint64_t>(item.real);
    return true;
  }

  decode_error finish() {
    if (!has_type_)
      return decode_error::unknown_type;
    if (!has_nsp_)
      return decode_error::bad_namespace;
    auto& packet = out_.packet;
    packet.data = out_.json;
    const auto error = validate_payload(packet, out_.elements, bounds_);
    if (error != decode_error::none || out_.attachments.empty())
      return error;
    const bool may_carry = packet.type == packet_type::event || packet.type == packet_type::ack;
    if (!may_carry)
      return decode_error::invalid_payload;
    packet.type = binary_type(packet.type);
    packet.attachments = static_cast<unsigned>(out_.attachments.size());
    return decode_error::none;
  }

  msgpack_reader in_;
  unpacked_packet& out_;
  const limits& bounds_;
  std::uint64_t type_ = 0;
  bool has_type_ = false;
  bool has_nsp_ = false;
};

} // namespace

decode_error decode_msgpack(std::string_view message, unpacked_packet& out, const limits& bounds) {
  if (message.empty())
    return decode_error::empty;
  if (message.size() > max_message)
    return decode_error::too_large;
  return packet_reader{message, out, bounds}.run();
}

} // namespace fleetwire::socketio
