#pragma once

#include "actors/systems/orders/rules/message.hpp"
#include "actors/systems/orders/store/schema.hpp"
#include "actors/systems/orders/store/sent_lately.hpp"
#include "storage/stepped/stepped_store.hpp"

#include <memory>
#include <optional>
#include <random>
#include <string>

#include "caf/test/dsl.hpp"

/// What the suites of this folder share. A suite defines CAF_SUITE first.
namespace fleetwire::systems::orders::store::testing {

using storage::file;
using storage::session;

/// A store with the tables of orders whose jobs end before the call does.
class kept {
public:
  /// With the tables as they were after so many steps, until the restart.
  explicit kept(std::size_t steps = store::promises_schema.steps.size()) { open(steps); }

  storage::status write(storage::job what, file where = file::promises) {
    std::optional<storage::status> end;
    db_->write(where, std::move(what), [&](const storage::status& s) { end = s; });
    settle();
    return end.value();
  }
  void must(storage::job what, file where = file::promises) {
    CAF_REQUIRE_EQUAL(write(std::move(what), where).detail(), "");
  }
  template <class F>
  auto get(F what, file where = file::promises) {
    std::optional<decltype(what(std::declval<session&>()))> out;
    std::optional<storage::status> end;
    db_->read(
      where, [&](session& db) { out = what(db); }, [&](const storage::status& s) { end = s; });
    settle();
    CAF_REQUIRE_EQUAL(end.value().detail(), "");
    return std::move(*out);
  }
  /// Dies and comes back on the same disk.
  void restart() {
    db_->crash();
    open(store::promises_schema.steps.size());
  }

private:
  void settle() {
    while (db_->step(dice_)) {}
  }
  void open(std::size_t steps) {
    auto promises = promises_schema;
    promises.steps = promises.steps.first(steps);
    const storage::schema schemas[] = {promises, history_schema};
    storage::status result;
    db_.reset();
    db_ = storage::stepped_store::open(disk_, schemas, result);
    CAF_REQUIRE_EQUAL(result.detail(), "");
  }

  std::shared_ptr<storage::stepped_disk> disk_ = std::make_shared<storage::stepped_disk>();
  std::unique_ptr<storage::stepped_store> db_;
  std::mt19937_64 dice_{7};
};

/// As an order does it; false: it was not time to.
inline bool gather(kept& db, sent_lately& lately, bool stays = true) {
  if (!lately.is_due())
    return false;
  std::int64_t until = 0;
  const auto how = db.write([&](session& s) {
    until = lately.gather(s);
    if (!stays)
      s.fail({storage::errc::io, "no"});
  });
  lately.gathered(how ? until : 0);
  return true;
}

inline rules::instant at(std::int64_t ms) {
  return rules::instant{std::chrono::milliseconds{ms}};
}

inline rules::order order(std::string id, std::string customer = "c1") {
  rules::order out;
  out.id = std::move(id);
  out.customer_id = std::move(customer);
  out.created_at = out.updated_at = at(1'000);
  return out;
}

inline rules::message message(std::string id, std::string sender = "c1",
                              std::optional<std::string> client_id = {}) {
  rules::message out;
  out.content = "says " + id;
  out.id = std::move(id);
  out.order_id = "o1";
  out.sender_name = "N" + sender;
  out.sender_id = std::move(sender);
  out.client_id = std::move(client_id);
  out.created_at = at(2'000);
  return out;
}

} // namespace fleetwire::systems::orders::store::testing
