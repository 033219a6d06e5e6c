#include "tests/sim/orders/world.hpp"

#include "actors/contract/rest.hpp"

#include <algorithm>

namespace fleetwire::sim {

using namespace std::chrono_literals;

orders_world::orders_world(std::uint64_t seed, bool keeps_trace) : course(seed, keeps_trace) {
  using orders::rules::membership;
  mode_ = chance(25) ? membership::open : membership::registered;
  constexpr milliseconds patience[] = {2s, 20s, 300s};
  idle_after_ = any_of(patience);
  for (auto n = 1 + below(3); n > 0; --n) {
    customers_.push_back({"c" + std::to_string(n), "Nc" + std::to_string(n), false, false});
    add_clients(customers_.back(), "customer");
  }
  for (auto n = 1 + below(3); n > 0; --n) {
    couriers_.push_back({"d" + std::to_string(n), "Nd" + std::to_string(n), false, true});
    add_clients(couriers_.back(), "driver");
  }
  add_clients(boss_, "dispatcher");
}

void orders_world::add_clients(const caller& who, const std::string& role) {
  for (auto n = 1 + below(2); n > 0; --n)
    clients_.push_back(
      std::unique_ptr<client>(new client{clients_.size(), who, who.id + ":" + role}));
}

void orders_world::open(const place::setup& how) {
  place_ = std::make_unique<shop>(shop::setup{how, mode_, idle_after_}, disk_, clock_);
  place_->on_news([this, life = life_](const orders::live::news& what) {
    if (!lives(life))
      return;
    ++told_;
    hear(what);
  });
  witness_.begin(*place_, mode_ == orders::rules::membership::open);
  for (auto& each : clients_)
    if (chance(80))
      connect(*each);
}

void orders_world::close() {
  for (auto& each : clients_)
    hang_up(*each);
  place_ = nullptr;
}

void orders_world::after_commit(storage::file where) {
  if (where == storage::file::promises)
    witness_.look_at_promises();
}

void orders_world::after_step() {
  for (auto& each : clients_)
    each->line.listen([&](std::string_view event, const value& what) { hear(*each, event, what); });
}

void orders_world::act() {
  const auto dealt = below(100);
  if (dealt < 8)
    return make_order();
  if (dealt < 18)
    return meddle();
  if (dealt < 40)
    return talk();
  if (dealt < 50)
    return talk_again();
  if (dealt < 66)
    return drive();
  if (dealt < 74)
    return mark();
  if (dealt < 76)
    return type();
  if (dealt < 84)
    return lose_or_find_network();
  auto* who = somebody();
  const auto id = some_order();
  if (!who || id.empty())
    return;
  if (dealt < 96)
    return join(*who, id);
  leave(*who, id);
}

// -- phones ----------------------------------------------------------------------------------------------

/// One of those that are in.
orders_world::client* orders_world::somebody() {
  auto* who = any_of(clients_).get();
  return who->line.is_in() ? who : nullptr;
}

/// Rather one in the room of an order.
orders_world::client* orders_world::somebody_of(const std::string& order_id) {
  std::vector<client*> there;
  for (auto& each : clients_)
    if (each->line.is_in() && witness_.is_in({each->number, order_id}))
      there.push_back(each.get());
  return there.empty() || chance(5) ? somebody() : any_of(there);
}

/// Rather a late one; empty when there is none.
std::string orders_world::some_order() {
  if (made_.empty())
    return "";
  const auto back = std::min<std::uint64_t>(below(4), made_.size() - 1);
  return made_[made_.size() - 1 - back];
}

void orders_world::connect(client& who) {
  note(who.token + " " + std::to_string(who.number) + " connects");
  who.line.connect(place_->approach(who.token, static_cast<unsigned>(below(workers_))));
}

void orders_world::hang_up(client& who) {
  who.line.drop();
  who.visits.clear();
  witness_.hung_up(who.number);
  for (const auto each : std::exchange(who.questions, {}))
    forget_question(each);
}

/// As an app does: into its rooms again, and what was not answered is said again.
void orders_world::come_back(client& who) {
  for (const auto& id : who.wants)
    join(who, id);
  for (const auto& each : std::exchange(who.unanswered, {}))
    say(who, each);
}

void orders_world::hear(client& who, std::string_view event, const value& what) {
  const auto text = [&](std::string_view name) { return what[name].as_string().value_or(""); };
  const orders_witness::seat_name seat{who.number, text("orderId")};
  if (event == "connect")
    return come_back(who);
  note("  " + std::to_string(who.number) + " hears " + std::string{event} + " of " + seat.second);
  if (event == "order:status")
    return witness_.got_status(seat, text("previousStatus"), text("status"));
  if (event == "location:updated")
    return witness_.got_position(seat, *contract::rest::parse_iso(text("timestamp")));
  if (event == "chat:message")
    return witness_.got_message(seat, who.who, text("id"));
  if (event == "order:assigned" && what["driver"]["id"].as_string() == who.who.id && chance(90))
    return join(who, seat.second);
  if (event == "connect_error" || event == "disconnect" || event == "answered again")
    witness_.fail(who.token + ": " + std::string{event});
}

void orders_world::hear(const orders::live::news& what) {
  witness_.heard(what);
  if (const auto* changed = std::get_if<orders::live::status_changed>(&what)) {
    note("  told: " + changed->order.id + " is " + std::string{to_string(changed->order.status)});
    go_on(changed->order);
  }
}

// -- quiet moments ---------------------------------------------------------------------------------------

void orders_world::judge() {
  witness_.at_rest(has_failed_);
  for (auto& each : clients_)
    for (const auto& [id, visit] : each->visits)
      if (is_well() && each->line.is_in() && witness_.is_in({each->number, id}))
        place_->live().tell(
          id, orders::live::catch_up{
                each->who, expect<orders::rules::refusal, orders::live::standing>(
                             each->who.id + " looks at " + id,
                             [this, who = each.get(), id = id](const orders::live::standing& now) {
                               orders_witness::standing told{
                                 std::string{to_string(now.order.status)}, now.unread, {}};
                               if (now.where)
                                 told.where = now.where->at;
                               witness_.check_welcome({who->number, id}, who->who.id, told);
                             })});
  settle();
}

void orders_world::go_home() {
  forget_plans();
  for (auto& each : clients_)
    hang_up(*each);
  come_to_rest();
  pass(2 * idle_after_ + 1s); // what was not written is written at the first try of leaving
  if (is_well())
    witness_.at_the_end();
}

} // namespace fleetwire::sim
