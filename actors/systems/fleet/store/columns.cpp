#include "actors/systems/fleet/store/columns.hpp"

#include "actors/contract/json.hpp"

namespace fleetwire::systems::fleet::store {

rules::members members_of(storage::session& db, std::string_view text) {
  rules::members out;
  const auto parsed = contract::document::parse(std::string{text});
  if (!parsed || parsed->root().type() != value::kind::object)
    db.fail({storage::errc::corrupt, "members of a record cannot be read"});
  else
    parsed->root().for_each_member(
      [&](std::string_view key, value each) { out.merge(key, each.raw()); });
  return out;
}

} // namespace fleetwire::systems::fleet::store
