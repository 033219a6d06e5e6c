#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "actors/systems/rides/rules/refusal.hpp"
#include "actors/systems/rides/rules/trip_commands.hpp"

namespace fleetwire::systems::rides::rules {

/// A passenger's key: two passengers may choose the same one.
struct idempotency_key {
  std::string passenger_id;
  std::string key;

  auto operator<=>(const idempotency_key&) const = default;
};

inline constexpr std::size_t longest_key = 120;

/// The header wins over the body's field; an empty one is none. Too long a key is refused.
std::variant<refusal, std::optional<std::string>> choose_key(std::optional<std::string_view> header,
                                                             std::optional<std::string_view> body);

/// Who works on a request may take this long; then another may.
inline constexpr std::chrono::seconds idempotency_lease{30};

/// An answer is given again for this long after the request.
inline constexpr std::chrono::seconds idempotency_window{3600};

/// What is kept about a key. Only successes are: a request that failed may be tried again.
struct idempotency_record {
  std::string fingerprint;
  instant lease_until;
  instant keep_until;
  std::optional<std::string> trip_id; // the answer: this trip, as it is now

  bool operator==(const idempotency_record&) const = default;
};

/// Do the work, after storing this record.
struct run_request {
  idempotency_record record;
};

/// It was done: answer with this trip.
struct replay_answer {
  std::string trip_id;
};

using idempotency_decision = std::variant<run_request, replay_answer, refusal>;

/// What to do with a request. Another payload under a key is 422 when the first was answered, 409
/// while it is worked on.
idempotency_decision decide(const std::optional<idempotency_record>& known,
                            std::string_view fingerprint, instant now);

idempotency_record succeeded(idempotency_record record, std::string trip_id);

/// True when the record means nothing any more and may be deleted.
bool is_outdated(const idempotency_record& record, instant now) noexcept;

/// The payload in one fixed spelling, to be hashed into the fingerprint: the same request always
/// gives the same text, and two different ones never do. Prices and ids made here are not in it.
std::string canonical_text(const request_trip& wanted);

} // namespace fleetwire::systems::rides::rules
