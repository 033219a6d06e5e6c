#pragma once

#include "tests/sim/orders/shop.hpp"
#include "tests/sim/verdict.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace fleetwire::sim {

/// Sees every commit, hears every announcement and what each phone hears, over all lives of a shop,
/// and knows by itself what must never be.
class orders_witness final : public verdict {
public:
  using order = orders::rules::order;
  using instant = orders::rules::instant;
  /// A phone in the room of an order, by the phone's number and the order's id.
  using seat_name = std::pair<std::size_t, std::string>;
  struct sent_message {
    std::string order_id, sender, content;
    std::optional<std::string> client_id;
  };

  void begin(shop& place, bool is_open);
  void look_at_promises();
  void heard(const orders::live::news& what);

  // Answers, when they are given.
  void was_told(const order& state);
  void was_said(const sent_message& what, const std::string& id);
  void was_taken_for_another(const sent_message& what);
  void was_marked(const std::string& order_id, const std::string& user, const std::string& id);
  void was_too_old(const std::string& order_id, instant at);

  // Phones in rooms.
  /// Which visit it is is for whoever calls; answers to an earlier one count no more.
  void comes(const seat_name& who, const std::string& user, std::uint64_t visit);
  void leaves(const seat_name& who);
  void hung_up(std::size_t phone);
  bool is_in(const seat_name& who) const { return seats_.contains(who); }
  struct standing {
    std::string status;
    std::int64_t unread = 0;
    std::optional<instant> where;
  };
  void was_welcomed(const seat_name& who, std::uint64_t visit, const standing& now);
  void got_message(const seat_name& who, const orders::rules::caller& owner, const std::string& id);
  void got_status(const seat_name& who, const std::string& before, const std::string& now);
  void got_position(const seat_name& who, instant at);
  /// A page; older ones are to follow as long as it says so.
  void got_page(const seat_name& who, std::uint64_t visit, const std::vector<std::string>& ids,
                bool has_more);

  /// Nothing moves. `has_failed`: in this life, at any time.
  void at_rest(bool has_failed);
  /// He was welcomed a moment ago, and nothing has moved since.
  void check_welcome(const seat_name& who, const std::string& user, const standing& now);
  void at_the_end();

  const std::map<std::string, order>& all() const noexcept { return orders_; }
  /// Ids of the messages of an order, oldest first.
  std::vector<std::string> messages_of(const std::string& order_id) const;

private:
  struct stored_message {
    std::int64_t number = 0;
    sent_message what;
  };
  struct seat {
    std::string user;
    std::uint64_t visit = 0;
    bool is_welcome = false; ///< was told so; until then it may miss what is said
    std::string status;
    std::optional<instant> where;
    std::set<std::string> owed; ///< said while it was in the room, and not heard yet
    std::set<std::string> known; ///< heard or looked up
    std::int64_t newest_heard = 0;
    bool has_looked = false; ///< at all there was, since it came in
  };

  void check_step(const order& before, const order& after);
  void take_order(order now);
  void take_message(std::int64_t number, const std::string& id, sent_message what);
  void hear(const orders::live::status_changed& what);
  void hear(const orders::live::courier_assigned& what);
  void hear(const orders::live::courier_left& what);
  void hear(const orders::live::courier_moved& what);
  void hear(const orders::live::message_said& what);
  void hear(const orders::live::read_up_to& what);
  void hear(const orders::live::is_typing&) {}
  void check_seat(const seat_name& who, const seat& what);
  std::int64_t unread(const std::string& order_id, const std::string& user) const;
  seat* seat_of(const seat_name& who);

  shop* place_ = nullptr;
  std::map<std::string, order> orders_; ///< as committed
  std::map<std::string, stored_message> messages_; ///< by id
  std::set<std::string> contents_; ///< of messages; each is made once
  std::int64_t newest_message_ = 0;
  std::map<std::pair<std::string, std::string>, std::string> once_; ///< by sender and clientId
  std::map<std::string, std::string> promised_; ///< content of a message to the id that was told
  std::map<std::pair<std::string, std::string>, std::int64_t> marks_; ///< by order and user

  // Of this life.
  bool is_open_ = false;
  std::map<std::string, std::set<std::string>> members_; ///< of orders, since nothing moved
  std::map<std::string, std::uint64_t> versions_told_;
  std::map<std::string, std::int64_t> messages_told_; ///< the newest of each order
  std::map<std::pair<std::string, std::string>, std::int64_t> marks_told_;
  std::map<std::string, instant> positions_; ///< the newest of each order, stored or told
  std::size_t positions_before_ = 0, positions_told_ = 0;
  std::map<seat_name, seat> seats_;
};

} // namespace fleetwire::sim
