#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "config/log.hpp"

/// One line of a log, without its end. Pure.
namespace fleetwire::log {

enum class format { text, json };

/// Values longer than this are cut: what a client sends must not fill the disk.
inline constexpr std::size_t max_value_bytes = 1'024;

/// Text: 2026-01-31T12:00:00.000Z info connection connect sid=abc reason="transport close"
/// JSON: {"time":"…","level":"info","component":"connection","event":"connect","sid":"abc"}
/// Control characters and broken UTF-8 come out escaped, so that a value cannot start a line or
/// steer a terminal.
void append_line(std::string& out, format f, std::chrono::system_clock::time_point time, level l,
                 std::string_view component, std::string_view event, fields values);

std::string_view to_string(level l) noexcept;

} // namespace fleetwire::log
