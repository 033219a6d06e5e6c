#pragma once

#include <atomic>
#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <variant>

/// Log lines: component, stable event id, key/values.
///
///   log::info("connection", "connect", {{"sid", sid}, {"user", user}});
///
/// Operators search for component and event, so both are literals and never change their meaning.
/// Never log a token, a cookie or a message's body. From any thread; never blocks, never throws:
/// when the queue is full the oldest line gives way and is counted. Costs one relaxed load while
/// the level is off. Who starts and stops the writing: config/logging.hpp.
namespace fleetwire::log {

enum class level : int { trace, debug, info, warn, error, off };

/// A key and a value; refers to both, so it lives no longer than the call it is written in.
struct field {
  using value_type = std::variant<std::string_view, std::int64_t, std::uint64_t, double, bool>;

  std::string_view key;
  value_type value;

  constexpr field(std::string_view k, std::string_view v) noexcept : key(k), value(v) {}
  template <std::same_as<bool> T>
  constexpr field(std::string_view k, T v) noexcept : key(k), value(v) {}
  template <std::signed_integral T>
  constexpr field(std::string_view k, T v) noexcept : key(k), value(std::int64_t{v}) {}
  template <std::unsigned_integral T>
    requires(!std::same_as<T, bool>)
  constexpr field(std::string_view k, T v) noexcept : key(k), value(std::uint64_t{v}) {}
  template <std::floating_point T>
  constexpr field(std::string_view k, T v) noexcept : key(k), value(static_cast<double>(v)) {}
};

using fields = std::initializer_list<field>;

namespace detail {

extern std::atomic<int> threshold;
void write(level l, std::string_view component, std::string_view event, fields f) noexcept;

} // namespace detail

inline bool enabled(level l) noexcept {
  return static_cast<int>(l) >= detail::threshold.load(std::memory_order_relaxed);
}

inline void write(level l, std::string_view component, std::string_view event,
                  fields f = {}) noexcept {
  if (enabled(l))
    detail::write(l, component, event, f);
}

inline void trace(std::string_view component, std::string_view event, fields f = {}) noexcept {
  write(level::trace, component, event, f);
}

inline void debug(std::string_view component, std::string_view event, fields f = {}) noexcept {
  write(level::debug, component, event, f);
}

inline void info(std::string_view component, std::string_view event, fields f = {}) noexcept {
  write(level::info, component, event, f);
}

inline void warn(std::string_view component, std::string_view event, fields f = {}) noexcept {
  write(level::warn, component, event, f);
}

inline void error(std::string_view component, std::string_view event, fields f = {}) noexcept {
  write(level::error, component, event, f);
}

} // namespace fleetwire::log
