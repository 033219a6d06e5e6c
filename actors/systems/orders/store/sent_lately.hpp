#pragma once

#include "actors/systems/orders/store/key_filter.hpp"
#include "actors/systems/orders/store/name_key.hpp"
#include "storage/store.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>

namespace fleetwire::systems::orders::store {

/// What was sent under a clientId, by the key of its message, and is not yet in orders_sent: it goes
/// there together. What is known here is read from the messages after a restart, and may be of a job
/// that came to nothing; the message of the number tells.
///
/// In jobs that write, which run one after the other, except where it says so.
class sent_lately {
public:
  /// So many before it is time to gather. The filter of all keys has 2^`filter_bits` bits.
  explicit sent_lately(std::size_t most = 8192, unsigned filter_bits = 25)
    : most_(most), filter_bits_(filter_bits) {}

  /// Reads what it must know, once; before anything else.
  void open(storage::session& db);
  /// Of the next message. Never one that was given before, even if nothing came of it.
  std::int64_t next_number() noexcept { return ++newest_; }
  /// The first key of these names. Where another message has it, the next one is tried, until one is
  /// free; which then stays with the message.
  std::int64_t first_key(std::string_view sender, std::string_view client) const noexcept {
    return keys_(sender, client);
  }
  /// Whether no message has the key, gathered or not. False: perhaps one has.
  bool is_free(storage::session& db, std::int64_t key);
  std::optional<std::int64_t> find(std::int64_t key) const;
  void add(std::int64_t key, std::int64_t number);
  /// Of a message that goes to orders_sent by another way.
  void add_gathered(std::int64_t key) noexcept;
  /// Whether there are messages of former releases that are known by their names only.
  bool has_unkeyed() const noexcept { return has_unkeyed_; }
  /// Writes all it knows to orders_sent when that is due, and gives keys to some of those who have
  /// none; tells up to which message. Nothing is forgotten before gathered() says that this was
  /// committed.
  std::int64_t gather(storage::session& db);

  /// Whether it is time to gather; then not again before gathered(). From any thread.
  bool is_due() noexcept {
    return (size_ >= most_ || has_unkeyed_) && !is_gathering_.exchange(true);
  }
  /// What became of it; 0: nothing. From any thread.
  void gathered(std::int64_t until) noexcept;

private:
  void forget_gathered();

  const std::size_t most_;
  const unsigned filter_bits_;
  bool is_open_ = false;
  std::int64_t newest_ = 0;
  name_key keys_;
  std::unordered_map<std::int64_t, std::int64_t> numbers_;
  std::optional<key_filter> filter_; ///< none when there is so much that it would say little
  std::atomic<std::size_t> size_{0};
  std::atomic<bool> has_unkeyed_{false};
  std::atomic<bool> is_gathering_{false};
  std::atomic<std::int64_t> gathered_{0};
};

} // namespace fleetwire::systems::orders::store
