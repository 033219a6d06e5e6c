#include "actors/systems/fleet/live/sealer.hpp"

#include "actors/systems/fleet/live/messages.hpp"

#include "caf/actor_cast.hpp"
#include "caf/behavior.hpp"
#include "caf/send.hpp"

namespace fleetwire::systems::fleet::live {

sealer::sealer(caf::actor_config& config, surroundings& around, contract::actor_kind& kind,
               track_counts& counts)
  : contract::record_actor(config, around.store, kind), around_(around), counts_(counts) {}

sealer::~sealer() = default;

void sealer::on_exit() {
  alarm_.reset();
}

caf::behavior sealer::make_behavior() {
  alarm_.emplace(around_.worker(0), [this] {
    caf::anon_send(caf::actor_cast<caf::actor>(address()), deadline_came{});
  });
  return with_common({[this](journal_is_due) { begin(); }, [this](deadline_came) { begin(); }});
}

void sealer::begin() {
  if (work_)
    return;
  if (counts_.unsealed.load(std::memory_order_relaxed) <= 0)
    return alarm_->set(rest);
  alarm_->clear();
  work_ = std::make_shared<store::sealing>();
  go_on();
}

void sealer::go_on() {
  auto is_sealed = std::make_shared<bool>(false);
  around_.store.write(
    storage::file::history,
    [work = work_, is_sealed](storage::session& db) { *is_sealed = work->step(db); },
    [this, is_sealed, call = caller()](const storage::status& how) {
      call([this, is_sealed, how] { done(how, *is_sealed); });
    });
}

void sealer::done(const storage::status& how, bool is_sealed) {
  if (how && !is_sealed)
    return go_on();
  const auto sealed = how ? static_cast<std::int64_t>(work_->size()) : 0;
  work_.reset();
  const auto before = counts_.unsealed.fetch_sub(sealed, std::memory_order_relaxed);
  if (how && before - sealed >= track_log::many_unsealed)
    return begin();
  alarm_->set(rest);
}

} // namespace fleetwire::systems::fleet::live
