#pragma once

#include <map>
#include <span>
#include <string>

#include "storage/sqlite/connection.hpp"
#include "storage/store.hpp"

namespace fleetwire::storage::sqlite {

/// Version by owner, as the file's table fleetwire_schema has it; empty for a new file.
using schema_versions = std::map<std::string, std::int64_t, std::less<>>;
status read_versions(connection& db, schema_versions& out);

/// Brings the tables of every owner in `where` up to date, all in one transaction. A file in which
/// an owner is newer than we know is refused untouched. A file on disk that has tables already is
/// copied to `<path>.before-<owner>-<version>` first, after the first owner that moves.
status migrate(connection& db, file where, std::span<const schema> schemas);

} // namespace fleetwire::storage::sqlite
