#include "actors/systems/identity/rules/session.hpp"

#include <algorithm>
#include <utility>

namespace fleetwire::systems::identity {

refresh_decision judge_refresh(const session_record* found, std::string_view jti, const user* who,
                               const session_policy& policy, millis now) noexcept {
  if (!found)
    return {refresh_verdict::refuse, message::refresh_unknown};
  if (found->revoked || now >= found->refresh_expires_at)
    return {refresh_verdict::refuse, message::refresh_revoked};
  auto verdict = jti == found->jti ? refresh_verdict::rotate : refresh_verdict::repeat;
  if (verdict == refresh_verdict::repeat && !answers_to(*found, jti, policy, now))
    return {refresh_verdict::reuse, message::refresh_revoked};
  if (!who || who->deleted_at)
    return {refresh_verdict::refuse, message::refresh_without_user};
  if (who->status != user_status::active)
    return {refresh_verdict::refuse, message::account_inactive};
  if (!found->application)
    return {refresh_verdict::refuse, message::session_without_audience};
  if (user_type_of(*found->application) != who->type)
    return {refresh_verdict::refuse, message::refresh_revoked};
  return {verdict, {}};
}

session_record rotated(session_record from, std::string new_jti, const session_policy& policy,
                       millis now) {
  from.previous_jti = std::exchange(from.jti, std::move(new_jti));
  from.previous_access_expires_at = std::exchange(from.access_expires_at, now + policy.access_ttl);
  from.refresh_expires_at = now + policy.refresh_ttl;
  from.rotated_at = from.last_activity_at = now;
  return from;
}

bool answers_to(const session_record& record, std::string_view sid, const session_policy& policy,
                millis now) noexcept {
  if (sid.empty())
    return false;
  return sid == record.jti
         || (sid == record.previous_jti && now < record.rotated_at + policy.grace);
}

} // namespace fleetwire::systems::identity
