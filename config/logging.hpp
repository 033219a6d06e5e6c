#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include <fleetwire/settings.hpp>

#include "config/log.hpp"

/// Where log lines go. One log per process, started and stopped by the program, not by an engine.
/// Before start() and after stop() warnings and errors go to standard error, unbuffered, and the
/// rest nowhere. Every function may be called from any thread.
namespace fleetwire::log {

/// Receives each line with its end. Called from the log's thread only, or, where nothing was
/// started, from the thread that logs. May block: lines then wait, up to the queue's length.
using writer = std::function<void(std::string_view line)>;

/// Starts the writing thread with its bounded queue, in place of what ran before. Gives the reason
/// if the file cannot be opened; the former state then stays.
std::optional<std::string> start(const log_settings& options);

/// Like start(), with a writer in place of the file or standard error.
void start(const log_settings& options, writer to);

/// Writes what is queued and ends the thread.
void stop() noexcept;

/// Takes effect at once. Unknown names change nothing.
void set_level(std::string_view name) noexcept;

/// Opens the file of that name anew, after it was rotated; keeps the old one if that fails.
void reopen() noexcept;

/// Lines lost since the process began: to a full queue or to a failed write.
std::uint64_t dropped() noexcept;

} // namespace fleetwire::log
