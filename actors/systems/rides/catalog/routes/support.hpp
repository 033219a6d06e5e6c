#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "actors/contract/input.hpp"
#include "actors/contract/people.hpp"
#include "actors/contract/rest.hpp"
#include "actors/contract/system.hpp"
#include "actors/systems/rides/catalog/catalog.hpp"

/// What the routes of all resources share.
namespace fleetwire::systems::rides::catalog {

namespace rest = contract::rest;

using contract::input;
using contract::need;
using contract::web_answer;
using contract::web_reply;
using contract::web_request;
using contract::web_request_ptr;
using contract::rest::forbidden;
using contract::rest::id_in;

enum class right : std::uint8_t {
  anybody,
  somebody, ///< with a good token; the handler looks closer
  admin,
};

/// Registers a route behind the check of the right and of the ids in its path. A driver or service
/// with `right::admin` gets 403. With `open_writes` everybody may do everything.
using handler = std::function<void(const web_request_ptr&, const web_reply&)>;
void add_route(contract::system_host& host, const catalog& of, std::string_view method,
               std::string_view pattern, right needed, handler handle);

/// The routes of each file beside.
void add_category_routes(contract::system_host& host, catalog& of);
void add_class_routes(contract::system_host& host, catalog& of);
void add_type_routes(contract::system_host& host, catalog& of);
void add_policy_routes(contract::system_host& host, catalog& of);
void add_place_routes(contract::system_host& host, catalog& of);
void add_driver_routes(contract::system_host& host, catalog& of);
void add_vehicle_routes(contract::system_host& host, catalog& of);
void add_wallet_routes(contract::system_host& host, catalog& of);

// -- who -----------------------------------------------------------------------------------------

bool is_admin(const catalog& of, const web_request& request);
/// Reads what belongs to the user: himself, admins and services.
bool may_read(const catalog& of, const web_request& request, std::string_view user_id);
/// Of an admin's action; nobody's name when the writes are open.
audit_entry by(const web_request& request, std::string action, std::string subject = {});

using contract::people_by_id;
/// Calls `use` once with those who exist; at once or later, on any thread.
void find_people(const catalog& of, const std::vector<std::string>& ids,
                 std::function<void(const people_by_id&)> use);

// -- answers ---------------------------------------------------------------------------------------

/// A refusal that clients see as a success of HTTP: {"success":false,"error":{"code":…}}.
web_answer soft(unsigned status, std::string_view message, std::string_view code);
web_answer not_found(std::string_view noun);

/// 12345 is "123.45".
std::string decimal(std::int64_t hundredths);
/// null when it is missing.
object& add(object& to, std::string_view key, const text_or_none& text);
object& add_time(object& to, std::string_view key, const time_or_none& when);
/// Left out when it is missing.
object& maybe(object& to, std::string_view key, const text_or_none& text);
object& maybe_time(object& to, std::string_view key, const time_or_none& when);

// -- members of bodies: changed only when they are there; null empties those that may be empty -----

void read_text(input& in, std::string_view name, std::string& to, need wanted, std::size_t max);
void read_text(input& in, std::string_view name, text_or_none& to, std::size_t max);
void read_url(input& in, std::string_view name, text_or_none& to);
void read_flag(input& in, std::string_view name, bool& to);
void read_time(input& in, std::string_view name, time_or_none& to);
void read_count(input& in, std::string_view name, std::int64_t& to, need wanted, std::int64_t min,
                std::int64_t max);
/// A number of at most two decimals, not negative.
void read_hundredths(input& in, std::string_view name, std::int64_t& to, need wanted);
/// A list of ids.
void read_ids(input& in, std::string_view name, std::vector<std::string>& to, need wanted,
              std::size_t min, std::size_t max);

} // namespace fleetwire::systems::rides::catalog
