#pragma once

#include <fleetwire/engine.hpp>

#include <string_view>

/// The kinds of fixture: their options and their handlers.
namespace fleetwire::fixture {

/// What all kinds share: guards off, telemetry off, short drain.
settings base_settings();
/// Sets the options of `kind`; false when there is no such kind.
bool adjust(std::string_view kind, settings& options);
/// Registers the handlers of `kind`.
void install(std::string_view kind, engine& server);

} // namespace fleetwire::fixture
