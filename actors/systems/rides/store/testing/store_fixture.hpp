#pragma once

#include <future>
#include <memory>
#include <optional>
#include <random>
#include <string>

#include "actors/systems/rides/rules/trip_fixture.hpp"
#include "actors/systems/rides/store/schema.hpp"
#include "storage/backends/open_store.hpp"
#include "storage/stepped/stepped_store.hpp"

#include "caf/test/dsl.hpp"

/// What the suites of this folder share. A suite defines CAF_SUITE first.
namespace fleetwire::systems::rides::store::testing {

using storage::errc;
using storage::file;
using storage::session;

/// A store with the tables of rides whose jobs end before the call does.
class test_store {
public:
  virtual ~test_store() = default;
  virtual storage::status write(storage::job what, file where = file::promises) = 0;
  virtual storage::status read(storage::job what, file where = file::promises) = 0;

  void must_write(storage::job what, file where = file::promises) {
    const auto end = write(std::move(what), where);
    CAF_REQUIRE_EQUAL(end.detail(), "");
  }

  template <class F>
  auto get(F what, file where = file::promises) {
    std::optional<decltype(what(std::declval<session&>()))> out;
    const auto end = read([&](session& db) { out = what(db); }, where);
    CAF_REQUIRE_EQUAL(end.detail(), "");
    return std::move(*out);
  }
};

class memory_store final : public test_store {
public:
  memory_store() {
    const storage::schema schemas[] = {promises_schema, history_schema};
    storage::status result{errc::io, "untouched"};
    db_ = storage::open_store({.history_rows = 1}, schemas, result);
    CAF_REQUIRE_EQUAL(result.detail(), "");
  }

  storage::status write(storage::job what, file where) override {
    std::promise<storage::status> ended;
    db_->write(where, std::move(what), [&](const storage::status& s) { ended.set_value(s); });
    return ended.get_future().get();
  }

  storage::status read(storage::job what, file where) override {
    std::promise<storage::status> ended;
    db_->read(where, std::move(what), [&](const storage::status& s) { ended.set_value(s); });
    return ended.get_future().get();
  }

private:
  std::unique_ptr<storage::store> db_;
};

class steps_store final : public test_store {
public:
  using maybe_status = std::shared_ptr<std::optional<storage::status>>;

  steps_store() { open(); }

  /// Dies and comes back on the same disk.
  void restart() {
    db_->crash();
    open();
  }

  storage::stepped_store& db() { return *db_; }

  maybe_status queue(storage::job what, file where = file::promises) {
    auto end = std::make_shared<std::optional<storage::status>>();
    db_->write(where, std::move(what), [end](const storage::status& s) { *end = s; });
    return end;
  }

  void settle() {
    while (db_->step(dice_))
      ;
  }

  storage::status write(storage::job what, file where) override {
    const auto end = queue(std::move(what), where);
    settle();
    return end->value();
  }

  storage::status read(storage::job what, file where) override {
    std::optional<storage::status> end;
    db_->read(where, std::move(what), [&](const storage::status& s) { end = s; });
    settle();
    return end.value();
  }

private:
  void open() {
    const storage::schema schemas[] = {promises_schema, history_schema};
    storage::status result{errc::io, "untouched"};
    db_.reset();
    db_ = storage::stepped_store::open(disk_, schemas, result);
    CAF_REQUIRE_EQUAL(result.detail(), "");
  }

  std::shared_ptr<storage::stepped_disk> disk_ = std::make_shared<storage::stepped_disk>();
  std::unique_ptr<storage::stepped_store> db_;
  std::mt19937_64 dice_{7};
};

/// Runs the script in memory with threads, and in steps.
template <class Script>
void on_both(Script script) {
  memory_store memory;
  script(static_cast<test_store&>(memory));
  steps_store steps;
  script(static_cast<test_store&>(steps));
}

inline rules::change born(std::string id, std::string passenger,
                          rules::instant at = rules::fixture::start) {
  auto wanted = rules::fixture::wanted();
  wanted.trip_id = std::move(id);
  wanted.passenger_id = std::move(passenger);
  return std::get<rules::change>(rules::request(wanted, at));
}

inline rules::change must(const rules::trip& before, const rules::command& what,
                          rules::instant now = rules::fixture::start) {
  return std::get<rules::change>(rules::apply(before, what, now));
}

} // namespace fleetwire::systems::rides::store::testing
