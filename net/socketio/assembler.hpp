// Keeps a binary packet until its attachments have arrived.
#pragma once

#include "net/socketio/packet.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace fleetwire::socketio {

/// A packet that owns its bytes. Moving it keeps view() right, for the text is stored once on the heap
/// and the view is made anew on each call.
class assembled_packet {
public:
  assembled_packet() = default;
  assembled_packet(const packet_view& packet, const std::vector<span>& elements);

  packet_view view() const noexcept;

  /// Places of the elements within view().data.
  const std::vector<span>& elements() const noexcept { return elements_; }

  std::vector<std::string> attachments;

private:
  packet_view head_; ///< scalars only, its views are not used
  std::string bytes_; ///< namespace, query, data
  std::uint32_t nsp_size_ = 0;
  std::uint32_t query_size_ = 0;
  std::vector<span> elements_;
};

/// One pointer when idle. Belongs to one connection, used on its worker only.
///
///   text:   if (a.waiting()) close; decode(...); if (packet.attachments > 0) a.begin(...)
///   binary: a.feed(bytes); if (a.complete()) handle(a.take())
class assembler {
public:
  /// A packet has been started and is not complete.
  bool waiting() const noexcept { return pending_ && missing() > 0; }

  /// All attachments are there: call take().
  bool complete() const noexcept { return pending_ && missing() == 0; }

  /// Starts with a decoded packet of a binary type; copies it. Errors: unexpected_text if another is
  /// under way, illegal_attachments if a placeholder names none of the announced attachments (the
  /// reference finds that only at the end), too_large.
  decode_error begin(const packet_view& packet, const std::vector<span>& elements,
                     const limits& bounds = {});

  /// Takes the next attachment. Errors: unexpected_binary if none is awaited, too_large. After any
  /// error the packet under way is gone.
  decode_error feed(std::string bytes, const limits& bounds = {});
  decode_error feed(std::string_view bytes, const limits& bounds = {});

  /// The completed packet; idle afterwards. Precondition: complete().
  assembled_packet take();

  void reset() noexcept { pending_.reset(); }

  /// Bytes held for the packet under way.
  std::size_t bytes() const noexcept { return pending_ ? pending_->bytes : 0; }

private:
  struct pending {
    assembled_packet packet;
    std::size_t bytes = 0;
    unsigned announced = 0;
  };

  std::size_t missing() const noexcept {
    return pending_->announced - pending_->packet.attachments.size();
  }

  std::unique_ptr<pending> pending_;
};

} // namespace fleetwire::socketio
