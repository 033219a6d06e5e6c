#pragma once

#include <array>
#include <deque>
#include <memory>
#include <random>
#include <span>

#include "storage/store.hpp"

/// Storage for simulations: no thread, no file, no clock; the owner decides when what happens.
namespace fleetwire::storage {

/// What outlives a crash: the committed data of both files. One store at a time uses it.
class stepped_disk {
public:
  stepped_disk();
  ~stepped_disk();

private:
  friend class stepped_store;
  struct files;
  std::unique_ptr<files> files_;
};

/// A store whose jobs wait until step(). On one thread; `done` is called from within step(), and may
/// call everything here but the destructor.
class stepped_store final : public store {
public:
  struct limits {
    std::size_t queue = 10'000; ///< jobs that may wait, per file, writers and readers each
    std::size_t group = 16; ///< most jobs of a commit
  };

  /// Brings the tables up to date on a disk that may have some. Null and a reason if it cannot.
  static std::unique_ptr<stepped_store> open(std::shared_ptr<stepped_disk> disk,
                                             std::span<const schema> schemas, status& result,
                                             const limits& bounds);
  static std::unique_ptr<stepped_store> open(std::shared_ptr<stepped_disk> disk,
                                             std::span<const schema> schemas, status& result) {
    return open(std::move(disk), schemas, result, limits{});
  }

  /// An orderly end: commits and answers what waits, stalled or not.
  ~stepped_store() override;

  void write(file where, job what, job_done done) override;
  void read(file where, job what, job_done done) override;
  status write_now(file where, const job& what) override;
  void close() override;
  store_usage usage(file where) const override;

  /// Does one thing of all that could come next: commits the first 1..n writes of a file, or runs
  /// one of its reads (any, as if readers raced). False if nothing waits or the store is stalled.
  bool step(std::mt19937_64& dice);

  /// The next commit fails with this and nothing of its group stays; calls queue up.
  void fail_next(status why);

  /// The next read fails with this without being run.
  void fail_next_read(status why);

  /// While stalled nothing moves; jobs wait and the queue may fill.
  void stall(bool on) noexcept { stalled_ = on; }

  /// Jobs that wait, of both files.
  std::size_t waiting() const noexcept;

  /// The process dies: what waits is lost and nobody hears of it; later calls vanish as well. Open
  /// another store on the disk to come back.
  void crash();

  /// Dies between a commit and its announcement: up to `count` writes of a file that wait reach the
  /// disk, their `done` is never called.
  void crash_after_commit(file where, std::size_t count);

private:
  struct entry;
  struct queues;
  enum class life : std::uint8_t { running, closed, crashed };

  stepped_store(std::shared_ptr<stepped_disk> disk, const limits& bounds);
  void push(std::deque<entry>& to, job what, job_done done);
  void commit(file where, std::size_t count, bool tell);
  void answer(file where, std::size_t which);
  void drain();

  std::shared_ptr<stepped_disk> disk_;
  limits bounds_;
  std::unique_ptr<queues> queues_;
  std::deque<status> failures_;
  std::deque<status> read_failures_;
  bool stalled_ = false;
  life life_ = life::running;
};

} // namespace fleetwire::storage
