#pragma once

#include <chrono>
#include <span>

#include "storage/sqlite/connection.hpp"
#include "storage/store.hpp"

namespace fleetwire::storage::sqlite {

/// A job that waits, and how it ended once it ran.
struct pending {
  job what;
  job_done done;
  std::chrono::steady_clock::time_point since{};
  status result;
};

/// Runs the jobs in one transaction and commits; a job that fails is undone alone. Sets the result
/// of each: its own failure, or that of the transaction, in which case nothing of the group stays.
/// If `verdict` is not ok the commit fails with it. Gives what became of the transaction; calls no
/// `done`.
status commit_group(connection& db, std::span<pending> group, const status& verdict = {});

/// Runs a job on one view of the data; it may not write.
status run_read(connection& db, const job& what);

} // namespace fleetwire::storage::sqlite
