#pragma once

#include <string>
#include <vector>

#include "actors/systems/rides/store/outbox.hpp"
#include "actors/systems/rides/store/testing/store_fixture.hpp"
#include "actors/systems/rides/store/trips.hpp"

namespace fleetwire::systems::rides::store::testing {

/// Brings trips into the store step by step; what memory has is what the store must have.
struct stored_life {
  test_store& db;
  rules::trip state;
  rules::instant now = rules::fixture::start;
  std::vector<std::string> kinds;

  stored_life(test_store& in, std::string id, std::string passenger) : db{in} {
    const auto first = born(std::move(id), std::move(passenger));
    db.must_write([&](session& s) { store::insert(s, first); });
    take(first);
  }

  void take(const rules::change& change) {
    state = change.state;
    for (const auto& each : change.log)
      kinds.emplace_back(rules::to_string(each.kind));
    check();
  }

  void run(const rules::command& what) {
    now += std::chrono::seconds{1};
    const auto change = must(state, what, now);
    db.must_write([&](session& s) { store::update(s, state, change); });
    take(change);
  }

  void offer(std::string assignment, std::string driver) {
    run(rules::offer_trip{std::move(assignment), driver, "car of " + driver,
                          rules::fixture::usual_ttl, 5000});
  }

  void check() {
    const auto found = db.get([&](session& s) { return store::load_trip(s, state.id); });
    CAF_REQUIRE(found.has_value());
    CAF_CHECK(*found == state);
    const auto events = db.get([&](session& s) { return store::events_of(s, state.id); });
    CAF_REQUIRE_EQUAL(events.size(), kinds.size());
    for (std::size_t i = 0; i < kinds.size(); ++i) {
      CAF_CHECK_EQUAL(events[i].seq, static_cast<std::int64_t>(i + 1));
      CAF_CHECK_EQUAL(events[i].kind, kinds[i]);
    }
  }
};

inline errc try_update(test_store& db, const rules::trip& before, const rules::change& after) {
  return db.write([&](session& s) { store::update(s, before, after); }).code();
}

inline std::size_t outbox_size(test_store& db) {
  return db.get([](session& s) { return store::load_outbox(s); }).size();
}

} // namespace fleetwire::systems::rides::store::testing
