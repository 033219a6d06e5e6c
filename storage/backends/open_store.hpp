#pragma once

#include <chrono>
#include <memory>
#include <span>
#include <string>

#include "storage/store.hpp"

namespace fleetwire::storage {

struct store_options {
  std::string folder{};         ///< for promises.db and history.db; empty: in memory
  std::size_t queue = 10'000;   ///< jobs that may wait, per file, writers and readers each
  std::size_t group = 1'000;    ///< most jobs of a commit: the bound of what a failure undoes
  /// Promises: how long a commit waits for more jobs after one that had several.
  std::chrono::milliseconds commit_wait{4};
  unsigned readers = 2;         ///< threads per file
  std::size_t history_rows = 500; ///< jobs that history waits for before it commits …
  std::chrono::milliseconds history_wait{250}; ///< … or until the first has waited so long
};

/// Opens or makes both files, brings the tables of `schemas` up to date and starts the threads. Null
/// and a reason if a file cannot be opened or written, is damaged, or was written by a later release.
/// The one switch between the backends; both speak SQLite's dialect, for both are SQLite.
std::unique_ptr<store> open_store(const store_options& options, std::span<const schema> schemas,
                                  status& result);

} // namespace fleetwire::storage
