// Numbers and dates as JavaScript writes them; internal to this folder.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace fleetwire::socketio::detail {

/// As JSON.stringify: the shortest text that reads back the same, null if not finite, -0 as 0.
void append_js_number(std::string& out, double number);

/// As Date.prototype.toJSON: "2024-02-29T12:00:00.000Z" with its quotes, null beyond what a Date holds.
void append_iso_date(std::string& out, std::int64_t milliseconds);

/// Reads a JSON number as JavaScript does: beyond a double's range it is infinite, or 0 when too small.
double read_js_number(std::string_view text) noexcept;

} // namespace fleetwire::socketio::detail
