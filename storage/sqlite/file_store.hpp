#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "storage/sqlite/job_queue.hpp"

namespace fleetwire::storage::sqlite {

/// What a file_store is told.
struct file_options {
  std::string path; ///< or a memory name
  file where = file::promises;
  bool flush_every_commit = true;
  job_queue::limits writes;
  job_queue::limits reads;
  unsigned readers = 2;
};

/// One file with its writer thread and its readers' threads.
class file_store {
public:
  explicit file_store(const file_options& options);
  ~file_store();

  /// Opens, migrates and starts the threads.
  status open(std::span<const schema> schemas);

  void write(job what, job_done done) { writes_.push(std::move(what), std::move(done)); }

  void read(job what, job_done done) { reads_.push(std::move(what), std::move(done)); }

  status write_now(const job& what);

  /// Commits what waits, answers the readers that wait, ends the threads. Once; not from one of
  /// the threads.
  void close();

  store_usage usage() const;

private:
  void write_groups();
  void serve_readers(connection& db);
  void run_group(std::span<pending> group);

  const file_options options_;
  job_queue writes_;
  job_queue reads_;
  /// Holds the writer's connection. Readers of memory take it as well: SQLite's databases in memory
  /// know no snapshots, so a reader would make the writer wait in sleeps.
  std::mutex turn_;
  connection writer_;
  std::vector<std::unique_ptr<connection>> readers_;
  std::vector<std::thread> threads_; ///< the writer first
  std::once_flag closed_;
  std::atomic<std::uint64_t> commits_{0};
  std::atomic<std::uint64_t> failures_{0};
};

} // namespace fleetwire::storage::sqlite
