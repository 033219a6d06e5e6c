#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "storage/store.hpp"

namespace fleetwire::systems::rides::catalog {

/// The tables of the catalogue; a step that was released is never edited, only followed by others.
extern const std::span<const std::string_view> steps;

/// `steps` in the file of the promises.
storage::schema schema();

/// Inside a job. Whoever changes the tables without the catalogue notes it, so that a server which
/// runs on the same file looks again.
void note_change(storage::session& db);
std::int64_t revision(storage::session& db);

} // namespace fleetwire::systems::rides::catalog
