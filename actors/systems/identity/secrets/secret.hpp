#pragma once

#include <cstdint>
#include <string>
#include <string_view>

/// Where the secrets come from that sign our tokens. There is no default that anybody could know.
namespace fleetwire::systems::identity {

enum class secret_fault : std::uint8_t {
  none = 0,
  unreadable, ///< the file or its folder cannot be opened, read or made
  too_open,   ///< others may read the file or write its folder, or it is no plain file of ours
  too_short,
  too_long,
};

std::string_view to_string(secret_fault why) noexcept;

/// Shorter ones can be guessed from one token.
inline constexpr std::size_t min_secret = 32;
inline constexpr std::size_t max_secret = 4096;

struct secret_source {
  std::string given; ///< from the environment or the settings; wins
  std::string file;  ///< named by the settings; must exist
  std::string made;  ///< else this one, made on first start
};

/// The first of the three that is named. `detail` names the file and the reason, never the secret.
secret_fault resolve_secret(const secret_source& from, std::string& out, std::string& detail);

/// The text of a file that only its owner may read, without the line's end.
secret_fault read_secret(const std::string& path, std::string& out, std::string& detail);

/// As read_secret; makes the file (0600, in a folder of 0700) with 32 random bytes when it is not
/// there. Two processes that start at once get the same secret.
secret_fault read_or_make_secret(const std::string& path, std::string& out, std::string& detail);

} // namespace fleetwire::systems::identity
