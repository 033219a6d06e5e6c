#pragma once

#include "actors/systems/orders/live/service.hpp"
#include "actors/systems/orders/realtime/namespace.hpp"
#include "tests/sim/door.hpp"
#include "tests/sim/place.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace fleetwire::sim {

namespace orders = systems::orders;

/// How a question ended; empty until then.
template <class T>
using result_of = std::shared_ptr<std::optional<std::variant<orders::rules::refusal, T>>>;

/// A shop whose orders live on the real actors behind the real namespace.
class shop final : public place {
public:
  struct setup : place::setup {
    orders::rules::membership mode = orders::rules::membership::registered;
    std::chrono::milliseconds idle_after{300'000};
  };
  using listener = std::function<void(const orders::live::news&)>;

  shop(const setup& how, disk_ptr disk, clock_ptr clock);
  ~shop() override;

  door& tokens() noexcept { return door_; }
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
  /// Called with each announcement, where it is made.
  void on_news(listener heard) { on_news_ = std::move(heard); }
  orders::live::service& live() noexcept { return *service_; }
  std::uint64_t orders_alive() { return count("order"); }

  /// At most so many steps, of actors and of the store, in seeded order.
  void steps(unsigned count);

  /// A client on its way into /events with a token, and one that has come in.
  std::unique_ptr<harness::fake_client> approach(const std::string& token, unsigned worker = 0);
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
  orders::live::surroundings around_;
  orders::realtime::surface surface_;
  std::optional<orders::live::service> service_;
  std::vector<orders::live::news> told_;
  listener on_news_;
};

inline const orders::rules::caller cora{"cora", "Cora", false, false};
inline const orders::rules::caller dan{"dan", "Dan", false, true};
inline const orders::rules::caller boss{"boss", "Boss", true, false};

} // namespace fleetwire::sim
