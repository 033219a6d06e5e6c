#include "tests/sim/door.hpp"

#include <memory>
#include <utility>
#include <variant>

namespace fleetwire::sim {

using contract::auth_error;
using contract::principal;

contract::auth_result door::check(std::string_view token) const {
  const auto colon = token.find(':');
  if (token.empty())
    return auth_error::missing;
  if (colon == std::string_view::npos)
    return auth_error::invalid;
  if (ended_.contains(token))
    return auth_error::no_session;
  principal who;
  who.user = token.substr(0, colon);
  who.type = token.substr(colon + 1);
  who.name = "N" + who.user;
  return who;
}

void door::find_person(std::string_view,
                       std::function<void(std::optional<contract::person>)> done) const {
  done(std::nullopt);
}

void door::protect(nsp& where, contract::entry_rules rules) {
  where.use([this, rules = std::move(rules)](socket& s, const next& go) {
    auto who = check(contract::token_of(s));
    if (const auto* why = std::get_if<auth_error>(&who))
      return go(rules.explain(*why));
    s.local() = std::shared_ptr<const principal>{
      std::make_shared<const principal>(std::get<principal>(std::move(who)))};
    go();
  });
}

bool door::is_still_good(const socket& s) const {
  return !ended_.contains(contract::token_of(s));
}

} // namespace fleetwire::sim
