#include "storage/memory/memory_snapshots.hpp"

#include <map>

namespace fleetwire::storage {

namespace {

class memory_snapshots : public snapshot_store {
public:
  status save(std::string_view key, std::string_view blob) override {
    if (auto bad = check_key(key); !bad)
      return bad;
    if (auto bad = check_blob(blob); !bad)
      return bad;
    blobs_.insert_or_assign(std::string{key}, std::string{blob});
    return {};
  }

  status load(std::string_view key, std::optional<std::string>& blob) override {
    blob.reset();
    if (auto bad = check_key(key); !bad)
      return bad;
    if (const auto i = blobs_.find(key); i != blobs_.end())
      blob = i->second;
    return {};
  }

  status remove(std::string_view key) override {
    if (auto bad = check_key(key); !bad)
      return bad;
    if (const auto i = blobs_.find(key); i != blobs_.end())
      blobs_.erase(i);
    return {};
  }

private:
  std::map<std::string, std::string, std::less<>> blobs_;
};

} // namespace

std::unique_ptr<snapshot_store> make_memory_snapshots() {
  return std::make_unique<memory_snapshots>();
}

} // namespace fleetwire::storage
