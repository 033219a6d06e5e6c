#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "actors/systems/identity/rules/account.hpp"
#include "actors/systems/identity/rules/messages.hpp"

namespace fleetwire::systems::identity {

/// One login. Its tokens change hands by rotation: `jti` is the refresh token's name and the access
/// token's `sid`; `id` stays and is the token's family.
struct session_record {
  std::string id;
  std::string user_id;
  session_type type = session_type::api_client;
  std::optional<audience> application;
  std::string jti;
  std::string previous_jti; ///< empty before the first rotation
  millis rotated_at = 0;
  millis access_expires_at = 0;
  millis previous_access_expires_at = 0;
  millis refresh_expires_at = 0;
  millis created_at = 0;
  millis last_activity_at = 0;
  std::string os, browser, device_kind, app_version;
  std::string ip_address;
  std::string user_agent;
  bool revoked = false;
  std::string revoked_reason; ///< user_logout, token_reuse_detected, …
};

struct session_policy {
  millis access_ttl = 15 * 60 * 1000;
  millis refresh_ttl = 7 * 24 * 3600 * 1000LL;
  /// As long the token before the last still works: for the second of two tabs, and for an answer
  /// that got lost.
  millis grace = 30 * 1000;
};

enum class refresh_verdict : std::uint8_t {
  rotate, ///< a new pair of tokens
  repeat, ///< the pair at hand once more: somebody has just rotated with the same token
  refuse,
  reuse, ///< refuse, and revoke: the token was spent long ago, so two have it
};

struct refresh_decision {
  refresh_verdict verdict = refresh_verdict::refuse;
  message why = message::refresh_unknown; ///< of refuse and reuse
};

/// `found` is the session of the token's family, null when there is none; `who` its user.
/// The token's signature and times have been checked.
refresh_decision judge_refresh(const session_record* found, std::string_view token_jti,
                               const user* who, const session_policy& policy, millis now) noexcept;

/// The session after a rotation.
session_record rotated(session_record from, std::string new_jti, const session_policy& policy,
                       millis now);

/// Whether `sid` of an access token is this session's, now or until the grace ends.
bool answers_to(const session_record& record, std::string_view sid, const session_policy& policy,
                millis now) noexcept;

} // namespace fleetwire::systems::identity
