#include "tools/load/process_stats.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <charconv>
#include <fstream>
#include <iterator>
#include <string>

namespace fleetwire::load {

namespace {

std::string slurp(const std::string& path) {
  std::ifstream file{path};
  return {std::istreambuf_iterator<char>{file}, {}};
}

/// Field number `index` (from 0) of a text of fields with single spaces between them.
std::optional<std::uint64_t> field(std::string_view text, int index) {
  while (index-- > 0) {
    auto space = text.find(' ');
    if (space == std::string_view::npos)
      return std::nullopt;
    text.remove_prefix(space + 1);
  }
  std::uint64_t value = 0;
  if (std::from_chars(text.data(), text.data() + text.size(), value).ec != std::errc{})
    return std::nullopt;
  return value;
}

} // namespace

std::optional<std::uint64_t> cpu_ticks(std::string_view stat) {
  // The name of the program is in parentheses and may hold anything, spaces and ')' too.
  auto name_end = stat.rfind(") ");
  if (name_end == std::string_view::npos)
    return std::nullopt;
  auto rest = stat.substr(name_end + 2);
  auto user = field(rest, 11);
  auto system = field(rest, 12);
  if (!user || !system)
    return std::nullopt;
  return *user + *system;
}

std::optional<std::uint64_t> resident_pages(std::string_view statm) {
  return field(statm, 1);
}

std::optional<process_sample> sample_process(int pid) {
  auto folder = "/proc/" + std::to_string(pid);
  auto ticks = cpu_ticks(slurp(folder + "/stat"));
  auto pages = resident_pages(slurp(folder + "/statm"));
  if (!ticks || !pages)
    return std::nullopt;
  static const auto ticks_per_second = static_cast<double>(sysconf(_SC_CLK_TCK));
  static const auto page = static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
  return process_sample{static_cast<double>(*ticks) / ticks_per_second, *pages * page};
}

double own_cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  auto seconds = [](const timeval& t) { return static_cast<double>(t.tv_sec) + t.tv_usec * 1e-6; };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

} // namespace fleetwire::load
