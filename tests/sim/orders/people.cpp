#include "tests/sim/orders/world.hpp"

#include "actors/contract/rest.hpp"

#include <algorithm>

namespace fleetwire::sim {

using namespace std::chrono_literals;

namespace {

constexpr std::size_t most_orders = 8;

bool is_of_store(const std::string& code) {
  return code == "STORAGE_UNAVAILABLE" || code == "OVERLOADED";
}

} // namespace

/// An event with an acknowledgement, if he is connected.
void orders_world::ask_as(client& who, std::string_view event, const json& body,
                          const std::string& words, good_end then, bad_end or_else) {
  if (!who.line.is_in())
    return;
  const auto number = ask(words);
  who.questions.insert(number);
  who.line.emit(event, body,
                [this, &who, number, words, then = std::move(then),
                 or_else = std::move(or_else)](const value& got) {
                  who.questions.erase(number);
                  if (!answered(number, words))
                    return;
                  if (got["ok"].as_bool() == true) {
                    note("  done: " + words);
                    return then(got);
                  }
                  const auto code = got["code"].as_string().value_or("");
                  refused(words, is_of_store(code) ? 503 : 409, code,
                          got["message"].as_string().value_or(""));
                  if (or_else)
                    or_else(code);
                });
}

// -- orders ------------------------------------------------------------------------------------------------

void orders_world::make_order() {
  if (made_.size() >= most_orders)
    return;
  order what;
  what.id = "o" + std::to_string(made_.size() + 1);
  // In an open house some begin with their first use.
  made_.push_back(what.id);
  const auto& his = any_of(customers_);
  for (auto& each : clients_)
    if (each->who.id == his.id || each->who.is_staff)
      each->wants.insert(what.id);
  if (mode_ == orders::rules::membership::open && chance(50))
    return;
  what.customer_id = his.id;
  what.created_at = what.updated_at = place_->now();
  const auto check = [this](const order& state) {
    witness_.was_told(state);
    for (auto& each : clients_)
      if (each->wants.contains(state.id))
        join(*each, state.id);
    dispatch(state.id);
  };
  const auto words = his.id + " makes " + what.id;
  place_->live().tell(
    what.id, orders::live::make{what, expect<orders::rules::refusal, order>(words, check)});
}

void orders_world::tell(const std::string& id, orders::rules::command what,
                        const std::string& words) {
  place_->live().tell(id, orders::live::run{std::move(what), expect<orders::rules::refusal, order>(
                                                               words, [this](const order& state) {
                                                                 witness_.was_told(state);
                                                               })});
}

/// The dispatcher gives it to somebody, soon.
void orders_world::dispatch(const std::string& id) {
  if (chance(15))
    return;
  later(between(0, 5'000), [this, id] {
    const auto& to = any_of(couriers_);
    tell(id, orders::rules::assign{{to.id, to.name, {}, {}}, boss_},
         "boss gives " + id + " to " + to.id);
  });
}

/// The courier does one thing after the other, mostly.
void orders_world::go_on(const order& state) {
  if (state.status == status::created)
    return dispatch(state.id);
  if (!state.courier || orders::rules::is_over(state.status) || chance(15))
    return;
  const auto next = chance(15) && state.status == status::assigned
                      ? status::created
                      : static_cast<status>(static_cast<int>(state.status) + 1);
  const auto by = std::ranges::find(couriers_, state.courier->id, &caller::id);
  later(between(200, 20'000), [this, id = state.id, next, by = *by] {
    tell(id, orders::rules::move{next, by},
         by.id + " makes " + id + " " + std::string{to_string(next)});
  });
}

/// Anything, by anybody, now.
void orders_world::meddle() {
  const auto id = some_order();
  if (id.empty())
    return;
  const auto& by = any_of(clients_)->who;
  if (chance(30)) {
    const auto& to = any_of(couriers_);
    return tell(id, orders::rules::assign{{to.id, to.name, {}, {}}, by},
                by.id + " gives " + id + " to " + to.id);
  }
  const auto to = static_cast<status>(below(6));
  for (auto n = chance(20) ? 2 : 1; n > 0; --n)
    tell(id, orders::rules::move{to, by},
         by.id + " makes " + id + " " + std::string{to_string(to)});
}

// -- rooms -------------------------------------------------------------------------------------------------

void orders_world::join(client& who, const std::string& id) {
  if (!who.line.is_in())
    return;
  const auto visit = ++visits_;
  const orders_witness::seat_name seat{who.number, id};
  who.wants.insert(id);
  who.visits[id] = visit;
  witness_.comes(seat, who.who.id, visit);
  const auto then = [this, &who, id, visit, seat](const value& got) {
    orders_witness::standing now{
      got["status"].as_string().value_or(""), got["unread"].as_int().value_or(-1), {}};
    if (const auto at = got["lastLocation"]["timestamp"].as_string())
      now.where = *contract::rest::parse_iso(*at);
    witness_.was_welcomed(seat, visit, now);
    if (chance(75))
      look_up(who, id, visit, "");
  };
  ask_as(who, "order:join", object{}.add("orderId", std::string_view{id}).build(),
         std::to_string(who.number) + " joins " + id, then,
         [this, seat](const auto&) { witness_.leaves(seat); });
}

void orders_world::leave(client& who, const std::string& id) {
  who.wants.erase(id);
  who.visits.erase(id);
  witness_.leaves({who.number, id});
  ask_as(who, "order:leave", object{}.add("orderId", std::string_view{id}).build(),
         std::to_string(who.number) + " leaves " + id, [](const auto&) {}, {});
}

/// A page, then the one before it, until there is none.
void orders_world::look_up(client& who, const std::string& id, std::uint64_t visit,
                           const std::string& before) {
  object body;
  body.add("orderId", std::string_view{id}).add("limit", static_cast<std::int64_t>(1 + below(8)));
  if (!before.empty())
    body.add("before", std::string_view{before});
  const auto then = [this, &who, id, visit](const value& got) {
    std::vector<std::string> ids;
    got["messages"].for_each(
      [&](const value& each) { ids.push_back(each["id"].as_string().value_or("")); });
    const bool has_more = got["hasMore"].as_bool().value_or(false);
    witness_.got_page({who.number, id}, visit, ids, has_more);
    if (has_more && !ids.empty())
      look_up(who, id, visit, ids.front());
  };
  ask_as(who, "chat:history", body.build(),
         std::to_string(who.number) + " looks up " + id + " before " + before, then, {});
}

// -- what is said --------------------------------------------------------------------------------------------

void orders_world::talk() {
  const auto id = some_order();
  auto* who = somebody_of(id);
  if (!who || id.empty())
    return;
  const auto number = std::to_string(said_.size() + 1);
  sent_message what{id, who->who.id, "m" + number, {}};
  if (chance(80))
    what.client_id = chance(8) && !said_.empty() ? any_of(said_).client_id : "k" + number;
  said_.push_back(what);
  say(*who, what);
}

/// The answer did not come, or nobody looked at it; perhaps both phones of somebody try.
void orders_world::talk_again() {
  if (said_.empty())
    return;
  const auto back = std::min<std::uint64_t>(below(6), said_.size() - 1);
  const auto what = said_[said_.size() - 1 - back];
  if (!what.client_id)
    return;
  for (auto n = 1 + below(3); n > 0; --n)
    for (auto& each : clients_)
      if (each->who.id == what.sender && chance(60))
        say(*each, what);
}

void orders_world::say(client& who, const sent_message& what) {
  if (!who.line.is_in())
    return;
  object body;
  body.add("orderId", std::string_view{what.order_id});
  body.add("content", std::string_view{what.content}).add("type", "TEXT");
  if (what.client_id) {
    body.add("clientId", std::string_view{*what.client_id});
    who.unanswered.push_back(what);
  }
  const auto forget = [&who, what] {
    std::erase_if(who.unanswered, [&](const auto& each) { return each.content == what.content; });
  };
  ask_as(
    who, "chat:message", body.build(),
    std::to_string(who.number) + " says " + what.content + " " + what.client_id.value_or(""),
    [this, what, forget](const value& got) {
      forget();
      witness_.was_said(what, got["id"].as_string().value_or(""));
    },
    [this, what, forget](const std::string& code) {
      if (!is_of_store(code))
        forget();
      if (code == "CLIENT_ID_TAKEN")
        witness_.was_taken_for_another(what);
    });
}

void orders_world::mark() {
  const auto id = some_order();
  const auto all = witness_.messages_of(id);
  auto* who = somebody_of(id);
  if (!who || all.empty())
    return;
  const auto message = chance(5) ? "none" : any_of(all);
  ask_as(
    *who, "chat:read",
    object{}.add("orderId", std::string_view{id}).add("upTo", std::string_view{message}).build(),
    std::to_string(who->number) + " has read " + message,
    [this, id, user = who->who.id, message](const value&) {
      witness_.was_marked(id, user, message);
    },
    [this, id, message](const std::string& code) {
      if (code == "MESSAGE_NOT_FOUND" && message != "none")
        witness_.fail(message + ": is stored and was not found");
    });
}

void orders_world::type() {
  const auto id = some_order();
  if (auto* who = somebody_of(id))
    ask_as(*who, "chat:typing", object{}.add("orderId", std::string_view{id}).build(),
           std::to_string(who->number) + " types", [](const auto&) {}, {});
}

// -- on the way ------------------------------------------------------------------------------------------------

void orders_world::drive() {
  const auto id = some_order();
  const auto known = witness_.all().find(id);
  if (known == witness_.all().end())
    return;
  const auto& his = known->second.courier ? known->second.courier->id : any_of(couriers_).id;
  for (auto& each : clients_) {
    if (each->who.id != his || !each->line.is_in())
      continue;
    object body;
    body.add("orderId", std::string_view{id}).add("lat", static_cast<double>(++places_ % 80));
    body.add("lng", 10);
    std::optional<orders::rules::instant> at;
    if (chance(40)) {
      at = place_->now() + between(-3'000, 200);
      body.add("timestamp", at->time_since_epoch().count());
    }
    const auto or_else = [this, id, at, sent = place_->now()](const std::string& code) {
      if (code == "STALE_POSITION" && at)
        witness_.was_too_old(id, std::min(*at, sent));
    };
    return ask_as(
      *each, "driver:location", body.build(), his + " drives for " + id, [](const auto&) {},
      or_else);
  }
}

void orders_world::lose_or_find_network() {
  auto& who = *any_of(clients_);
  if (!who.line.has_line())
    return connect(who);
  note(std::to_string(who.number) + " loses the network");
  hang_up(who);
  if (chance(50))
    later(between(0, 4'000), [this, &who] {
      if (!who.line.has_line())
        connect(who);
    });
}

} // namespace fleetwire::sim
