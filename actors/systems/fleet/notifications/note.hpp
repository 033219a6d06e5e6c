#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "actors/contract/input.hpp"
#include "actors/systems/fleet/rules/refusal.hpp"

/// What somebody is to know, kept until he has read it and for a while beyond.
namespace fleetwire::systems::fleet::notifications {

inline constexpr std::size_t longest_title = 200;
inline constexpr std::size_t longest_message = 2'000;
inline constexpr std::size_t most_data_bytes = 16'384;
inline constexpr std::size_t most_users = 1'000; ///< of one bulk

/// What is said, before it is known to whom.
struct draft {
  std::string title;
  std::string message;
  std::string type = "info";
  json data; ///< an object; empty: none
};

struct note {
  std::string id;
  std::string user;
  draft what;
  std::int64_t created_at = 0; ///< in milliseconds
  bool read = false;
};

/// A part of somebody's notifications, newest first.
struct wish {
  std::string user;
  std::string before = {};                   ///< this one; empty: from the newest on
  std::optional<std::int64_t> before_time = {}; ///< or this time, in milliseconds
  std::size_t limit = 20;
  bool only_unread = false;
};

/// {title?, message, type?, data?}; what is wrong with it is in `in`.
draft read_draft(contract::input& in);
std::string read_user(contract::input& in);
/// Each once.
std::vector<std::string> read_users(contract::input& in);
/// Why nothing can be sent to these.
std::optional<rules::refusal> fault_of(std::span<const std::string> users);
std::vector<std::string> each_once(std::vector<std::string> users);
/// {before?, limit?, unread?}
wish read_wish(contract::input& in, std::string_view user);

/// {_id, id, title, message, type, data?, read, createdAt}
json to_json(const note& what);
json to_json(const std::vector<note>& all);
/// What a bulk is answered with: {sent, notifications:[{userId, id}]}
json to_sent(const std::vector<note>& all);
/// What everyone hears: the same without `read`, for nobody reads it for the others.
json to_broadcast(const note& what);

} // namespace fleetwire::systems::fleet::notifications
