#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "storage/status.hpp"

/// What systems keep: tables of their own in two files, written by one thread that commits whatever
/// waits in one transaction. The SQL lives with the system that owns the tables; the dialect is that
/// of SQLite, which the backend in memory speaks too.
namespace fleetwire::storage {

/// The two files differ in what a commit promises.
enum class file : std::uint8_t {
  promises, ///< survives a power cut: users, trips, orders, messages
  history, ///< may lose its last moments in a power cut: positions
};
inline constexpr std::size_t file_count = 2;

/// Bytes on their way in.
struct blob {
  std::string_view bytes;
};

/// A value on its way in. Texts and bytes are not copied: they live as long as the call that takes
/// them.
using datum = std::variant<std::nullptr_t, std::int64_t, double, std::string_view, blob>;

/// One row on its way out; views die with the call that got it.
class row {
public:
  virtual ~row() = default;
  virtual bool is_null(int column) const noexcept = 0;
  virtual std::int64_t integer(int column) const noexcept = 0;
  virtual double number(int column) const noexcept = 0;
  virtual std::string_view text(int column) const noexcept = 0;
  /// What was put in as a blob; a text as it is kept.
  virtual std::string_view bytes(int column) const noexcept = 0;
};

/// The database as a job sees it: inside a transaction, on a thread that may block. The first
/// statement that fails stops the rest: later ones do nothing, and the job is rolled back alone.
class session {
public:
  virtual ~session() = default;
  /// A statement whose rows, if it has any, are of no interest. The text is the key of the cache of prepared statements: keep
  /// values out of it.
  virtual void run(std::string_view sql, std::span<const datum> values) = 0;
  virtual void query(std::string_view sql, std::span<const datum> values,
                     const std::function<void(const row&)>& each) = 0;
  /// Rows that the last run() changed.
  virtual std::int64_t changes() const noexcept = 0;
  /// What went wrong first.
  virtual const status& fault() const noexcept = 0;
  /// Gives up: rolls the job back with a reason of its own. The first reason stays.
  virtual void fail(status why) = 0;

  bool ok() const noexcept { return static_cast<bool>(fault()); }
  template <class... Ts>
  void exec(std::string_view sql, const Ts&... xs) {
    const datum values[] = {datum_of(xs)..., nullptr};
    run(sql, std::span{values, sizeof...(Ts)});
  }
  /// `each` last: `db.rows("SELECT …", id, [&](const row& r) { … })` reads better the other way
  /// round, but packs come last.
  template <class... Ts>
  void rows(std::string_view sql, const std::function<void(const row&)>& each, const Ts&... xs) {
    const datum values[] = {datum_of(xs)..., nullptr};
    query(sql, std::span{values, sizeof...(Ts)}, each);
  }

  static datum datum_of(std::nullptr_t) { return nullptr; }
  static datum datum_of(bool flag) { return std::int64_t{flag}; }
  template <std::integral T>
    requires(!std::same_as<T, bool>)
  static datum datum_of(T number) {
    return static_cast<std::int64_t>(number);
  }
  static datum datum_of(double number) { return number; }
  static datum datum_of(std::string_view text) { return text; }
  static datum datum_of(const char* text) { return std::string_view{text}; }
  static datum datum_of(const std::string& text) { return std::string_view{text}; }
  static datum datum_of(std::string&&) = delete; // would be gone when it is needed
  static datum datum_of(blob bytes) { return bytes; }
  static datum datum_of(datum as_it_is) { return as_it_is; }
  template <class T>
  static datum datum_of(const std::optional<T>& maybe) {
    return maybe ? datum_of(*maybe) : datum{nullptr};
  }
  static datum datum_of(std::optional<std::string>&&) = delete;
};

/// Tables of one owner in one file, as a list of steps. Step n leads to version n; what has been
/// released is never edited, only added to.
/// SQL texts of many statements are fine here; keys are checked when all steps are done, so a step
/// may rebuild tables. PRAGMAs that want no transaction do not work in it.
struct schema {
  std::string_view owner; ///< "rides"
  file where = file::promises;
  std::span<const std::string_view> steps; ///< SQL scripts
};

/// Runs once, on a thread of the store. Its changes may be made again from what its statements were,
/// so SQL must not ask for chance or the time. A statement that fails, an exception or fail() undoes this
/// job and no other. Transactions are the store's affair: BEGIN and its kin are refused.
using job = std::function<void(session&)>;
/// Hears how a job ended, exactly once: after the commit, on a thread of the store; or at once, on
/// the caller's, when the queue is full (errc::overloaded) or the store closed (errc::closed). When
/// it hears another failure, nothing of the job stays; only if the power goes right after errc::io
/// may it come back whole. Must not throw nor wait. May be empty.
using job_done = std::function<void(const status&)>;

/// What telemetry and tests ask of one file.
struct store_usage {
  std::size_t writes_waiting = 0;
  std::size_t reads_waiting = 0;
  std::uint64_t commits = 0; ///< transactions, not jobs
  std::uint64_t failed_commits = 0; ///< of which nothing stays
};

class store {
public:
  virtual ~store() = default;
  /// Queues a change. Jobs of one file run in the order they were queued; those that wait together
  /// are committed together. From any thread.
  virtual void write(file where, job what, job_done done) = 0;
  /// Queues a reader; it sees all that was committed when it begins and changes nothing. From any
  /// thread.
  virtual void read(file where, job what, job_done done) = 0;
  /// For the start and for tools, before anybody else uses the store: runs `what` here and now.
  virtual status write_now(file where, const job& what) = 0;
  /// Commits what waits, answers the readers that wait, and ends; later calls get errc::closed. The
  /// destructor does the same. Not from a job or a `done`.
  virtual void close() {
    // nop
  }
  virtual store_usage usage(file) const { return {}; }
};

} // namespace fleetwire::storage
