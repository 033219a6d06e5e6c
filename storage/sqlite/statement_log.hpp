#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "storage/store.hpp"

namespace fleetwire::storage::sqlite {

/// The statements that have changed something, with copies of their values: done again in the same
/// order on the same data, they change the same.
class statement_log {
public:
  /// So much is noted of a group at most; what one job does is not cut.
  static constexpr std::size_t most = 4U << 20;

  void add(std::string_view sql, std::span<const datum> values);

  /// How much there is, for cut().
  std::size_t size() const noexcept { return bytes_.size(); }

  /// Forgets what came after that.
  void cut(std::size_t size) { bytes_.resize(size); }
  /// Forgets all, and gives back memory that few groups need.
  void clear();

  /// Does all of it again.
  void replay(session& db) const;

private:
  std::string bytes_; ///< one entry after the other; only ours, hence never looked at with doubt
};

} // namespace fleetwire::storage::sqlite
