#pragma once

#include "actors/systems/orders/live/service.hpp"
#include "actors/systems/orders/realtime/namespace.hpp"
#include "storage/stepped/stepped_store.hpp"
#include "tests/harness/stage.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// A shop whose orders live on the real actors behind the real namespace: virtual time, workers in
/// step mode, a store that commits when it is told to. What a seed shows once it shows always.
namespace fleetwire::sim {

namespace orders = systems::orders;

/// Tokens are "id:role"; those that were ended open nothing any more.
class door final : public contract::auth_port {
public:
  void end(const std::string& token) { ended_[token] = true; }
  contract::auth_result check(std::string_view token) const override;
  void find_person(std::string_view id,
                   std::function<void(std::optional<contract::person>)> done) const override;
  void protect(nsp& where, contract::entry_rules rules) override;
  std::optional<refusal> renew(socket&, std::string_view) override { return std::nullopt; }
  void on_session(session_listener) override {}

private:
  std::map<std::string, bool, std::less<>> ended_;
};

/// How a question ended; empty until then.
template <class T>
using result_of = std::shared_ptr<std::optional<std::variant<orders::rules::refusal, T>>>;

/// One life of the server: made anew after each crash, on the same disk and clock.
class shop {
public:
  struct setup {
    unsigned workers = 2;
    std::uint64_t seed = 1;
    orders::rules::membership mode = orders::rules::membership::registered;
  };

  shop(setup how, std::shared_ptr<storage::stepped_disk> disk,
       std::shared_ptr<contract::manual_clock> clock);
  ~shop();
  shop(const shop&) = delete;
  shop& operator=(const shop&) = delete;

  door& tokens() noexcept { return door_; }
  storage::stepped_store& store() noexcept { return *store_; }
  std::mt19937_64& random() noexcept { return stage_.random(); }
  /// All that was announced, in order.
  const std::vector<orders::live::news>& told() const noexcept { return told_; }
  template <class T>
  std::vector<T> told_as() const {
    std::vector<T> out;
    for (const auto& each : told_)
      if (const auto* one = std::get_if<T>(&each))
        out.push_back(*one);
    return out;
  }
  std::uint64_t orders_alive();

  /// Until nothing moves but the clock.
  void settle();
  /// At most so many steps, of actors and of the store, in seeded order.
  void steps(unsigned count);
  void advance(std::chrono::milliseconds by);
  /// The process dies: nothing that was not committed stays, and nobody hears anything.
  void crash() { store_->crash(); }

  /// A client that has come into /events with a token.
  std::unique_ptr<harness::fake_client> enter(const std::string& token, unsigned worker = 0);

  // Straight to the live side.
  result_of<orders::rules::order> make(const std::string& id, const std::string& customer = "cora");
  result_of<orders::rules::order> run(const std::string& id, orders::rules::command what);
  result_of<orders::rules::message> say(const std::string& id, const orders::rules::caller& by,
                                        const std::string& content,
                                        std::optional<std::string> client_id = {});
  result_of<orders::rules::position> report(const std::string& id, const orders::rules::caller& by,
                                            orders::rules::position_report sent);
  result_of<std::string> mark(const std::string& id, const orders::rules::caller& by,
                              const std::string& message_id);
  result_of<orders::live::standing> catch_up(const std::string& id,
                                             const orders::rules::caller& by);
  result_of<orders::store::message_page> recall(const std::string& id,
                                                const orders::rules::caller& by);

private:
  door door_;
  harness::stage stage_;
  std::unique_ptr<storage::stepped_store> store_;
  std::uint64_t ids_ = 0;
  orders::live::surroundings around_;
  orders::realtime::surface surface_;
  std::optional<orders::live::service> service_;
  std::vector<orders::live::news> told_;
};

inline const orders::rules::caller cora{"cora", "Cora", false, false};
inline const orders::rules::caller dan{"dan", "Dan", false, true};
inline const orders::rules::caller boss{"boss", "Boss", true, false};

} // namespace fleetwire::sim
