#include "actors/systems/identity/session/table.hpp"

#include <algorithm>
#include <utility>

namespace fleetwire::systems::identity {

template <class T>
std::shared_ptr<const T> session_table::pieces<T>::find(std::string_view key) const {
  auto& mine = at(key);
  std::shared_lock guard{mine.mutex};
  auto i = mine.map.find(key);
  return i != mine.map.end() ? i->second : nullptr;
}

template <class T>
void session_table::pieces<T>::put(std::string_view key, std::shared_ptr<const T> what) {
  auto& mine = at(key);
  std::unique_lock guard{mine.mutex};
  mine.map.insert_or_assign(std::string{key}, std::move(what));
}

template <class T>
void session_table::pieces<T>::erase(std::string_view key) {
  auto& mine = at(key);
  std::unique_lock guard{mine.mutex};
  if (auto i = mine.map.find(key); i != mine.map.end())
    mine.map.erase(i);
}

session_table::found session_table::check(std::string_view user_id, std::string_view sid,
                                          millis now) const {
  found out;
  out.who = users_.find(user_id);
  auto session = out.who && !sid.empty() ? by_sid_.find(sid) : nullptr;
  if (!session || session->user_id != user_id)
    return out;
  bool current = session->jti == sid;
  if (!current && now >= session->rotated_at + policy_.grace)
    return out;
  out.session_id = session->id;
  out.expires_at =
    current ? session->access_expires_at
            : std::min(session->previous_access_expires_at, session->rotated_at + policy_.grace);
  out.session = now < out.expires_at ? session_state::live : session_state::expired;
  return out;
}

principal_ptr session_table::find_user(std::string_view id) const {
  return users_.find(id);
}

void session_table::put_user(const user& who) {
  if (who.deleted_at)
    return remove_user(who.id);
  auto made = std::make_shared<principal>();
  made->id = who.id;
  made->name = who.name;
  made->email = who.email.value_or("");
  made->type = to_string(who.type);
  made->roles = who.roles;
  made->active = who.status == user_status::active;
  users_.put(who.id, std::move(made));
}

void session_table::remove_user(std::string_view id) {
  users_.erase(id);
  for (const auto& each : sessions_of(id))
    remove_session(each);
}

void session_table::put_session(const session_record& what) {
  if (what.revoked)
    return remove_session(what.id);
  auto made = std::make_shared<const entry>(
    entry{what.id, what.user_id, what.jti, what.previous_jti, what.rotated_at,
          what.access_expires_at, what.previous_access_expires_at, what.refresh_expires_at});
  std::lock_guard guard{writing_};
  auto& mine = by_id_[what.id];
  if (!mine)
    of_user_[what.user_id].push_back(what.id);
  auto before = std::exchange(mine, made);
  by_sid_.put(made->jti, made);
  if (!made->previous_jti.empty())
    by_sid_.put(made->previous_jti, made);
  if (!before)
    return;
  for (const auto& old : {before->jti, before->previous_jti})
    if (!old.empty() && old != made->jti && old != made->previous_jti)
      by_sid_.erase(old);
}

void session_table::remove_session(std::string_view id) {
  std::lock_guard guard{writing_};
  if (auto i = by_id_.find(id); i != by_id_.end()) {
    auto gone = i->second;
    by_id_.erase(i);
    forget(gone);
  }
}

/// Under writing_, after it left by_id_.
void session_table::forget(const entry_ptr& what) {
  by_sid_.erase(what->jti);
  if (!what->previous_jti.empty())
    by_sid_.erase(what->previous_jti);
  auto i = of_user_.find(what->user_id);
  if (i == of_user_.end())
    return;
  std::erase(i->second, what->id);
  if (i->second.empty())
    of_user_.erase(i);
}

std::vector<std::string> session_table::sessions_of(std::string_view user_id) const {
  std::lock_guard guard{writing_};
  auto i = of_user_.find(user_id);
  return i != of_user_.end() ? i->second : std::vector<std::string>{};
}

std::size_t session_table::sweep(millis now) {
  std::lock_guard guard{writing_};
  std::vector<entry_ptr> gone;
  for (const auto& [id, each] : by_id_)
    if (now >= each->refresh_expires_at)
      gone.push_back(each);
  for (const auto& each : gone) {
    by_id_.erase(each->id);
    forget(each);
  }
  return gone.size();
}

std::size_t session_table::size() const {
  std::lock_guard guard{writing_};
  return by_id_.size();
}

} // namespace fleetwire::systems::identity
