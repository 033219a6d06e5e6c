#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace fleetwire::load {

/// What the system says of a process.
struct process_sample {
  double cpu_seconds = 0; // user and system, all threads, since its start
  std::uint64_t rss_bytes = 0;
};

/// Reads /proc; nothing when there is no such process.
std::optional<process_sample> sample_process(int pid);

/// Processor time of this program itself.
double own_cpu_seconds();

/// User plus system ticks out of the text of /proc/PID/stat.
std::optional<std::uint64_t> cpu_ticks(std::string_view stat);

/// Resident pages out of the text of /proc/PID/statm.
std::optional<std::uint64_t> resident_pages(std::string_view statm);

} // namespace fleetwire::load
