#pragma once

#include <chrono>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tools/common/http_client.hpp"

namespace fleetwire::ctl {

/// Exit codes, for scripts.
inline constexpr int done = 0;
inline constexpr int failed =
  1; ///< the server is not reachable, not ready, or what was checked is wrong
inline constexpr int misused = 2;

/// What every command gets.
struct request {
  std::string url; ///< of the internal listener
  bool has_url = false; ///< it was given
  std::chrono::milliseconds limit{5'000};
  bool json = false; ///< what the server said, for scripts
  std::vector<std::string> arguments;
};

/// What a command has to say and how it ends.
struct answer {
  int code = done;
  std::string out;
  std::string error;
};

struct command {
  std::string_view name;      ///< one word, or two: "config check"
  std::string_view arguments; ///< as --help shows them
  std::string_view help;
  std::size_t least = 0; ///< arguments it needs
  std::size_t most = 0;  ///< and takes
  answer (*run)(const request&);
};

/// Every command there is.
std::span<const command> commands();

/// Takes "--name value" or "--name=value" out of `arguments`. False if the value is missing.
bool take_flag(std::vector<std::string>& arguments, const std::string& name, std::string& value);

/// Understands and runs a command line (without the program's name).
answer run(const std::vector<std::string>& arguments, const std::string& default_url);

std::string help_text();

} // namespace fleetwire::ctl
