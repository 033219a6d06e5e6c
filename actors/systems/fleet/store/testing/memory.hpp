#pragma once

#include "actors/systems/fleet/store/schema.hpp"
#include "storage/backends/open_store.hpp"

#include <memory>

#include "caf/test/dsl.hpp"

/// What the suites of this folder share. A suite defines CAF_SUITE first.
namespace fleetwire::systems::fleet::store::testing {

using storage::file;
using storage::session;

/// A store in memory with the tables of the fleet.
class memory {
public:
  memory() {
    const storage::schema schemas[] = {promises_schema, history_schema};
    storage::status opened;
    db_ = storage::open_store({}, schemas, opened);
    CAF_REQUIRE_EQUAL(opened.detail(), "");
  }
  storage::status run(const storage::job& what, file where = file::promises) {
    return db_->write_now(where, what);
  }
  void put(const storage::job& what, file where = file::promises) {
    const auto end = run(what, where);
    CAF_REQUIRE_EQUAL(end.detail(), "");
  }
  template <class F>
  auto get(F what, file where = file::promises) {
    decltype(what(std::declval<session&>())) out;
    const auto end = run([&](session& db) { out = what(db); }, where);
    CAF_REQUIRE_EQUAL(end.detail(), "");
    return out;
  }

private:
  std::unique_ptr<storage::store> db_;
};

} // namespace fleetwire::systems::fleet::store::testing
