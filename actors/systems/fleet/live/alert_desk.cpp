#include "actors/systems/fleet/live/alert_desk.hpp"

#include "actors/systems/fleet/store/alerts.hpp"

#include <algorithm>
#include <utility>

#include "caf/actor_cast.hpp"
#include "caf/behavior.hpp"
#include "caf/exit_reason.hpp"
#include "caf/send.hpp"

namespace fleetwire::systems::fleet::live {

caf::behavior alert_desk::make_behavior() {
  return with_common({
    [this](raise_alert& r) { enter([this, r = std::move(r)] { raise(r); }); },
    [this](acknowledge_alert& a) { enter([this, a = std::move(a)] { acknowledge(a); }); },
  });
}

void alert_desk::raise(const raise_alert& what) {
  auto made = std::make_shared<rules::alert>(what.what);
  made->id = around_.new_id();
  made->at = around_.now();
  commit([made](storage::session& db) { store::insert(db, *made); },
         [this, made, reply = what.reply](const storage::status& how) {
           if (how) {
             auto open = *around_.open_alerts.get();
             open.push_back(*made);
             around_.open_alerts.set(std::move(open));
           }
           // An emergency is told even when it cannot be kept.
           around_.tell.alert_raised(*made);
           if (reply)
             how ? reply(*made) : reply(unavailable(how));
         });
}

void alert_desk::acknowledge(const acknowledge_alert& what) {
  const auto open = around_.open_alerts.get();
  const auto found = std::ranges::find(*open, what.id, &rules::alert::id);
  if (found == open->end())
    return what.reply(rules::not_found("ALERT_NOT_FOUND", "There is no such open alert"));
  auto done = std::make_shared<rules::alert>(*found);
  done->acknowledged_at = around_.now();
  done->acknowledged_by = what.by;
  commit(
    [done](storage::session& db) {
      store::acknowledge(db, done->id, *done->acknowledged_by, *done->acknowledged_at);
    },
    [this, done, reply = what.reply](const storage::status& how) {
      if (!how)
        return reply(unavailable(how));
      auto left = *around_.open_alerts.get();
      std::erase_if(left, [&](const rules::alert& a) { return a.id == done->id; });
      around_.open_alerts.set(std::move(left));
      around_.tell.alert_acknowledged(*done);
      reply(*done);
    });
}

} // namespace fleetwire::systems::fleet::live
