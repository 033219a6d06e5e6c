// What the witness knows of phones in rooms.
#include "tests/sim/orders/witness.hpp"

namespace fleetwire::sim {

namespace {

std::string name_of(const orders_witness::seat_name& who) {
  return "phone " + std::to_string(who.first) + " in " + who.second;
}

} // namespace

orders_witness::seat* orders_witness::seat_of(const seat_name& who) {
  const auto found = seats_.find(who);
  return found == seats_.end() ? nullptr : &found->second;
}

void orders_witness::comes(const seat_name& who, const std::string& user, std::uint64_t visit) {
  const auto [seat, is_new] = seats_.try_emplace(who);
  if (is_new) {
    seat->second.user = user;
    seat->second.visit = visit;
  }
}

void orders_witness::leaves(const seat_name& who) {
  seats_.erase(who);
}

void orders_witness::hung_up(std::size_t phone) {
  std::erase_if(seats_, [&](const auto& each) { return each.first.first == phone; });
}

void orders_witness::was_welcomed(const seat_name& who, std::uint64_t visit, const standing& now) {
  if (auto* seat = seat_of(who); seat && visit >= seat->visit) {
    seat->is_welcome = true;
    seat->status = now.status;
    if (now.where)
      seat->where = now.where;
  }
}

void orders_witness::got_message(const seat_name& who, const orders::rules::caller& owner,
                                 const std::string& id) {
  const auto stored = messages_.find(id);
  if (stored == messages_.end())
    return fail(name_of(who) + " heard " + id + ", which is not stored");
  if (stored->second.what.order_id != who.second)
    return fail(name_of(who) + " heard a message of another order");
  if (!is_open_ && !owner.is_staff && !members_[who.second].contains(owner.id))
    fail(name_of(who) + " heard what is said among others");
  auto* seat = seat_of(who);
  if (!seat)
    return;
  if (stored->second.number <= seat->newest_heard)
    fail(name_of(who) + " heard " + stored->second.what.content + " twice or late");
  seat->newest_heard = stored->second.number;
  seat->owed.erase(id);
  seat->known.insert(id);
}

void orders_witness::got_status(const seat_name& who, const std::string& before,
                                const std::string& now) {
  auto* seat = seat_of(who);
  if (!seat)
    return;
  if (seat->is_welcome && seat->status != before)
    fail(name_of(who) + " heard of " + now + " from " + before + " and knew of " + seat->status);
  seat->status = now;
}

void orders_witness::got_position(const seat_name& who, instant at) {
  auto* seat = seat_of(who);
  if (!seat)
    return;
  if (seat->where && at < *seat->where)
    fail(name_of(who) + " saw its courier go back in time");
  seat->where = at;
}

void orders_witness::got_page(const seat_name& who, std::uint64_t visit,
                              const std::vector<std::string>& ids, bool has_more) {
  std::int64_t last = 0;
  for (const auto& id : ids) {
    const auto stored = messages_.find(id);
    if (stored == messages_.end() || stored->second.what.order_id != who.second)
      return fail(name_of(who) + " looked up " + id + ", which is not stored");
    if (stored->second.number <= last)
      fail(name_of(who) + " looked up messages out of their order");
    last = stored->second.number;
  }
  auto* seat = seat_of(who);
  if (!seat || visit < seat->visit)
    return;
  seat->known.insert(ids.begin(), ids.end());
  seat->has_looked |= !has_more && seat->is_welcome;
}

void orders_witness::check_seat(const seat_name& who, const seat& what) {
  if (!what.is_welcome)
    return fail(name_of(who) + " was never welcomed");
  const auto& order = orders_.at(who.second);
  if (!what.owed.empty())
    fail(name_of(who) + " did not hear " + messages_.at(*what.owed.begin()).what.content);
  if (what.status != to_string(order.status))
    fail(name_of(who) + " believes that it is " + what.status + ": it is "
         + std::string{to_string(order.status)});
  const auto newest = positions_.find(who.second);
  if (newest != positions_.end() && what.where != newest->second)
    fail(name_of(who) + " does not know the newest position");
  for (const auto& id : messages_of(who.second))
    if (what.has_looked && !what.known.contains(id))
      fail(name_of(who) + " missed " + messages_.at(id).what.content);
}

void orders_witness::check_welcome(const seat_name& who, const std::string& user,
                                   const standing& now) {
  const auto& order = orders_.at(who.second);
  if (now.status != to_string(order.status))
    fail(name_of(who) + " was told that it is " + now.status + ": it is "
         + std::string{to_string(order.status)});
  if (const auto count = unread(who.second, user); now.unread != count)
    fail(name_of(who) + " was told of " + std::to_string(now.unread)
         + " unread messages, there are " + std::to_string(count));
  const auto newest = positions_.find(who.second);
  if ((newest == positions_.end()) != !now.where || (now.where && *now.where != newest->second))
    fail(name_of(who) + " was told another position than the newest");
}

} // namespace fleetwire::sim
