#include "actors/systems/rides/rules/idempotency.hpp"

#include <charconv>
#include <utility>

namespace fleetwire::systems::rides::rules {

namespace {

// Every value carries its length, so no value can pretend to be two.
class canonical_writer {
public:
  void add(std::string_view value) {
    text_ += std::to_string(value.size());
    text_ += ':';
    text_ += value;
  }

  void add(const text_maybe& value) {
    text_ += value ? '+' : '-';
    if (value)
      add(std::string_view{*value});
  }

  void add(double value) {
    char digits[32];
    const auto end = std::to_chars(std::begin(digits), std::end(digits), value).ptr;
    add(std::string_view{digits, static_cast<std::size_t>(end - digits)});
  }

  void add(geo::point where) {
    add(where.lat);
    add(where.lng);
  }

  void add(const std::optional<instant>& at) {
    add(at ? text_maybe{std::to_string(at->time_since_epoch().count())} : text_maybe{});
  }

  std::string take() { return std::move(text_); }

private:
  std::string text_;
};

} // namespace

std::variant<refusal, std::optional<std::string>> choose_key(std::optional<std::string_view> header,
                                                             std::optional<std::string_view> body) {
  const auto given = header && !header->empty() ? header : body;
  if (!given || given->empty())
    return std::optional<std::string>{};
  if (given->size() > longest_key)
    return bad_request("idempotencyKey must be shorter than or equal to 120 characters");
  return std::optional<std::string>{std::string{*given}};
}

idempotency_decision decide(const std::optional<idempotency_record>& known,
                            std::string_view fingerprint, instant now) {
  if (known && !is_outdated(*known, now)) {
    const bool is_same = known->fingerprint == fingerprint;
    if (known->trip_id && is_same)
      return replay_answer{*known->trip_id};
    if (known->trip_id)
      return refusal{422, "IDEMPOTENCY_KEY_REUSED",
                     "This idempotency key was used for another request"};
    if (!is_same)
      return refusal{409, "IDEMPOTENCY_KEY_REUSED",
                     "This idempotency key is in use for another request"};
    const auto left = std::chrono::ceil<std::chrono::seconds>(known->lease_until - now).count();
    return refusal{409, "REQUEST_IN_PROGRESS",
                   "Request in progress. Retry after " + std::to_string(left) + "s"};
  }
  return run_request{
    {std::string{fingerprint}, now + idempotency_lease, now + idempotency_window, std::nullopt}};
}

idempotency_record succeeded(idempotency_record record, std::string trip_id) {
  record.trip_id = std::move(trip_id);
  return record;
}

bool is_outdated(const idempotency_record& record, instant now) noexcept {
  return now >= (record.trip_id ? record.keep_until : record.lease_until);
}

std::string canonical_text(const request_trip& wanted) {
  canonical_writer out;
  out.add(std::string_view{wanted.passenger_id});
  out.add(to_string(wanted.payment));
  out.add(std::string_view{wanted.category_id});
  out.add(std::string_view{wanted.service_class_id});
  out.add(wanted.pickup);
  out.add(wanted.pickup_address);
  for (const auto& each : wanted.stops) {
    out.add(static_cast<double>(each.seq));
    out.add(each.where);
    out.add(each.address);
    out.add(each.place_id);
    out.add(each.notes);
    out.add(each.planned_arrival_at);
  }
  return out.take();
}

} // namespace fleetwire::systems::rides::rules
