#include "tools/load/scenario.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <exception>
#include <string>
#include <variant>
#include <vector>

using namespace fleetwire::load;

namespace {

constexpr int exit_failed = 1;
constexpr int exit_usage = 2;

void on_time_limit(int) {
  constexpr char text[] = "fleetwire-load: time limit reached\n";
  [[maybe_unused]] auto written = write(STDERR_FILENO, text, sizeof(text) - 1);
  _exit(exit_failed);
}

void print(std::FILE* to, std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), to);
}

/// Takes all the descriptors the system grants.
std::size_t raise_descriptor_limit() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  return limit.rlim_cur;
}

std::unique_ptr<scenario> make_scenario(const options& o) {
  switch (o.scenario) {
    case scenario_kind::connect:
      return make_connect(o);
    case scenario_kind::idle:
      return make_idle(o);
    case scenario_kind::fanout:
      return make_fanout(o);
    case scenario_kind::reconnect:
      return make_reconnect(o);
    default:
      return make_requests(o);
  }
}

int run(const options& o) {
  constexpr std::size_t own_descriptors = 16;
  auto descriptors = raise_descriptor_limit();
  if (o.connections + own_descriptors > descriptors && !o.close_at_once) {
    std::fprintf(stderr, "fleetwire-load: %zu connections need more descriptors than %zu\n",
                 o.connections, descriptors);
    return exit_usage;
  }
  std::signal(SIGALRM, on_time_limit);
  alarm(static_cast<unsigned>(o.time_limit));
  report out{to_string(o.scenario)};
  bool good = make_scenario(o)->run(out);
  print(stdout, o.json ? out.json() : out.table());
  if (!good)
    print(stderr, "fleetwire-load: failed, see the figures for what was refused or lost\n");
  return good ? 0 : exit_failed;
}

} // namespace

int main(int argc, char** argv) {
  auto result = parse_options({argv + 1, argv + argc});
  if (std::holds_alternative<help_request>(result)) {
    print(stdout, help_text());
    return 0;
  }
  if (std::holds_alternative<version_request>(result)) {
    print(stdout, "fleetwire-load " FLEETWIRE_VERSION "\n");
    return 0;
  }
  if (auto* fault = std::get_if<usage_error>(&result)) {
    std::fprintf(stderr, "fleetwire-load: %s (see --help)\n", fault->text.c_str());
    return exit_usage;
  }
  try {
    return run(std::get<options>(result));
  } catch (const std::exception& fault) {
    std::fprintf(stderr, "fleetwire-load: %s\n", fault.what());
    return exit_failed;
  }
}
