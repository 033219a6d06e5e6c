#pragma once

#include "actors/systems/orders/rules/order.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

/// What people of an order say to each other.
namespace fleetwire::systems::orders::rules {

enum class message_type : std::uint8_t { text, image };

std::string_view to_string(message_type what) noexcept;
std::optional<message_type> message_type_from(std::string_view text) noexcept;

struct message {
  std::string id;
  std::string order_id;
  std::string sender_id;
  std::string sender_name;
  message_type type = message_type::text;
  std::string content;
  std::optional<std::string> client_id; ///< the sender's own: the same one is stored once
  instant created_at;

  bool operator==(const message&) const = default;
};
using message_ptr = std::shared_ptr<const message>;

inline constexpr std::size_t longest_text = 4000;     ///< characters
inline constexpr std::size_t longest_url = 2048;      ///< bytes
inline constexpr std::size_t longest_client_id = 100; ///< characters

/// Nothing if it may be said.
std::optional<refusal> check(const message& what);

/// The image that an address of ours names, if it is one of this order; what IMAGE messages may
/// hold besides https addresses.
std::optional<std::string> image_in(std::string_view url, std::string_view order_id);
std::string image_url(std::string_view order_id, std::string_view image_id);

/// Whether `again` came for the second time, rather than being another one under an old name.
bool is_repeated(const message& stored, const message& again) noexcept;
refusal client_id_taken();

} // namespace fleetwire::systems::orders::rules
