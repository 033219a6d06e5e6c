#define CAF_SUITE actors.systems.rides.seed.demo

#include "actors/systems/rides/seed/demo.hpp"

#include "actors/systems/rides/catalog/schema.hpp"
#include "actors/systems/rides/catalog/view.hpp"
#include "storage/stepped/stepped_store.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire;
using namespace fleetwire::systems::rides;

namespace {

struct fixture {
  std::shared_ptr<storage::stepped_disk> disk = std::make_shared<storage::stepped_disk>();
  std::unique_ptr<storage::stepped_store> store;
  std::vector<std::string> drivers{"ana", "ben", "eva"};

  fixture() {
    storage::status result;
    store = storage::stepped_store::open(disk, seed::schemas(), result);
    CAF_REQUIRE_EQUAL(result.detail(), "");
  }

  void now(const storage::job& what) {
    const auto end = store->write_now(storage::file::promises, what);
    CAF_REQUIRE_EQUAL(end.detail(), "");
  }

  std::size_t fill() {
    std::size_t added = 0;
    now([&](storage::session& db) { added = seed::fill(db, drivers, 1'000); });
    return added;
  }

  std::int64_t revision() {
    std::int64_t result = 0;
    now([&](storage::session& db) { result = catalog::revision(db); });
    return result;
  }

  catalog::catalog_view view() {
    catalog::catalog_view result;
    now([&](storage::session& db) { result = catalog::catalog_view::load(db); });
    return result;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(demo_tests, fixture)

CAF_TEST(every driver may take trips of the town) {
  fill();
  const auto town = view();
  CAF_CHECK_EQUAL(town.policies().size(), 1u);
  for (const auto& user : drivers) {
    const auto with = town.operational(user);
    const auto* car = std::get_if<catalog::shared<catalog::vehicle>>(&with);
    CAF_REQUIRE(car != nullptr);
    CAF_CHECK(town.find<catalog::vehicle_type>((*car)->vehicle_type_id) != nullptr);
    CAF_CHECK(town.wallet_of(user) != nullptr);
  }
}

CAF_TEST(the second time nothing is added and nobody is told) {
  const auto before = revision();
  CAF_CHECK_EQUAL(fill(), 7u + 4u * drivers.size());
  const auto after = revision();
  CAF_CHECK_EQUAL(after, before + 1);
  CAF_CHECK_EQUAL(fill(), 0u);
  CAF_CHECK_EQUAL(revision(), after);
  drivers.emplace_back("leo");
  CAF_CHECK_EQUAL(fill(), 4u);
  CAF_CHECK_EQUAL(revision(), after + 1);
}

CAF_TEST_FIXTURE_SCOPE_END()
