#pragma once

#include "actors/contract/web.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// The envelope that all REST interfaces of the systems share.
namespace fleetwire::contract::rest {

/// {"success":true,"message":…,"data":…}
web_answer success(const json& data, std::string_view message = "OK", unsigned status = 200);

/// {"success":false,"message":…,"error":{"code":…}}; without a code, the phrase of the status.
web_answer problem(unsigned status, std::string_view message, std::string_view code = {},
                   const json& details = {});

/// 400 with one sentence for each fault.
web_answer invalid(std::span<const std::string> faults);

/// 403 for somebody who is known and may not.
web_answer forbidden();

/// 400 unless every parameter of the path is a UUID.
std::optional<web_answer> refuse_ids(const web_request& request);
/// An id of the path, in lower case as ids are stored.
std::string id_in(const web_request& request, std::string_view name);

/// "Not Found" for 404.
std::string_view phrase(unsigned status) noexcept;

/// A page of a list.
struct paging {
  std::size_t page = 1;
  std::size_t limit = 10;

  std::size_t offset() const noexcept { return (page - 1) * limit; }
};

/// A list with its place in the whole: total, page, limit, pageCount, totalPages, hasNext …
web_answer listed(const json& items, const paging& where, std::size_t total,
                  std::string_view message = "OK");

/// JSON array of texts that are JSON already.
json array_of(std::span<const std::string> items);

/// What clients may name: the years from 0 to 9999, of which a time_point of the system's clock, which
/// counts nanoseconds, holds those from 1678 to 2262.
using instant = std::chrono::sys_time<std::chrono::milliseconds>;

/// "2026-01-31T12:00:00.000Z", as JavaScript's toISOString.
std::string iso(instant when);
std::string iso(std::chrono::system_clock::time_point when);
/// Reads an ISO 8601 date or date and time (UTC unless it names an offset).
std::optional<instant> parse_iso(std::string_view text);

/// Milliseconds since 1970: what is stored.
std::int64_t to_ms(instant when) noexcept;
std::int64_t to_ms(std::chrono::system_clock::time_point when) noexcept;
instant from_ms(std::int64_t ms) noexcept;
/// The same, or nothing when four digits do not write its year.
std::optional<instant> instant_of(std::int64_t ms) noexcept;
/// Nearest to it that the system's clock can say.
std::chrono::system_clock::time_point to_clock(instant when) noexcept;

} // namespace fleetwire::contract::rest
