#include "actors/systems/rides/catalog/routes/vehicle_rules.hpp"

namespace fleetwire::systems::rides::catalog {

namespace {

std::string plate_of(std::string_view text) {
  std::string result;
  for (const char c : text)
    if (c != ' ' || !result.empty())
      result += c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  while (result.ends_with(' '))
    result.pop_back();
  return result;
}

void read(const catalog&, input& in, vehicle& row, bool creating) {
  const auto wanted = creating ? need::required : need::optional;
  if (auto id = in.uuid("driverId", wanted))
    row.driver_id = std::move(*id);
  if (auto id = in.uuid("driverProfileId", wanted))
    row.driver_profile_id = std::move(*id);
  read_vehicle(in, row, creating);
}

std::optional<web_answer> check(storage::session& db, vehicle& row, unsigned status) {
  const auto profile = find<driver_profile>(db, row.driver_profile_id);
  if (!profile)
    return soft(status, "Driver profile not found", "DRIVER_PROFILE_NOT_FOUND");
  if (profile->user_id != row.driver_id)
    return soft(status, "The profile belongs to another driver", "DRIVER_MISMATCH");
  return check_vehicle(db, row, status);
}

std::optional<web_answer> keep(const catalog& of, storage::session& db, const vehicle& row) {
  return refuse_at_work(of, db, row.driver_id, row.id);
}

object shown(const vehicle& row) {
  object out;
  out.add("id", row.id).add("make", row.make).add("model", row.model).add("year", row.year);
  out.add("plateNumber", row.plate_number);
  maybe(out, "color", row.color);
  out.add("capacity", row.capacity).add("isActive", row.is_active).add("status", row.status);
  out.add("driverId", row.driver_id).add("driverProfileId", row.driver_profile_id);
  out.add("vehicleTypeId", row.vehicle_type_id);
  return out;
}

void add_stamps(object& out, const vehicle& row) {
  add_time(out, "createdAt", row.created_at);
  add_time(out, "updatedAt", row.updated_at);
}

json show(const catalog_view&, const vehicle& row) {
  auto out = shown(row);
  add_stamps(out, row);
  return out.build();
}

json show_written(const catalog_view&, const vehicle& row) {
  auto out = shown(row);
  maybe_time(out, "inspectionDate", row.inspected_at);
  maybe_time(out, "lastMaintenanceDate", row.maintained_at);
  if (row.mileage)
    out.add("mileage", *row.mileage);
  add_stamps(out, row);
  return out.build();
}

std::function<bool(const vehicle&)> filter(input& query) {
  const auto driver = query.uuid("driverId", need::optional);
  const auto profile = query.uuid("driverProfileId", need::optional);
  const auto type = query.uuid("vehicleTypeId", need::optional);
  const auto active = query.flag("isActive", need::optional);
  const auto status = query.choice(
    "status",
    {"pending_review", "approved", "in_service", "rejected", "maintenance", "unavailable"},
    need::optional);
  auto plate = query.text("plateNumber", need::optional, 1, 15);
  if (plate)
    plate = plate_of(*plate);
  return [=](const vehicle& row) {
    return (!driver || row.driver_id == *driver) && (!profile || row.driver_profile_id == *profile)
           && (!type || row.vehicle_type_id == *type) && (!active || row.is_active == *active)
           && (!status || row.status == *status) && (!plate || row.plate_number == *plate);
  };
}

const resource<vehicle> kind{.path = "/api/vehicles",
                             .item_path = "/api/vehicles/:id",
                             .noun = "Vehicle",
                             .action = "vehicle",
                             .read = read,
                             .check = check,
                             .show = show,
                             .show_written = show_written,
                             .filter = filter,
                             .keep = keep};

/// Whoever is neither admin nor service finds his own only.
void list(const catalog& of, const web_request& request, const web_reply& reply) {
  if (may_read(of, request, {}))
    return list_rows(of, kind, request, reply);
  auto own = request;
  std::erase_if(own.query, [](const auto& pair) { return pair.first == "driverId"; });
  own.query.emplace_back("driverId", request.who->user);
  list_rows(of, kind, own, reply);
}

/// The vehicle of the path, if the client may see it; otherwise he has his answer.
shared<vehicle> visible(const catalog& of, const web_request& request, const web_reply& reply) {
  const auto row = of.view()->find<vehicle>(id_in(request, "id"));
  if (row && may_read(of, request, row->driver_id))
    return row;
  reply(row ? forbidden() : not_found(kind.noun));
  return nullptr;
}

void get(const catalog& of, const web_request& request, const web_reply& reply) {
  if (const auto row = visible(of, request, reply))
    reply(rest::success(show_written(*of.view(), *row)));
}

void get_driver(const catalog& of, const web_request& request, const web_reply& reply) {
  const auto row = visible(of, request, reply);
  if (!row)
    return;
  const auto profile = of.view()->find<driver_profile>(row->driver_profile_id);
  if (!profile)
    return reply(not_found("Driver profile"));
  find_people(of, {profile->user_id}, [profile, reply](const people_by_id& people) {
    const auto user = people.find(profile->user_id);
    reply(rest::success(show_driver(*profile, user == people.end() ? nullptr : &user->second)));
  });
}

} // namespace

void read_vehicle(input& in, vehicle& row, bool creating) {
  const auto wanted = creating ? need::required : need::optional;
  if (auto id = in.uuid("vehicleTypeId", wanted))
    row.vehicle_type_id = std::move(*id);
  read_text(in, "make", row.make, wanted, 50);
  read_text(in, "model", row.model, wanted, 50);
  read_count(in, "year", row.year, wanted, 1900, 2100);
  if (auto plate = in.text("plateNumber", wanted, 1, 15)) {
    row.plate_number = plate_of(*plate);
    if (row.plate_number.empty())
      in.fault("plateNumber should not be empty");
  }
  read_text(in, "color", row.color, 50);
  if (creating)
    row.capacity = 0; // that of the type, see check_vehicle()
  read_count(in, "capacity", row.capacity, need::optional, 1, 1'000);
  read_flag(in, "isActive", row.is_active);
  if (auto status = in.choice(
        "status",
        {"pending_review", "approved", "in_service", "rejected", "maintenance", "unavailable"},
        need::optional))
    row.status = std::move(*status);
  read_time(in, "inspectionDate", row.inspected_at);
  read_time(in, "lastMaintenanceDate", row.maintained_at);
  if (in.is_null("mileage"))
    row.mileage.reset();
  else if (const auto mileage = in.integer("mileage", need::optional, 0, 100'000'000))
    row.mileage = mileage;
}

std::optional<web_answer> refuse_at_work(const catalog& of, storage::session& db,
                                         const std::string& user_id,
                                         const std::string& vehicle_id) {
  const auto& ask = of.settings().then.at_work;
  if (!ask || !ask(db, user_id, vehicle_id))
    return std::nullopt;
  return vehicle_id.empty() ? rest::problem(409, "The driver is on a trip", "DRIVER_ON_TRIP")
                            : rest::problem(409, "The vehicle is on a trip", "VEHICLE_ON_TRIP");
}

std::optional<web_answer> check_vehicle(storage::session& db, vehicle& row, unsigned status) {
  const auto type = find<vehicle_type>(db, row.vehicle_type_id);
  if (!type)
    return soft(status, "Vehicle type not found", "VEHICLE_TYPE_NOT_FOUND");
  if (row.capacity == 0)
    row.capacity = type->default_capacity;
  if (is_taken<vehicle>(db, "plate_number", row.plate_number, row.id))
    return soft(status, "A vehicle with this plate number exists already", "PLATE_NUMBER_CONFLICT");
  return std::nullopt;
}

void add_vehicle_routes(contract::system_host& host, catalog& of) {
  add_route(host, of, "GET", kind.path, right::somebody,
            [&of](const auto& q, const auto& a) { list(of, *q, a); });
  add_route(host, of, "GET", kind.item_path, right::somebody,
            [&of](const auto& q, const auto& a) { get(of, *q, a); });
  add_route(host, of, "GET", "/api/vehicles/:id/driver-profile", right::somebody,
            [&of](const auto& q, const auto& a) { get_driver(of, *q, a); });
  add_writers(host, of, kind);
}

} // namespace fleetwire::systems::rides::catalog
