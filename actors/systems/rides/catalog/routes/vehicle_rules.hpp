#pragma once

#include "actors/systems/rides/catalog/routes/resource.hpp"

/// Vehicles come alone or with a new driver; both ways share these.
namespace fleetwire::systems::rides::catalog {

/// All but whose it is.
void read_vehicle(input& in, vehicle& row, bool creating);

/// The type must be there and the plate free. It seats as many as its type when nobody said.
std::optional<web_answer> check_vehicle(storage::session& db, vehicle& row, unsigned status);

/// 409 while the driver is on a trip or is being asked; with a vehicle, while with this one.
std::optional<web_answer> refuse_at_work(const catalog& of, storage::session& db,
                                         const std::string& user_id, const std::string& vehicle_id);

/// A profile as GET shows it, with the user when he is known.
json show_driver(const driver_profile& row, const contract::person* user);

} // namespace fleetwire::systems::rides::catalog
