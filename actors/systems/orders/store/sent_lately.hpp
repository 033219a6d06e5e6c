#pragma once

#include "storage/store.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace fleetwire::systems::orders::store {

/// What was sent under a clientId and is not yet in orders_sent, where each of many people has a page of
/// his own: it goes there together. What is known here is read from the messages after a restart, and
/// may be of a job that came to nothing; the message of the number tells.
///
/// In jobs that write, which run one after the other, except where it says so.
class sent_lately {
public:
  /// So many before it is time to gather.
  explicit sent_lately(std::size_t most = 8192) : most_(most) {}

  /// Reads what it must know, once; before anything else.
  void open(storage::session& db);
  /// Of the next message. Never one that was given before, even if nothing came of it.
  std::int64_t next_number() noexcept { return ++newest_; }
  std::optional<std::int64_t> find(std::string_view sender, std::string_view client) const;
  void add(std::string_view sender, std::string_view client, std::int64_t number);
  /// Writes all it knows to orders_sent; tells up to which message. Nothing is forgotten before
  /// gathered() says that this was committed.
  std::int64_t gather(storage::session& db);

  /// Whether it is time to gather; then not again before gathered(). From any thread.
  bool is_due() noexcept { return size_ >= most_ && !is_gathering_.exchange(true); }
  /// What became of it; 0: nothing. From any thread.
  void gathered(std::int64_t until) noexcept;

private:
  void forget_gathered();

  const std::size_t most_;
  bool is_open_ = false;
  std::int64_t newest_ = 0;
  std::unordered_map<std::string, std::int64_t> numbers_;
  std::atomic<std::size_t> size_{0};
  std::atomic<bool> is_gathering_{false};
  std::atomic<std::int64_t> gathered_{0};
};

} // namespace fleetwire::systems::orders::store
