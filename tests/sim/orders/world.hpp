#pragma once

#include "tests/sim/course.hpp"
#include "tests/sim/orders/witness.hpp"
#include "tests/sim/phone.hpp"

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace fleetwire::sim {

/// Customers, couriers and dispatchers on their phones: they make orders and move them, come into
/// their rooms and leave, talk, say again what was not answered, read, drive; phones lose the
/// network and come back. The witness judges.
class orders_world final : public course {
public:
  orders_world(std::uint64_t seed, bool keeps_trace);

private:
  using caller = orders::rules::caller;
  using order = orders::rules::order;
  using status = orders::rules::order_status;
  using sent_message = orders_witness::sent_message;
  struct client {
    std::size_t number;
    caller who;
    std::string token;
    phone line{"/events"};
    std::set<std::string> wants = {}; ///< orders it shows
    std::map<std::string, std::uint64_t> visits = {}; ///< to the rooms of orders
    std::deque<sent_message> unanswered = {}; ///< to be said again
    std::set<std::uint64_t> questions = {};
  };
  using good_end = std::function<void(const value&)>;
  using bad_end = std::function<void(const std::string& code)>;

  // The course of the world (world.cpp).
  place& here() override { return *place_; }
  verdict& eyes() override { return witness_; }
  void open(const place::setup& how) override;
  void close() override;
  void act() override;
  void after_commit(storage::file where) override;
  void after_step() override;
  void judge() override;
  void go_home() override;
  void add_clients(const caller& who, const std::string& role);
  void connect(client& who);
  void hang_up(client& who);
  void hear(const orders::live::news& what);
  void hear(client& who, std::string_view event, const value& what);
  void come_back(client& who);
  client* somebody();
  client* somebody_of(const std::string& order_id);
  std::string some_order();

  // What people do (people.cpp).
  void ask_as(client& who, std::string_view event, const json& body, const std::string& words,
              good_end then, bad_end or_else);
  void make_order();
  void tell(const std::string& id, orders::rules::command what, const std::string& words);
  void dispatch(const std::string& id);
  void go_on(const order& state);
  void meddle();
  void join(client& who, const std::string& id);
  void leave(client& who, const std::string& id);
  void look_up(client& who, const std::string& id, std::uint64_t visit, const std::string& before);
  void talk();
  void talk_again();
  void say(client& who, const sent_message& what);
  void drive();
  void mark();
  void type();
  void lose_or_find_network();

  orders::rules::membership mode_;
  milliseconds idle_after_;
  orders_witness witness_;
  std::unique_ptr<shop> place_;
  std::vector<std::unique_ptr<client>> clients_;
  std::vector<caller> customers_, couriers_;
  caller boss_{"boss", "Boss", true, false};
  std::vector<std::string> made_; ///< ids of orders, whatever became of them
  std::vector<sent_message> said_;
  std::uint64_t visits_ = 0, places_ = 0;
};

} // namespace fleetwire::sim
