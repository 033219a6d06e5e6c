#include "storage/sqlite/sqlite_store.hpp"

#include <array>

namespace fleetwire::storage::sqlite {

namespace {

class sqlite_store final : public store {
public:
  sqlite_store(const file_options& promises, const file_options& history)
    : files_{file_store{promises}, file_store{history}} {
    // nop
  }

  ~sqlite_store() override { close(); }

  status open(std::span<const schema> schemas) {
    for (auto& each : files_)
      if (auto bad = each.open(schemas); !bad)
        return bad;
    return {};
  }

  void write(file where, job what, job_done done) override {
    at(where).write(std::move(what), std::move(done));
  }

  void read(file where, job what, job_done done) override {
    at(where).read(std::move(what), std::move(done));
  }

  status write_now(file where, const job& what) override { return at(where).write_now(what); }

  void close() override {
    for (auto& each : files_)
      each.close();
  }

  store_usage usage(file where) const override {
    return files_[static_cast<std::size_t>(where)].usage();
  }

private:
  file_store& at(file where) { return files_[static_cast<std::size_t>(where)]; }

  std::array<file_store, file_count> files_;
};

} // namespace

std::string_view file_name(file which) noexcept {
  return which == file::promises ? "promises.db" : "history.db";
}

std::unique_ptr<store> open_sqlite_store(const file_options& promises, const file_options& history,
                                         std::span<const schema> schemas, status& result) {
  auto made = std::make_unique<sqlite_store>(promises, history);
  result = made->open(schemas);
  if (!result)
    return nullptr;
  return made;
}

} // namespace fleetwire::storage::sqlite
