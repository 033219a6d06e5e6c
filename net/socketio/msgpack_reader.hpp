// Reads the type bytes of MessagePack; internal to this folder.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace fleetwire::socketio::detail {

enum class msgpack_kind : std::uint8_t {
  nil,
  boolean,
  positive, ///< an integer >= 0 in `number`
  negative, ///< an integer < 0 in `number`, as two's complement
  real,
  string,
  binary,
  array,
  map,
  extension,
};

struct msgpack_item {
  msgpack_kind kind = msgpack_kind::nil;
  std::int8_t extension_type = 0;
  bool fixed = false; ///< an extension of a fixed size: notepack.io tells by it what it means
  std::uint64_t number =
    0; ///< value of an integer or boolean; elements of an array, pairs of a map
  double real = 0;
  std::string_view bytes; ///< string, binary, extension
};

/// Every size is checked against what is left of the message before anything relies on it: an element
/// takes at least a byte, a pair two.
class msgpack_reader {
public:
  explicit msgpack_reader(std::string_view message) noexcept : left_(message) {
    // nop
  }

  bool at_end() const noexcept { return left_.empty(); }

  /// Reads a scalar, or the head of an array or map. False if the message is malformed.
  bool next(msgpack_item& out) noexcept {
    std::uint64_t byte = 0;
    if (!take(1, byte))
      return false;
    out = msgpack_item{};
    const auto prefix = static_cast<unsigned>(byte);
    if (prefix < 0x80)
      return integer(out, prefix);
    if (prefix < 0x90)
      return container(out, msgpack_kind::map, prefix & 15);
    if (prefix < 0xa0)
      return container(out, msgpack_kind::array, prefix & 15);
    if (prefix < 0xc0)
      return bytes(out, msgpack_kind::string, prefix & 31);
    if (prefix >= 0xe0)
      return signed_integer(out, prefix, 1);
    return prefixed(out, prefix);
  }

  /// Skips one value with all that is in it.
  bool skip() noexcept {
    for (std::uint64_t awaited = 1; awaited > 0; --awaited) {
      msgpack_item item;
      if (!next(item))
        return false;
      if (item.kind == msgpack_kind::array)
        awaited += item.number;
      else if (item.kind == msgpack_kind::map)
        awaited += 2 * item.number;
    }
    return true;
  }

private:
  bool prefixed(msgpack_item& out, unsigned prefix) noexcept {
    const unsigned power = 1u << (prefix & 3);
    if (prefix == 0xc1)
      return false;
    if (prefix < 0xc4) {
      out.kind = prefix == 0xc0 ? msgpack_kind::nil : msgpack_kind::boolean;
      out.number = prefix == 0xc3;
      return true;
    }
    if (prefix < 0xc7)
      return sized(out, msgpack_kind::binary, 1u << (prefix - 0xc4));
    if (prefix < 0xca)
      return sized_extension(out, 1u << (prefix - 0xc7));
    if (prefix < 0xcc)
      return floating(out, prefix == 0xca ? 4 : 8);
    std::uint64_t value = 0;
    if (prefix < 0xd0)
      return take(power, value) && integer(out, value);
    if (prefix < 0xd4)
      return take(power, value) && signed_integer(out, value, power);
    if (prefix < 0xd9) {
      out.fixed = true;
      return extension(out, 1u << (prefix - 0xd4));
    }
    if (prefix < 0xdc)
      return sized(out, msgpack_kind::string, 1u << (prefix - 0xd9));
    const auto kind = prefix < 0xde ? msgpack_kind::array : msgpack_kind::map;
    return take(prefix & 1 ? 4 : 2, value) && container(out, kind, value);
  }

  bool integer(msgpack_item& out, std::uint64_t value) noexcept {
    out.kind = msgpack_kind::positive;
    out.number = value;
    return true;
  }

  bool signed_integer(msgpack_item& out, std::uint64_t value, unsigned size) noexcept {
    const unsigned unused = 64 - 8 * size;
    const auto number = static_cast<std::int64_t>(value << unused) >> unused;
    out.kind = number < 0 ? msgpack_kind::negative : msgpack_kind::positive;
    out.number = static_cast<std::uint64_t>(number);
    return true;
  }

  bool floating(msgpack_item& out, unsigned size) noexcept {
    std::uint64_t bits = 0;
    if (!take(size, bits))
      return false;
    out.kind = msgpack_kind::real;
    out.real = size == 4 ? std::bit_cast<float>(static_cast<std::uint32_t>(bits))
                         : std::bit_cast<double>(bits);
    return true;
  }

  bool sized(msgpack_item& out, msgpack_kind kind, unsigned width) noexcept {
    std::uint64_t size = 0;
    return take(width, size) && bytes(out, kind, size);
  }

  bool sized_extension(msgpack_item& out, unsigned width) noexcept {
    std::uint64_t size = 0;
    return take(width, size) && extension(out, size);
  }

  bool extension(msgpack_item& out, std::uint64_t size) noexcept {
    std::uint64_t type = 0;
    if (!take(1, type))
      return false;
    out.extension_type = static_cast<std::int8_t>(type);
    return bytes(out, msgpack_kind::extension, size);
  }

  bool bytes(msgpack_item& out, msgpack_kind kind, std::uint64_t size) noexcept {
    if (size > left_.size())
      return false;
    out.kind = kind;
    out.bytes = left_.substr(0, size);
    left_.remove_prefix(size);
    return true;
  }

  bool container(msgpack_item& out, msgpack_kind kind, std::uint64_t count) noexcept {
    if (count > left_.size() / (kind == msgpack_kind::map ? 2 : 1))
      return false;
    out.kind = kind;
    out.number = count;
    return true;
  }

  bool take(unsigned size, std::uint64_t& value) noexcept {
    if (left_.size() < size)
      return false;
    value = 0;
    for (unsigned i = 0; i < size; ++i)
      value = (value << 8) | static_cast<unsigned char>(left_[i]);
    left_.remove_prefix(size);
    return true;
  }

  std::string_view left_;
};

} // namespace fleetwire::socketio::detail
