#include "storage/backends/open_store.hpp"

#include <filesystem>

#include "storage/sqlite/sqlite_store.hpp"

namespace fleetwire::storage {

std::unique_ptr<store> open_store(const store_options& options, std::span<const schema> schemas,
                                  status& result) {
  sqlite::file_options promises;
  promises.writes = {.waiting = options.queue, .group = options.group};
  promises.reads = {.waiting = options.queue};
  promises.readers = options.readers;
  auto history = promises;
  promises.writes.crowd = 4; // with fewer there is little to share a flush
  promises.writes.linger = options.commit_wait;
  history.where = file::history;
  history.flush_every_commit = false;
  history.writes.enough = options.history_rows;
  history.writes.linger = options.history_wait;
  if (options.folder.empty()) {
    promises.path = sqlite::new_memory_name();
    history.path = sqlite::new_memory_name();
    return sqlite::open_sqlite_store(promises, history, schemas, result);
  }
  result = sqlite::make_folder(options.folder);
  if (!result)
    return nullptr;
  const std::filesystem::path folder{options.folder};
  promises.path = (folder / sqlite::file_name(file::promises)).string();
  history.path = (folder / sqlite::file_name(file::history)).string();
  return sqlite::open_sqlite_store(promises, history, schemas, result);
}

} // namespace fleetwire::storage
