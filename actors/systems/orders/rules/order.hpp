#pragma once

#include "actors/systems/orders/rules/refusal.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

/// An order: created → assigned → picked_up → delivering → delivered, and who may move it.
namespace fleetwire::systems::orders::rules {

using instant = std::chrono::sys_time<std::chrono::milliseconds>;

enum class order_status : std::uint8_t {
  created,
  assigned,
  picked_up,
  delivering,
  delivered,
  cancelled,
};

std::string_view to_string(order_status what) noexcept;
std::optional<order_status> order_status_from(std::string_view text) noexcept;
/// Delivered or cancelled.
bool is_over(order_status what) noexcept;

struct place {
  std::optional<double> lat; ///< with lng, or neither
  std::optional<double> lng;
  std::optional<std::string> address;

  bool operator==(const place&) const = default;
};

struct courier {
  std::string id;
  std::string name;
  std::optional<std::string> phone;
  std::optional<std::string> photo;

  bool operator==(const courier&) const = default;
};

struct order {
  std::string id;
  std::optional<std::string> customer_id; ///< nobody: it was made by its first use
  std::optional<rules::courier> courier;
  order_status status = order_status::created;
  std::string items = "[]"; ///< JSON, as it came
  std::optional<place> pickup;
  std::optional<place> dropoff;
  std::optional<std::string> notes;
  instant created_at;
  instant updated_at;
  std::uint64_t version = 1;

  bool operator==(const order&) const = default;
};

/// Whoever asks, as far as an order cares.
struct caller {
  std::string id;
  std::string name;
  bool is_staff = false;   ///< admins, dispatchers, services
  bool is_courier = false; ///< has the role driver or courier
};

/// Who may take part in an order.
enum class membership : std::uint8_t {
  registered, ///< its customer, its courier, staff
  open,       ///< anybody who is somebody
};

bool is_customer(const order& what, const caller& who) noexcept;
bool is_its_courier(const order& what, const caller& who) noexcept;
bool may_join(const order& what, const caller& who, membership mode) noexcept;
/// Its courier; in open mode whoever drives.
bool may_send_positions(const order& what, const caller& who, membership mode) noexcept;

/// Letters, digits and ._~:- , at most 100: fit for paths and names of rooms.
bool is_order_id(std::string_view text) noexcept;

/// What is wanted of an order. `by` has been let in.
struct assign {
  courier to;
  caller by;
};
struct move {
  order_status to = order_status::created;
  caller by;
};
using command = std::variant<assign, move>;

/// The new state, to be committed and then told.
struct change {
  order state;
  order_status previous = order_status::created;
  std::string by;
  std::optional<courier> left; ///< was its courier and is not any more
};

using outcome = std::variant<refusal, change>;

outcome apply(const order& before, const command& what, instant now);

/// What everybody hears who may not know better: there is no such order, for him.
refusal no_such_order();

} // namespace fleetwire::systems::orders::rules
