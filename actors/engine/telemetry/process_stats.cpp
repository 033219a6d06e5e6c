#include "actors/engine/telemetry/process_stats.hpp"

#include <dirent.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <sstream>
#include <string>

namespace fleetwire {

namespace {

double seconds_of(clockid_t clock) noexcept {
  timespec at{};
  clock_gettime(clock, &at);
  return static_cast<double>(at.tv_sec) + static_cast<double>(at.tv_nsec) * 1e-9;
}

std::uint64_t count_descriptors() {
  auto* folder = opendir("/proc/self/fd");
  if (!folder)
    return 0;
  std::uint64_t entries = 0;
  while (readdir(folder))
    ++entries;
  closedir(folder);
  return entries - 3; // ".", ".." and the folder's own
}

/// Two fields of /proc/self/stat (20 and 22 of proc(5)).
struct stat_fields {
  double threads = 0;
  double start_ticks = 0;
};

stat_fields read_stat() {
  std::ifstream in{"/proc/self/stat"};
  std::string line;
  std::getline(in, line);
  auto name_end = line.rfind(')'); // the name may hold blanks and parentheses
  if (name_end == std::string::npos)
    return {};
  std::istringstream rest{line.substr(name_end + 2)};
  stat_fields result;
  std::string field;
  for (int number = 3; rest >> field; ++number) {
    if (number == 20)
      result.threads = std::stod(field);
    if (number == 22) {
      result.start_ticks = std::stod(field);
      break;
    }
  }
  return result;
}

} // namespace

double thread_cpu_seconds() noexcept {
  return seconds_of(CLOCK_THREAD_CPUTIME_ID);
}

process_stats read_process_stats() {
  process_stats result;
  result.pid = getpid();
  result.cpu_seconds = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
  const auto fields = read_stat();
  result.threads = static_cast<std::uint64_t>(fields.threads);
  const auto since_boot = fields.start_ticks / static_cast<double>(sysconf(_SC_CLK_TCK));
  result.uptime = seconds_of(CLOCK_BOOTTIME) - since_boot;
  result.start_time = seconds_of(CLOCK_REALTIME) - result.uptime;
  const auto page = static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
  std::ifstream memory{"/proc/self/statm"};
  memory >> result.virtual_bytes >> result.resident_bytes;
  result.virtual_bytes *= page;
  result.resident_bytes *= page;
  result.open_descriptors = count_descriptors();
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0)
    result.max_descriptors = limit.rlim_cur;
  return result;
}

} // namespace fleetwire
