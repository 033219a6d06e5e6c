#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "config/schema.hpp"

/// What the settings need from the machine.
namespace fleetwire::server {

/// Files and folders that the settings name and that are not there or may not be read.
std::vector<config::fault> check_files(const settings& s);

/// Systems that the settings name and that are not among `known`, those of this build.
std::vector<config::fault> check_systems(const settings& s,
                                         const std::vector<std::string_view>& known);

/// Raises the limit of open descriptors as far as the system lets us; gives what it is then.
std::size_t raise_descriptor_limit() noexcept;

/// Descriptors that are no client's: listeners, databases, the log, event loops.
inline constexpr std::size_t own_descriptors = 100;

} // namespace fleetwire::server
