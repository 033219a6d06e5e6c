#include "actors/systems/fleet/live/purger.hpp"

#include "actors/systems/fleet/store/way.hpp"

#include "caf/actor_cast.hpp"
#include "caf/behavior.hpp"
#include "caf/exit_reason.hpp"
#include "caf/send.hpp"

namespace fleetwire::systems::fleet::live {

purger::purger(caf::actor_config& config, surroundings& around, contract::actor_kind& kind)
  : contract::record_actor(config, around.store, kind), around_(around) {}

purger::~purger() = default;

void purger::on_exit() {
  alarm_.reset();
}

caf::behavior purger::make_behavior() {
  alarm_.emplace(around_.worker(0), [this] {
    caf::anon_send(caf::actor_cast<caf::actor>(address()), deadline_came{});
  });
  return with_common({[this](deadline_came) { go_on(); }});
}

void purger::go_on() {
  struct piece_done {
    std::int64_t forgotten = 0;
    std::optional<std::int64_t> next;
  };
  auto done = std::make_shared<piece_done>();
  const auto before = around_.now() - around_.how.history_kept;
  around_.store.write(
    storage::file::history,
    [done, before, vehicle = vehicle_](storage::session& db) {
      if (vehicle > 0)
        done->forgotten = store::purge(db, vehicle, before, piece);
      if (done->forgotten < piece)
        done->next = store::next_vehicle(db, vehicle);
    },
    [this, done, call = caller()](const storage::status& how) {
      call([this, done, how] {
        if (how && done->forgotten < piece)
          vehicle_ = done->next.value_or(0);
        alarm_->set(how && vehicle_ > 0 ? between_pieces : rest);
      });
    });
}

} // namespace fleetwire::systems::fleet::live
