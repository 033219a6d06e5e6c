#include "storage/sqlite/file_store.hpp"

#include "storage/sqlite/migrations.hpp"

namespace fleetwire::storage::sqlite {

namespace {

void tell(std::span<pending> group) {
  for (auto& each : group)
    if (each.done)
      each.done(each.result);
}

} // namespace

file_store::file_store(const file_options& options)
  : options_(options), writes_(options.writes), reads_(options.reads) {
  // nop
}

file_store::~file_store() {
  close();
}

status file_store::open(std::span<const schema> schemas) {
  if (auto bad = writer_.open(options_.path, {.flush_every_commit = options_.flush_every_commit});
      !bad)
    return bad;
  if (auto bad = migrate(writer_, options_.where, schemas); !bad)
    return bad;
  for (unsigned i = 0; i < options_.readers; ++i) {
    readers_.push_back(std::make_unique<connection>());
    if (auto bad = readers_.back()->open(options_.path, {.read_only = true}); !bad)
      return bad;
  }
  threads_.emplace_back([this] { write_groups(); });
  for (auto& each : readers_)
    threads_.emplace_back([this, &each] { serve_readers(*each); });
  return {};
}

status file_store::write_now(const job& what) {
  pending one{what, {}, {}, {}};
  run_group({&one, 1});
  return one.result;
}

void file_store::run_group(std::span<pending> group) {
  std::lock_guard lock{turn_};
  if (commit_group(writer_, group))
    ++commits_;
  else
    ++failures_;
}

void file_store::write_groups() {
  std::vector<pending> group;
  for (writes_.take(group); !group.empty(); writes_.take(group)) {
    run_group(group);
    tell(group);
  }
}

void file_store::serve_readers(connection& db) {
  std::vector<pending> next;
  for (reads_.take(next); !next.empty(); reads_.take(next)) {
    for (auto& each : next) {
      std::unique_lock lock{turn_, std::defer_lock};
      if (is_memory_name(options_.path))
        lock.lock();
      each.result = run_read(db, each.what);
    }
    tell(next);
  }
}

void file_store::close() {
  std::call_once(closed_, [this] {
    writes_.close();
    if (!threads_.empty())
      threads_.front().join();
    reads_.close();
    for (std::size_t i = 1; i < threads_.size(); ++i)
      threads_[i].join();
  });
}

store_usage file_store::usage() const {
  return {.writes_waiting = writes_.waiting(),
          .reads_waiting = reads_.waiting(),
          .commits = commits_,
          .failed_commits = failures_};
}

} // namespace fleetwire::storage::sqlite
