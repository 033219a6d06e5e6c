// Runs many seeds on all cores, or one with its trace. See tests/sim/README.md.
#include "tests/sim/runner.hpp"

#include <charconv>
#include <cstdio>
#include <cstring>
#include <string_view>
#include <thread>

namespace {

constexpr const char* help =
  R"(fleetwire-sim: systems in virtual time, by chance and yet always the same

  --world W     rides, orders or fleet (default: each)
  --seeds N     how many seeds (default 10000)
  --first N     the first of them (default 1)
  --jobs N      how many at once (default: the cores)
  --fail-fast   end with the first that fails
  --seed N      this one alone, twice, to see whether it replays exactly
  --trace       with --seed: say all that happens
  --judge DIR   look at the trips that a killed server left there
)";

bool read(std::string_view text, std::uint64_t& into) {
  return std::from_chars(text.data(), text.data() + text.size(), into).ec == std::errc{};
}

} // namespace

int main(int argc, char** argv) {
  fleetwire::sim::plan what;
  what.jobs = std::max(1u, std::thread::hardware_concurrency());
  bool is_one = false;
  if (argc == 3 && std::string_view{argv[1]} == "--judge")
    return fleetwire::sim::judge(argv[2]);
  bool trace = false;
  for (int i = 1; i < argc; ++i) {
    const std::string_view flag = argv[i];
    const std::string_view value = i + 1 < argc ? argv[i + 1] : "";
    const bool known = (flag == "--seeds" && read(value, what.seeds))
                       || (flag == "--first" && read(value, what.first))
                       || (flag == "--jobs" && read(value, what.jobs) && what.jobs > 0)
                       || (flag == "--world" && fleetwire::sim::has_world(value))
                       || (flag == "--seed" && read(value, what.first));
    if (known) {
      ++i;
      is_one |= flag == "--seed";
      if (flag == "--world")
        what.world = value;
    } else if (flag == "--trace")
      trace = true;
    else if (flag == "--fail-fast")
      what.fail_fast = true;
    else
      return std::fputs(help, flag == "--help" ? stdout : stderr), flag == "--help" ? 0 : 2;
  }
  return is_one ? fleetwire::sim::replay(what, trace) : fleetwire::sim::run_all(what);
}
