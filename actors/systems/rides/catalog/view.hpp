#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <variant>
#include <vector>

#include "actors/systems/rides/catalog/cow_map.hpp"
#include "actors/systems/rides/catalog/records.hpp"
#include "actors/systems/rides/geo/area.hpp"
#include "actors/systems/rides/pricing/policy.hpp"
#include "storage/store.hpp"

namespace fleetwire::systems::rides::catalog {

template <class Record>
using shared = std::shared_ptr<const Record>;

/// A row as a commit left it; with `deleted_at` it is gone.
using changed_row = std::variant<category, service_class, vehicle_type, price_policy, city, zone,
                                 driver_profile, vehicle, wallet>;
using changes = std::vector<changed_row>;

/// A city or zone on the map.
template <class Record>
struct place {
  shared<Record> row;
  std::shared_ptr<const geo::area> covers; ///< null when it has no shape
};

/// All that concerns one driver; what is missing is null.
struct driver_facts {
  shared<driver_profile> profile;
  shared<wallet> purse;
  std::span<const shared<vehicle>> vehicles; ///< newest first; lives as long as the view
};

enum class unfit { no_profile, not_approved, wallet_blocked, no_vehicle, wrong_vehicle };

/// What the system knows of its catalogue, drivers and prices at one moment. Never changes; copies
/// share nearly everything. Rows that were deleted are not in it.
class catalog_view {
public:
  /// Inside a job: reads all tables.
  static catalog_view load(storage::session& db);

  /// For the owner of a copy that nobody else sees yet.
  void apply(const changes& what);

  template <class Record>
  shared<Record> find(std::string_view id) const {
    const auto* found = rows<Record>().find(id);
    return found == nullptr ? nullptr : *found;
  }
  template <class Record>
  std::size_t count() const noexcept {
    return rows<Record>().size();
  }
  /// In no order.
  template <class Record, class Use>
  void each(Use&& use) const {
    rows<Record>().for_each([&](const auto&, const shared<Record>& row) { use(row); });
  }

  // -- prices ----------------------------------------------------------------------------------
  const std::vector<pricing::vehicle_type>& vehicle_types() const noexcept { return *types_; }
  const std::vector<pricing::policy>& policies() const noexcept { return *policies_; }
  /// Null unless there is an active class of this id.
  std::optional<pricing::service_class> class_for_pricing(std::string_view id) const;
  /// The newest active city that covers the point, the active zone of highest priority there.
  pricing::locality locate(geo::point where) const;
  shared<city> city_at(geo::point where) const;
  shared<zone> zone_at(geo::point where, std::string_view city_id = {}) const;

  // -- matching ----------------------------------------------------------------------------------
  /// Whether vehicles of the type (active, of the category, linked to the class) may serve a trip.
  bool serves(std::string_view vehicle_type_id, std::string_view category_id,
              std::string_view service_class_id) const;
  /// Ids of all types that serve.
  std::vector<std::string> eligible_types(std::string_view category_id,
                                          std::string_view service_class_id) const;
  driver_facts driver(std::string_view user_id) const;
  shared<driver_profile> profile_of(std::string_view user_id) const;
  shared<wallet> wallet_of(std::string_view user_id) const;
  /// The vehicle with which the driver may take trips: the given one, or else his newest in service.
  /// That the user is a driver and not banned is for others to know.
  std::variant<shared<vehicle>, unfit> operational(std::string_view user_id,
                                                   std::string_view vehicle_id = {}) const;

private:
  template <class Record>
  using few = cow_map<shared<Record>, 8>;
  template <class Record>
  using many = cow_map<shared<Record>, 512>;

  template <class Record>
  const auto& rows() const noexcept {
    return std::get<table_of<Record>>(tables_).rows;
  }
  template <class Record>
  struct table_of {
    static constexpr bool is_large = std::is_same_v<Record, driver_profile>
                                     || std::is_same_v<Record, vehicle>
                                     || std::is_same_v<Record, wallet>;
    std::conditional_t<is_large, many<Record>, few<Record>> rows;
  };

  template <class Record>
  void put(const Record& row);
  void index(const shared<driver_profile>& old, const shared<driver_profile>& row);
  void index(const shared<vehicle>& old, const shared<vehicle>& row);
  void index(const shared<wallet>& old, const shared<wallet>& row);
  template <class Record>
  void index(const shared<Record>&, const shared<Record>&) {}
  void derive(const changes& what);
  void derive_types();
  void derive_policies();
  template <class Record>
  void derive_places(std::shared_ptr<const std::vector<place<Record>>>& to);

  std::tuple<table_of<category>, table_of<service_class>, table_of<vehicle_type>,
             table_of<price_policy>, table_of<city>, table_of<zone>, table_of<driver_profile>,
             table_of<vehicle>, table_of<wallet>>
    tables_;
  cow_map<shared<driver_profile>, 512> profiles_by_user_;
  cow_map<std::vector<shared<vehicle>>, 512> vehicles_by_driver_;
  cow_map<shared<wallet>, 512> wallets_by_driver_;
  std::shared_ptr<const std::vector<pricing::vehicle_type>> types_ =
    std::make_shared<const std::vector<pricing::vehicle_type>>();
  std::shared_ptr<const std::vector<pricing::policy>> policies_ =
    std::make_shared<const std::vector<pricing::policy>>();
  std::shared_ptr<const std::vector<place<city>>> cities_ =
    std::make_shared<const std::vector<place<city>>>();
  std::shared_ptr<const std::vector<place<zone>>> zones_ =
    std::make_shared<const std::vector<place<zone>>>();
};

} // namespace fleetwire::systems::rides::catalog
