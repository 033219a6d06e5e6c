#include "actors/systems/orders/store/sent_lately.hpp"

namespace fleetwire::systems::orders::store {

namespace {

std::string key_of(std::string_view sender, std::string_view client) {
  auto out = std::to_string(sender.size());
  return out.append(1, ' ').append(sender).append(client);
}

} // namespace

void sent_lately::open(storage::session& db) {
  if (is_open_)
    return forget_gathered();
  // Numbers that nothing was stored under may have been gathered, too.
  db.rows("SELECT max((SELECT coalesce(max(number), 0) FROM orders_message),"
          " (SELECT until FROM orders_gathered))",
          [this](const storage::row& r) { newest_ = r.integer(0); });
  db.rows("SELECT number, sender_id, client_id FROM orders_message"
          " WHERE number > (SELECT until FROM orders_gathered) AND client_id IS NOT NULL",
          [this](const storage::row& r) { add(r.text(1), r.text(2), r.integer(0)); });
  is_open_ = db.ok();
}

std::optional<std::int64_t> sent_lately::find(std::string_view sender,
                                              std::string_view client) const {
  const auto found = numbers_.find(key_of(sender, client));
  return found == numbers_.end() ? std::nullopt : std::optional{found->second};
}

void sent_lately::add(std::string_view sender, std::string_view client, std::int64_t number) {
  numbers_.insert_or_assign(key_of(sender, client), number);
  size_ = numbers_.size();
}

std::int64_t sent_lately::gather(storage::session& db) {
  open(db);
  db.exec("INSERT INTO orders_sent SELECT sender_id, client_id, number FROM orders_message"
          " WHERE number > (SELECT until FROM orders_gathered) AND client_id IS NOT NULL"
          " ORDER BY sender_id, client_id");
  db.exec("UPDATE orders_gathered SET until = ?", newest_);
  return newest_;
}

void sent_lately::gathered(std::int64_t until) noexcept {
  if (until > 0)
    gathered_ = until;
  else
    is_gathering_ = false;
}

/// In a job, for only jobs know what is here.
void sent_lately::forget_gathered() {
  const auto until = gathered_.exchange(0);
  if (until == 0)
    return;
  std::erase_if(numbers_, [until](const auto& each) { return each.second <= until; });
  size_ = numbers_.size();
  is_gathering_ = false;
}

} // namespace fleetwire::systems::orders::store
