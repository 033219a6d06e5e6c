#pragma once

#include "net/websocket/frame.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

namespace fleetwire::websocket {
namespace detail {
struct frame_header;
enum class header_status : uint8_t;
} // namespace detail

/// Which end of the connection decodes: a server demands masked frames, a client unmasked ones.
enum class role : uint8_t { server, client };

struct event {
  enum class kind : uint8_t { need_more, text, binary, ping, pong, close, error };

  kind what = kind::need_more;
  /// The message, the payload of a ping or pong, or the reason of a close. Valid until the next
  /// call of `next` and as long as the input that was passed.
  std::string_view payload;
  /// Of a close: what the peer sent, `no_status` if nothing. Of an error: what to close with.
  close_code code = close_code::no_status;
};

/// Turns bytes into messages (RFC 6455, no extensions). Holds nothing on the heap unless a frame or
/// a fragmented message is incomplete. One thread at a time.
class decoder {
public:
  /// `max_message` bounds the payload of a message over all its fragments; a frame that announces
  /// more is refused before any of its payload is kept.
  explicit decoder(role who, size_t max_message) noexcept;
  decoder(decoder&&) noexcept;
  decoder& operator=(decoder&&) noexcept;
  ~decoder();

  /// Takes bytes from the front of `input` until there is something to tell. Unmasks in place: a
  /// message that lies in `input` as a single whole frame is not copied. Call again until
  /// `need_more`, which leaves `input` empty. After a close or an error everything is swallowed.
  [[nodiscard]] event next(std::span<char>& input);

  /// True when there is neither a partial frame nor an open message.
  [[nodiscard]] bool idle() const noexcept { return !pending_; }

  /// Readable bytes behind the payload of a message that was assembled here. (Behind a payload in
  /// `input` lies what the caller has there.) Lets wide parsers read past the end.
  static constexpr size_t padding = 64;

private:
  struct pending;

  void settle() noexcept;
  [[nodiscard]] bool in_message() const noexcept;
  detail::header_status take_header(std::span<char>& input, detail::frame_header& header);
  event take_whole(std::span<char>& input, const detail::frame_header& header);
  event take_part(std::span<char>& input);
  event deliver(opcode code, std::string_view payload);
  event deliver_close(std::string_view payload);
  event fail(close_code code) noexcept;

  size_t max_message_;
  std::unique_ptr<pending> pending_;
  role role_;
  bool done_ = false;
};

} // namespace fleetwire::websocket
