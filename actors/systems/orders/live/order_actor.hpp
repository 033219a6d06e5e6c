#pragma once

#include "actors/contract/deadline.hpp"
#include "actors/contract/record_actor.hpp"
#include "actors/systems/orders/live/messages.hpp"
#include "actors/systems/orders/live/surroundings.hpp"

#include <atomic>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "caf/actor.hpp"

namespace fleetwire::systems::orders::live {

/// One order: applies the rules, commits, tells, answers. Changes of the order wait for each other;
/// messages do not wait, for the store keeps their order.
class order_actor final : public contract::record_actor {
public:
  order_actor(caf::actor_config& config, surroundings& around, contract::worker& home,
              contract::actor_kind& kind, std::string id, caf::actor desk);
  ~order_actor() override;

protected:
  caf::behavior make_behavior() override;
  void on_idle() override;
  void on_exit() override;

private:
  // Coming to life.
  void execute(const command& what);
  void load(const command& then_do);
  void load_position(const command& then_do);
  void begin_record(const command& then_do);
  static void refuse_all(const command& what, const rules::refusal& why);
  void lose(const command& what, const storage::status& why);

  /// Nothing if he may take part; else what he hears.
  std::optional<rules::refusal> refuse(const rules::caller& by) const;
  /// Where its courier is now, if he may say so of this one.
  std::variant<rules::refusal, rules::position> judge(const report& what,
                                                      const rules::order& of) const;
  rules::message complete(const say& what) const;

  void handle(const make& what);
  void handle(const run& what);
  void handle(const look& what);
  void handle(const catch_up& what);
  void handle(const report& what);
  void handle(const say& what);
  void handle(const recall& what);
  void handle(const mark& what);
  void handle(const type& what);

  void adopt(const rules::change& what);
  void remember();
  void gather_sent();
  void on_alarm();

  enum class access : std::uint8_t { read, write };
  /// Reads or writes promises while others go on; `next` hears of it here.
  void aside(access how, storage::job what, then next);

  surroundings& around_;
  contract::worker& home_;
  const std::string id_;
  const caf::actor desk_;

  /// What the store owes of positions, which it says on a thread of its own.
  struct written_behind {
    std::atomic<std::size_t> pending{0};
    std::atomic<bool> is_lost{false}; ///< the newest one
  };

  bool is_loaded_ = false;
  std::optional<rules::order> state_; ///< as committed
  bool is_where_known_ = false; ///< whether there is one; read when it is asked for
  std::optional<rules::position> where_;
  std::string courier_id_; ///< who was there
  const std::shared_ptr<written_behind> behind_ = std::make_shared<written_behind>();
  std::optional<contract::deadline> alarm_;
  std::uint64_t heard_ = 0;
  std::size_t aside_ = 0; ///< jobs of the store that nothing waits for
  std::size_t untrimmed_ = 0;
};

} // namespace fleetwire::systems::orders::live
