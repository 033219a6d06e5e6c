#pragma once

#include "actors/contract/wire.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fleetwire::contract {

/// The wire form of one packet or of one Engine.IO control packet: finished websocket frames in one
/// block, and where the messages lie in it, so that polling sends the same bytes. Immutable, shared
/// by all receivers on all workers.
struct encoded {
  struct part {
    std::uint32_t begin = 0; ///< of the message in `frames`, type character included
    std::uint32_t size = 0;
    bool is_binary = false;
  };
  std::string frames;
  std::vector<part> parts;

  std::string_view message(const part& which) const noexcept {
    return std::string_view{frames}.substr(which.begin, which.size);
  }
};

} // namespace fleetwire::contract

namespace fleetwire::bridge {

/// Appends one Engine.IO message as a websocket frame and notes where it lies.
void append_message(contract::encoded& out, std::string_view message, bool is_binary);

/// A packet of Engine.IO itself: "2", "3probe", "6" … Made once per text.
contract::encoded_ptr control_packet(std::string_view text);

enum class parser : std::uint8_t { json, msgpack };

/// Socket.IO packets to wire forms.
class packet_encoder final : public contract::encoder {
public:
  explicit packet_encoder(parser kind) : kind_(kind) {}
  contract::encoded_ptr encode(contract::packet_type type, std::string_view nsp,
                               std::optional<std::uint64_t> id, std::string_view data,
                               std::span<const attachment> parts) const override;
  std::size_t size_of(const contract::encoded& what) const noexcept override {
    return what.frames.size() + sizeof(what);
  }
  std::string store(const contract::encoded& what) const override;
  contract::encoded_ptr load(std::string_view stored) const override;

private:
  const parser kind_;
};

} // namespace fleetwire::bridge
