#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "actors/systems/identity/jwt/token.hpp"

namespace fleetwire::systems::identity {

/// What tokens said that were verified lately: whoever asks again and again is verified twice. Belongs
/// to one set of keys and ends with it; holds nothing but verified tokens, so nobody else's can displace
/// them. Any thread.
///
/// Of a token seen for the first time only a hash is kept: those of sockets are not shown again. A set
/// of four places belongs to each hash, and nothing is ever searched beyond it.
class token_memory {
public:
  using claims_ptr = std::shared_ptr<const jwt::claims>;
  /// When it is good, in whole seconds: a clock that was set back sees the token verified anew.
  struct span {
    jwt::seconds since = 0;
    std::optional<jwt::seconds> until = {}; ///< no longer then; nothing: it does not end
  };

  /// Null unless the very same token was kept, and is good at `now`.
  claims_ptr find(std::string_view token, jwt::seconds now) const;
  /// After it was verified.
  void keep(std::string_view token, span good, claims_ptr said);

  /// Longer ones are verified each time.
  static constexpr std::size_t longest_token = 1536;
  /// Of tokens.
  static constexpr std::size_t places = 8192;

private:
  struct entry {
    std::string token;
    span good;
    claims_ptr said;
  };
  struct place {
    std::size_t hash = 0; ///< 0: free
    std::shared_ptr<const entry> what; ///< null: seen once
  };
  static constexpr std::size_t ways = 4;
  static constexpr std::size_t sets = places / ways;
  static constexpr std::size_t locks = 64;
  using set = std::array<place, ways>;

  static std::size_t hash_of(std::string_view token) noexcept;
  static place* look(set& in, std::size_t hash) noexcept;

  mutable std::vector<set> sets_{sets};
  mutable std::array<std::mutex, locks> locks_;
};

} // namespace fleetwire::systems::identity
