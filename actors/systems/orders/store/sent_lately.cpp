#include "actors/systems/orders/store/sent_lately.hpp"

#include "actors/systems/orders/store/sent.hpp"

namespace fleetwire::systems::orders::store {

namespace {

constexpr std::size_t keyed_at_once = 1'000;

} // namespace

void sent_lately::open(storage::session& db) {
  if (is_open_)
    return forget_gathered();
  // Numbers that nothing was stored under may have been gathered, too.
  db.rows("SELECT max((SELECT coalesce(max(number), 0) FROM orders_message),"
          " (SELECT until FROM orders_gathered)), (SELECT point FROM orders_sent_secret),"
          " EXISTS(SELECT 1 FROM orders_sent_unkeyed)",
          [this](const storage::row& r) {
            newest_ = r.integer(0);
            keys_ = name_key{r.integer(1)};
            has_unkeyed_ = r.integer(2) != 0;
          });
  if (!filter_ && newest_ >> (filter_bits_ - 1) == 0)
    filter_.emplace(filter_bits_);
  db.rows("SELECT sent_key, number FROM orders_message"
          " WHERE number > (SELECT until FROM orders_gathered) AND sent_key IS NOT NULL",
          [this](const storage::row& r) { add(r.integer(0), r.integer(1)); });
  is_open_ = db.ok();
}

bool sent_lately::is_free(storage::session& db, std::int64_t key) {
  if (!filter_)
    return false;
  if (!filter_->is_read(key)) {
    const auto part = filter_->part_of(key);
    db.rows(
      "SELECT key FROM orders_sent WHERE key BETWEEN ? AND ?",
      [this](const storage::row& r) { filter_->add(r.integer(0)); }, part.first, part.last);
    if (!db.ok())
      return false;
    filter_->set_read(key);
  }
  return !filter_->may_have(key);
}

std::optional<std::int64_t> sent_lately::find(std::int64_t key) const {
  const auto found = numbers_.find(key);
  return found == numbers_.end() ? std::nullopt : std::optional{found->second};
}

void sent_lately::add(std::int64_t key, std::int64_t number) {
  numbers_.insert_or_assign(key, number);
  size_ = numbers_.size();
  add_gathered(key);
}

void sent_lately::add_gathered(std::int64_t key) noexcept {
  if (filter_)
    filter_->add(key);
}

std::int64_t sent_lately::gather(storage::session& db) {
  open(db);
  if (has_unkeyed_ && key_some(db, *this, keyed_at_once) == 0 && db.ok())
    has_unkeyed_ = false; // the last ones went with a gathering that was committed
  if (size_ < most_)
    return 0;
  db.exec("INSERT INTO orders_sent(key, number) SELECT sent_key, number FROM orders_message"
          " WHERE number > (SELECT until FROM orders_gathered) AND sent_key IS NOT NULL"
          " ORDER BY sent_key");
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
