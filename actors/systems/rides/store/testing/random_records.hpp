#pragma once

#include "actors/systems/rides/rules/announcement.hpp"
#include "actors/systems/rides/rules/availability.hpp"
#include "actors/systems/rides/rules/trip.hpp"
#include "actors/systems/rides/store/testing/random_values.hpp"

/// Records with anything in them, for the tests of what is stored.
namespace fleetwire::systems::rides::store::testing {

class random_records : public random_values {
public:
  using random_values::random_values;

  pricing::rate_card card() {
    return {text(),   one_of_first<pricing::scope>(3),
            text(),   number(),
            number(), number(),
            number(), number(),
            number(), number_maybe()};
  }

  pricing::tariff terms() {
    pricing::vehicle_type type{text(), text(),   text(),   text(),   {},
                               flag(), number(), number(), number(), number()};
    for (auto i = up_to(3); i > 0; --i)
      type.service_class_ids.push_back(text());
    return {card(), type, {text(), text(), number(), number(), number(), number()}, text()};
  }

  pricing::breakdown details() {
    pricing::breakdown out{text(),         one_of_first<pricing::scope>(3),
                           text(),         card(),
                           text(),         text(),
                           text(),         text(),
                           text(),         text(),
                           number(),       number(),
                           number(),       number(),
                           number(),       {number(), number(), number(), number()},
                           number(),       number(),
                           number(),       number(),
                           number(),       number_maybe(),
                           number_maybe(), text_maybe(),
                           number_maybe(), {}};
    for (auto i = up_to(2); i > 0; --i)
      out.extra_lines.push_back({text(), text(), number(), number_maybe()});
    return out;
  }

  pricing::final_fare fare() { return {text(), number(), {number(), number()}, details()}; }

  rules::assignment assignment(rules::assignment_status status) {
    return {id(), id(), text(), status, at(), at(), at_maybe(), number()};
  }

  rules::matching_overrides overrides() {
    rules::matching_overrides out{number_maybe(), {}, {}};
    if (flag())
      out.candidates = static_cast<std::size_t>(up_to(50));
    if (flag())
      out.offer_ttl = std::chrono::seconds{up_to(120)};
    return out;
  }

  rules::stop stop(int seq) {
    return {seq, place(), text_maybe(), text_maybe(), text_maybe(), at_maybe()};
  }

  /// In any state, sensible or not; only what the tables promise holds.
  rules::trip trip() {
    rules::trip t;
    t.id = id();
    t.passenger_id = id();
    t.status = one_of_first<rules::trip_status>(8);
    t.payment = one_of_first<rules::payment_mode>(3);
    t.category_id = text();
    t.service_class_id = text();
    t.pickup = place();
    t.pickup_address = text_maybe();
    for (int i = 1; i <= 1 + up_to(3); ++i)
      t.stops.push_back(stop(i));
    t.driver_id = maybe(&random_records::id);
    t.vehicle_id = text_maybe();
    t.order_id = text_maybe();
    for (auto i = up_to(3); i > 0; --i)
      t.assignments.push_back(assignment(static_cast<rules::assignment_status>(1 + up_to(3))));
    if (flag())
      t.assignments.push_back(assignment(rules::assignment_status::offered));
    t.overrides = overrides();
    t.requested_at = at();
    for (auto* when :
         {&t.assigning_deadline, &t.accepted_at, &t.pickup_eta_at, &t.arrived_pickup_at,
          &t.started_at, &t.completed_at, &t.cancelled_at, &t.tracked_at})
      *when = at_maybe();
    t.terms = terms();
    t.planned = {number(), number()};
    t.fare_estimated = number_maybe();
    t.estimate_details = details();
    if (flag())
      t.fare = fare();
    t.end_reason = text_maybe();
    t.updated_at = at();
    t.version = static_cast<std::uint64_t>(up_to(1'000'000));
    return t;
  }

  rules::announcement announcement() {
    rules::announcement out{one_of_first<rules::announcement_kind>(16),
                            {flag(), flag(), flag()},
                            at(),
                            text(),
                            text(),
                            text_maybe(),
                            text_maybe(),
                            text_maybe(),
                            {},
                            {},
                            text_maybe(),
                            at_maybe(),
                            {},
                            {},
                            maybe(&random_records::place),
                            number_maybe(),
                            text_maybe(),
                            text_maybe(),
                            text_maybe()};
    if (flag())
      out.previous_status = one_of_first<rules::trip_status>(8);
    if (flag())
      out.current_status = one_of_first<rules::trip_status>(8);
    if (flag())
      out.ttl_sec = static_cast<int>(up_to(200)) - 100;
    if (flag())
      out.eta_minutes = static_cast<int>(up_to(90));
    return out;
  }

  rules::availability availability() {
    rules::availability out;
    out.id = id();
    out.driver_id = id();
    out.is_online = flag();
    out.is_available = flag();
    out.reason.reset();
    if (flag())
      out.reason = one_of_first<rules::unavailable_reason>(3);
    out.location = maybe(&random_records::place);
    out.trip_id = text_maybe();
    out.vehicle_id = text_maybe();
    out.was_available = flag();
    for (auto* when : {&out.location_at, &out.location_stored_at, &out.last_online_at,
                       &out.presence_at, &out.waiting_since})
      *when = at_maybe();
    out.updated_at = at();
    return out;
  }
};

} // namespace fleetwire::systems::rides::store::testing
