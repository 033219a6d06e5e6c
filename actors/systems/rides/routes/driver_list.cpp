#include "actors/systems/rides/routes/driver_list.hpp"

#include <algorithm>
#include <unordered_map>

#include "actors/systems/rides/store/drivers.hpp"

namespace fleetwire::systems::rides::routes {

namespace {

using rules::availability;
using filters = std::vector<driver_filter>;
using drivers = std::vector<availability>;

template <class Field>
void want_flag(input& query, filters& all, std::string_view name, Field field) {
  if (const auto wanted = query.flag(name, need::optional))
    all.emplace_back([wanted, field](const driver_question& q) { return field(q) == *wanted; });
}

/// An id, or "null" for those who have none.
void want_id(input& query, filters& all, std::string_view name,
             std::optional<std::string> availability::* field) {
  const bool wants_none = query.raw(name).as_string() == "null";
  const auto wanted = wants_none ? std::nullopt : query.uuid(name, need::optional);
  if (wants_none || wanted)
    all.emplace_back([wanted, field](const driver_question& q) { return q.who.*field == wanted; });
}

/// Both ends belong to it.
template <class Field>
void want_between(input& query, filters& all, const std::string& name, Field field) {
  const auto from = query.time(name + "From", need::optional);
  const auto to = query.time(name + "To", need::optional);
  if (from || to)
    all.emplace_back([from, to, field](const driver_question& q) {
      const std::optional<rules::instant> at = field(q.who);
      return at && (!from || *at >= *from) && (!to || *at <= *to);
    });
}

void want_reason(input& query, filters& all) {
  want_flag(query, all, "reasonIsNull", [](const auto& q) { return !q.who.reason; });
  const auto name = query.choice("availabilityReason",
                                 {"OFFLINE", "UNAVAILABLE", "ON_TRIP", "null"}, need::optional);
  if (!name)
    return;
  const auto reason = rules::unavailable_reason_from(*name);
  all.emplace_back([reason](const driver_question& q) { return q.who.reason == reason; });
}

bool has_active_wallet(const driver_question& q) {
  const auto purse = q.known ? q.known->wallet_of(q.who.driver_id) : nullptr;
  return purse && purse->status == "active";
}

bool has_vehicle_in_service(const driver_question& q) {
  const auto car =
    q.known && q.who.vehicle_id ? q.known->find<catalog::vehicle>(*q.who.vehicle_id) : nullptr;
  return car && car->status == "in_service";
}

void want_times(input& query, filters& all) {
  want_between(query, all, "lastLocation", [](const auto& a) { return a.location_at; });
  want_between(query, all, "lastOnline", [](const auto& a) { return a.last_online_at; });
  want_between(query, all, "lastPresence", [](const auto& a) { return a.presence_at; });
  want_between(query, all, "updated", [](const auto& a) { return std::optional{a.updated_at}; });
}

void refresh(drivers& all, const std::vector<store::last_seen>& seen) {
  std::unordered_map<std::string_view, const store::last_seen*> by_driver;
  for (const auto& each : seen)
    by_driver.emplace(each.driver_id, &each);
  for (auto& each : all)
    if (const auto found = by_driver.find(each.driver_id); found != by_driver.end())
      store::refresh(each, *found->second);
}

} // namespace

driver_filter read_driver_filter(input& query) {
  filters all;
  if (const auto id = query.uuid("driverId", need::optional))
    all.emplace_back([id](const driver_question& q) { return q.who.driver_id == *id; });
  want_id(query, all, "currentTripId", &availability::trip_id);
  want_id(query, all, "currentVehicleId", &availability::vehicle_id);
  want_flag(query, all, "isOnline", [](const auto& q) { return q.who.is_online; });
  want_flag(query, all, "isAvailableForTrips", [](const auto& q) { return q.who.is_available; });
  want_flag(query, all, "hasLocation", [](const auto& q) { return q.who.location.has_value(); });
  want_flag(query, all, "matchable",
            [](const auto& q) { return rules::is_matchable(q.who, q.now); });
  if (query.flag("requireWalletActive", need::optional).value_or(false))
    all.emplace_back(has_active_wallet);
  if (query.flag("requireVehicleInService", need::optional).value_or(false))
    all.emplace_back(has_vehicle_in_service);
  want_reason(query, all);
  want_times(query, all);
  return [all = std::move(all)](const driver_question& q) {
    return std::ranges::all_of(all, [&q](const auto& holds) { return holds(q); });
  };
}

void with_all_drivers(environment& in, const web_reply& reply, std::function<void(drivers)> go_on) {
  read<drivers>(in, store::load_all, reply, [&in, reply, go_on = std::move(go_on)](drivers all) {
    auto seen = std::make_shared<std::vector<store::last_seen>>();
    const auto read_seen = [seen](storage::session& db) { *seen = store::load_all_last_seen(db); };
    in.store->read(storage::file::history, read_seen,
                   [seen, all = std::move(all), reply, go_on](const storage::status& how) mutable {
                     if (!how)
                       return reply(unavailable());
                     refresh(all, *seen);
                     // Stable: who was never there keeps his place from page to page.
                     std::ranges::stable_sort(all, std::greater{}, &availability::presence_at);
                     go_on(std::move(all));
                   });
  });
}

} // namespace fleetwire::systems::rides::routes
