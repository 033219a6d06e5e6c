#include "tests/sim/orders/witness.hpp"

#include "actors/systems/orders/store/orders.hpp"

#include <algorithm>

namespace fleetwire::sim {

using orders::rules::order_status;

namespace {

/// What the rules promise, said once more.
bool may_follow(order_status before, order_status next) {
  using enum order_status;
  switch (before) {
    case created:
      return next == assigned || next == cancelled;
    case assigned:
      return next == picked_up || next == created || next == cancelled;
    case picked_up:
      return next == delivering || next == cancelled;
    case delivering:
      return next == delivered || next == cancelled;
    case delivered:
    case cancelled:
      return false;
  }
  return false;
}

std::string name_of(const orders_witness::order& what) {
  return what.id + " (" + std::string{to_string(what.status)} + ", version "
         + std::to_string(what.version) + ")";
}

orders_witness::instant instant_at(const storage::row& r, int column) {
  return orders_witness::instant{std::chrono::milliseconds{r.integer(column)}};
}

} // namespace

// -- what is committed -------------------------------------------------------------------------------

void orders_witness::begin(shop& place, bool is_open) {
  place_ = &place;
  is_open_ = is_open;
  versions_told_.clear();
  messages_told_.clear();
  marks_told_.clear();
  seats_.clear();
  positions_.clear();
  positions_told_ = 0;
  look_at_promises();
  place_->read(storage::file::history, [&](storage::session& db) {
    db.rows("SELECT order_id, at FROM orders_position ORDER BY id",
            [&](const storage::row& r) { positions_[std::string{r.text(0)}] = instant_at(r, 1); });
    db.rows("SELECT count(*) FROM orders_position", [&](const storage::row& r) {
      positions_before_ = static_cast<std::size_t>(r.integer(0));
    });
  });
}

void orders_witness::look_at_promises() {
  place_->read(storage::file::promises, [&](storage::session& db) {
    std::vector<std::string> changed;
    db.rows("SELECT id, version FROM orders_order", [&](const storage::row& r) {
      const auto known = orders_.find(std::string{r.text(0)});
      if (known == orders_.end()
          || static_cast<std::int64_t>(known->second.version) != r.integer(1))
        changed.emplace_back(r.text(0));
    });
    for (const auto& id : changed)
      take_order(*orders::store::load_order(db, id));
    db.rows(
      "SELECT number, id, order_id, sender_id, content, client_id FROM orders_message"
      " WHERE number > ? ORDER BY number",
      [&](const storage::row& r) {
        sent_message what{
          std::string{r.text(2)}, std::string{r.text(3)}, std::string{r.text(4)}, {}};
        if (!r.is_null(5))
          what.client_id = r.text(5);
        take_message(r.integer(0), std::string{r.text(1)}, std::move(what));
      },
      newest_message_);
    db.rows("SELECT order_id, user_id, number FROM orders_read", [&](const storage::row& r) {
      auto& mark = marks_[{std::string{r.text(0)}, std::string{r.text(1)}}];
      if (r.integer(2) < mark)
        fail(std::string{r.text(1)} + " has read less of " + std::string{r.text(0)}
             + " than before");
      mark = r.integer(2);
    });
  });
}

void orders_witness::take_order(order now) {
  const auto known = orders_.find(now.id);
  if (known != orders_.end())
    check_step(known->second, now);
  else if (now.version != 1 || now.status != order_status::created)
    fail(name_of(now) + ": was not born created");
  const bool has_courier = now.status != order_status::created;
  if (now.courier.has_value() != has_courier && now.status != order_status::cancelled)
    fail(name_of(now) + ": has a courier who is not wanted, or lacks one");
  if (now.courier)
    members_[now.id].insert(now.courier->id);
  if (now.customer_id)
    members_[now.id].insert(*now.customer_id);
  orders_[now.id] = std::move(now);
}

void orders_witness::check_step(const order& before, const order& after) {
  if (after.version != before.version + 1)
    fail(name_of(after) + ": skipped a version");
  if (!may_follow(before.status, after.status))
    fail(name_of(after) + ": came from " + name_of(before));
  if (after.customer_id != before.customer_id || after.created_at != before.created_at)
    fail(name_of(after) + ": became another order");
  if (before.courier && after.courier && *before.courier != *after.courier)
    fail(name_of(after) + ": changed its courier on the way");
}

void orders_witness::take_message(std::int64_t number, const std::string& id, sent_message what) {
  newest_message_ = number;
  if (!orders_.contains(what.order_id))
    fail(id + ": is of no order");
  if (what.client_id && !once_.emplace(std::pair{what.sender, *what.client_id}, id).second)
    fail(what.content + ": is stored twice under " + *what.client_id);
  if (!contents_.insert(what.content).second)
    fail(what.content + ": is stored twice");
  const auto promised = promised_.find(what.content);
  if (promised != promised_.end() && promised->second != id)
    fail(what.content + ": was promised under another id");
  messages_.emplace(id, stored_message{number, std::move(what)});
}

// -- what is said --------------------------------------------------------------------------------------

void orders_witness::heard(const orders::live::news& what) {
  std::visit([this](const auto& one) { hear(one); }, what);
}

void orders_witness::hear(const orders::live::status_changed& what) {
  const auto stored = orders_.find(what.order.id);
  if (stored == orders_.end() || stored->second.version < what.order.version)
    return fail(name_of(what.order) + ": was told before its commit");
  auto& told = versions_told_[what.order.id];
  if (told != 0 && what.order.version != told + 1)
    fail(name_of(what.order) + ": was told twice or out of its order");
  told = what.order.version;
  if (!may_follow(what.previous, what.order.status))
    fail(name_of(what.order) + ": was told to come from " + std::string{to_string(what.previous)});
}

void orders_witness::hear(const orders::live::courier_assigned& what) {
  if (versions_told_[what.order.id] != what.order.version)
    fail(name_of(what.order) + ": its courier was told at another time than its state");
}

/// Who was on his way in must ask once more; nobody else loses anything.
void orders_witness::hear(const orders::live::courier_left& what) {
  std::erase_if(seats_, [&](const auto& each) {
    return each.first.second == what.order_id && each.second.user == what.user_id;
  });
}

void orders_witness::hear(const orders::live::courier_moved& what) {
  const auto known = positions_.find(what.order_id);
  if (known != positions_.end() && what.where.at < known->second)
    fail(what.order_id + ": went back in time");
  positions_[what.order_id] = what.where.at;
  ++positions_told_;
}

void orders_witness::hear(const orders::live::message_said& what) {
  const auto& said = *what.what;
  const auto stored = messages_.find(said.id);
  if (stored == messages_.end())
    return fail(said.content + ": was told before its commit");
  if (stored->second.what.content != said.content)
    fail(said.content + ": was told otherwise than it is stored");
  auto& told = messages_told_[said.order_id];
  if (stored->second.number <= told)
    fail(said.content + ": was told twice or out of its order");
  told = stored->second.number;
  for (auto& [who, each] : seats_)
    if (who.second == said.order_id && each.is_welcome)
      each.owed.insert(said.id);
}

void orders_witness::hear(const orders::live::read_up_to& what) {
  const auto message = messages_.find(what.message_id);
  const std::pair name{what.order_id, what.user_id};
  if (message == messages_.end() || marks_[name] < message->second.number)
    return fail(what.message_id + ": was told to be read before its commit");
  auto& told = marks_told_[name];
  if (message->second.number <= told)
    fail(what.message_id + ": was told to be read twice or out of its order");
  told = message->second.number;
}

// -- what is promised ----------------------------------------------------------------------------------

void orders_witness::was_told(const order& state) {
  const auto stored = orders_.find(state.id);
  if (stored == orders_.end() || stored->second.version < state.version)
    return fail(name_of(state) + ": was acknowledged and is not stored");
  if (stored->second.version == state.version && stored->second != state)
    fail(name_of(state) + ": was acknowledged in another state");
}

void orders_witness::was_said(const sent_message& what, const std::string& id) {
  const auto stored = messages_.find(id);
  if (stored == messages_.end())
    return fail(what.content + ": was acknowledged and is not stored");
  const auto& kept = stored->second.what;
  if (kept.content != what.content || kept.order_id != what.order_id || kept.sender != what.sender
      || kept.client_id != what.client_id)
    fail(what.content + ": was acknowledged as another message");
  if (promised_.emplace(what.content, id).first->second != id)
    fail(what.content + ": was acknowledged under two ids");
}

void orders_witness::was_taken_for_another(const sent_message& what) {
  const auto kept = once_.find({what.sender, what.client_id.value_or("")});
  if (kept == once_.end())
    return fail(what.content + ": was refused for a message that is not stored");
  const auto& other = messages_.at(kept->second).what;
  if (other.content == what.content && other.order_id == what.order_id)
    fail(what.content + ": was refused for itself");
}

void orders_witness::was_marked(const std::string& order_id, const std::string& user,
                                const std::string& id) {
  const auto message = messages_.find(id);
  if (message == messages_.end() || message->second.what.order_id != order_id)
    return fail(id + ": is read and no message of " + order_id);
  if (marks_[{order_id, user}] < message->second.number)
    fail(id + ": was acknowledged to be read and is not");
}

void orders_witness::was_too_old(const std::string& order_id, instant at) {
  const auto newest = positions_.find(order_id);
  if (newest == positions_.end() || newest->second < at)
    fail(order_id + ": a position was too old and the newest");
}

// -- quiet moments ---------------------------------------------------------------------------------------

std::vector<std::string> orders_witness::messages_of(const std::string& order_id) const {
  std::vector<std::pair<std::int64_t, std::string>> found;
  for (const auto& [id, each] : messages_)
    if (each.what.order_id == order_id)
      found.emplace_back(each.number, id);
  std::ranges::sort(found);
  std::vector<std::string> ids;
  for (auto& [number, id] : found)
    ids.push_back(std::move(id));
  return ids;
}

std::int64_t orders_witness::unread(const std::string& order_id, const std::string& user) const {
  const auto mark = marks_.find({order_id, user});
  const auto from = mark == marks_.end() ? 0 : mark->second;
  return std::ranges::count_if(messages_, [&](const auto& each) {
    return each.second.what.order_id == order_id && each.second.what.sender != user
           && each.second.number > from;
  });
}

void orders_witness::at_rest(bool has_failed) {
  for (const auto& [id, told] : versions_told_)
    if (orders_.at(id).version != told)
      fail(name_of(orders_.at(id)) + ": was committed and not told");
  for (const auto& [who, each] : seats_)
    check_seat(who, each);
  for (const auto& [id, each] : orders_) {
    std::erase_if(members_[id], [&each = each](const auto& who) {
      return who != each.customer_id && (!each.courier || who != each.courier->id);
    });
  }
  std::size_t stored = 0, kept = 0;
  place_->read(storage::file::promises, [&](storage::session& db) {
    db.rows("SELECT count(*) FROM orders_message",
            [&](const storage::row& r) { kept = static_cast<std::size_t>(r.integer(0)); });
  });
  if (kept != messages_.size())
    fail("messages were lost");
  place_->read(storage::file::history, [&](storage::session& db) {
    db.rows("SELECT count(*) FROM orders_position",
            [&](const storage::row& r) { stored = static_cast<std::size_t>(r.integer(0)); });
  });
  if (stored != positions_before_ + positions_told_ && !has_failed)
    fail("of " + std::to_string(positions_told_) + " positions "
         + std::to_string(stored - positions_before_) + " are stored");
}

void orders_witness::at_the_end() {
  if (const auto left = place_->orders_alive(); left != 0)
    fail(std::to_string(left) + " actors of orders are left");
}

} // namespace fleetwire::sim
