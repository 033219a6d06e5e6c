#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace fleetwire::systems::rides::catalog {

/// A map from text whose copies share what they have in common: a copy costs a pointer, a change
/// copies the table of buckets and one bucket. Readers of a copy never see a change.
template <class Value, std::size_t Buckets>
class cow_map {
public:
  const Value* find(std::string_view key) const {
    const auto& bucket = (*buckets_)[place_of(key)];
    if (!bucket)
      return nullptr;
    const auto found = bucket->find(key);
    return found == bucket->end() ? nullptr : &found->second;
  }

  void set(std::string_view key, Value value) {
    auto& bucket = own(key);
    const auto [at, fresh] = bucket.insert_or_assign(std::string{key}, std::move(value));
    size_ += fresh ? 1 : 0;
  }

  void erase(std::string_view key) {
    if (find(key) == nullptr)
      return;
    auto& bucket = own(key);
    bucket.erase(bucket.find(key));
    --size_;
  }

  std::size_t size() const noexcept { return size_; }

  /// In no order.
  template <class Use>
  void for_each(Use&& use) const {
    for (const auto& bucket : *buckets_)
      if (bucket)
        for (const auto& [key, value] : *bucket)
          use(key, value);
  }

private:
  struct text_hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept {
      return std::hash<std::string_view>{}(text);
    }
  };
  using bucket = std::unordered_map<std::string, Value, text_hash, std::equal_to<>>;
  using table = std::array<std::shared_ptr<bucket>, Buckets>;

  static std::size_t place_of(std::string_view key) { return text_hash{}(key) % Buckets; }

  /// The bucket of the key, no longer shared with anybody. Nobody else can come to share what only
  /// this map holds, so the counts are reliable here.
  bucket& own(std::string_view key) {
    if (buckets_.use_count() != 1)
      buckets_ = std::make_shared<table>(*buckets_);
    auto& result = (*buckets_)[place_of(key)];
    if (!result)
      result = std::make_shared<bucket>();
    else if (result.use_count() != 1)
      result = std::make_shared<bucket>(*result);
    return *result;
  }

  std::shared_ptr<table> buckets_ = std::make_shared<table>();
  std::size_t size_ = 0;
};

} // namespace fleetwire::systems::rides::catalog
