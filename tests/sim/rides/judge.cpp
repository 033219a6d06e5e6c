#include "actors/systems/rides/store/schema.hpp"
#include "actors/systems/rides/store/trips.hpp"
#include "storage/backends/open_store.hpp"
#include "tests/sim/rides/witness.hpp"
#include "tests/sim/runner.hpp"

#include <array>
#include <cstdio>
#include <string>
#include <vector>

namespace fleetwire::sim {

int judge(const std::string& folder) {
  const std::array schemas{rides::store::promises_schema};
  storage::status result;
  const auto files = storage::open_store({.folder = folder}, schemas, result);
  std::vector<rules::trip> stored;
  if (files)
    result = files->write_now(storage::file::promises, [&](storage::session& db) {
      std::vector<std::string> ids;
      db.rows("SELECT id FROM rides_trips",
              [&](const storage::row& r) { ids.emplace_back(r.text(0)); });
      for (const auto& id : ids)
        if (auto found = rides::store::load_trip(db, id))
          stored.push_back(std::move(*found));
    });
  witness eyes;
  eyes.judge(stored);
  const auto& wrong = result ? eyes.complaint() : result.detail();
  std::printf("%zu trips: %s\n", stored.size(), wrong.empty() ? "all is well" : wrong.c_str());
  return wrong.empty() ? 0 : 1;
}

} // namespace fleetwire::sim
