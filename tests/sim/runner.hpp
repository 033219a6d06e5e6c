#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace fleetwire::sim {

struct plan {
  std::uint64_t seeds = 10'000;
  std::uint64_t first = 1;
  std::uint64_t jobs = 1;
  bool fail_fast = false;
  std::string world; ///< its name; empty: all
};

bool has_world(std::string_view name);

/// Runs them in processes of their own, shows how far it is and what failed. The exit code: 1 when
/// a seed failed.
int run_all(const plan& what);

/// Runs the first seed alone, twice; 1 when it fails, 3 when the second run differs from the first.
int replay(const plan& what, bool with_trace);

/// Looks at the trips in a data folder that nobody has open; 1 when a rule is broken.
int judge(const std::string& folder);

} // namespace fleetwire::sim
