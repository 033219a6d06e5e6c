#include "actors/systems/fleet/live/geofence_desk.hpp"

#include "actors/systems/fleet/store/geofences.hpp"

#include <utility>

#include "caf/actor_cast.hpp"
#include "caf/behavior.hpp"
#include "caf/exit_reason.hpp"
#include "caf/send.hpp"

namespace fleetwire::systems::fleet::live {

namespace {

rules::refusal no_such_fence() {
  return rules::not_found("GEOFENCE_NOT_FOUND", "There is no such geofence");
}

} // namespace

caf::behavior geofence_desk::make_behavior() {
  return with_common({
    [this](save_geofence& s) { enter([this, s = std::move(s)] { save(s); }); },
    [this](forget_geofence& f) { enter([this, f = std::move(f)] { forget(f); }); },
  });
}

void geofence_desk::save(const save_geofence& what) {
  const auto now = around_.fences.get();
  const bool is_known = now->find(what.what.id) != nullptr;
  if (what.must_exist && !is_known)
    return what.reply(no_such_fence());
  if (!what.must_exist && is_known)
    return what.reply(rules::conflict("ALREADY_EXISTS", "There is such a geofence already"));
  if (!is_known && now->all().size() >= most_geofences)
    return what.reply(rules::conflict("TOO_MANY", "There are too many geofences"));
  commit([g = what.what](storage::session& db) { store::save(db, g); },
         [this, what](const storage::status& how) {
           if (!how)
             return what.reply(unavailable(how));
           auto all = around_.fences.get()->all();
           std::erase_if(all, [&](const rules::geofence& g) { return g.id == what.what.id; });
           all.push_back(what.what);
           around_.fences.set(rules::geofence_set{std::move(all)});
           what.reply(what.what);
         });
}

void geofence_desk::forget(const forget_geofence& what) {
  const auto now = around_.fences.get();
  const auto* found = now->find(what.id);
  if (found == nullptr)
    return what.reply(no_such_fence());
  commit([id = what.id](storage::session& db) { store::forget_geofence(db, id); },
         [this, what, gone = *found](const storage::status& how) {
           if (!how)
             return what.reply(unavailable(how));
           auto all = around_.fences.get()->all();
           std::erase_if(all, [&](const rules::geofence& g) { return g.id == what.id; });
           around_.fences.set(rules::geofence_set{std::move(all)});
           what.reply(gone);
         });
}

} // namespace fleetwire::systems::fleet::live
