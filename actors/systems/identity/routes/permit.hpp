#pragma once

#include <string_view>

#include "actors/contract/web.hpp"

/// Who may do what. The token decides, never the body.
namespace fleetwire::systems::identity {

/// An admin of ours, with a session; a service counts as one.
inline bool is_admin(const contract::web_request& asked) {
  if (!asked.who)
    return false;
  return asked.who->is("service") || (asked.who->is("admin") && !asked.who->session.empty());
}

inline bool is_self(const contract::web_request& asked, std::string_view user) {
  return asked.who && asked.who->user == user && !asked.who->session.empty();
}

inline bool may_touch(const contract::web_request& asked, std::string_view user) {
  return is_self(asked, user) || is_admin(asked);
}

} // namespace fleetwire::systems::identity
