#pragma once

#include <memory>

#include "storage/sqlite/file_store.hpp"

namespace fleetwire::storage::sqlite {

/// "promises.db" or "history.db".
std::string_view file_name(file which) noexcept;

/// The store of both files, each with threads of its own; indexed by `file`.
std::unique_ptr<store> open_sqlite_store(const file_options& promises, const file_options& history,
                                         std::span<const schema> schemas, status& result);

} // namespace fleetwire::storage::sqlite
