#pragma once

#include <span>
#include <string_view>

#include "storage/store.hpp"

namespace fleetwire::systems::rides::catalog {

/// The tables of the catalogue; a step that was released is never edited, only followed by others.
extern const std::span<const std::string_view> steps;

/// `steps` in the file of the promises.
storage::schema schema();

} // namespace fleetwire::systems::rides::catalog
