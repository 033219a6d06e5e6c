#pragma once

#include <cstdint>

namespace fleetwire {

/// What the kernel says of this process; 0 where it does not tell.
struct process_stats {
  int pid = 0;
  double cpu_seconds = 0;
  double start_time = 0; ///< seconds since 1970
  double uptime = 0;     ///< seconds
  std::uint64_t resident_bytes = 0;
  std::uint64_t virtual_bytes = 0;
  std::uint64_t open_descriptors = 0;
  std::uint64_t max_descriptors = 0;
  std::uint64_t threads = 0;
};

/// Reads /proc: some tens of microseconds, more with very many descriptors.
process_stats read_process_stats();

/// Processor time of the calling thread, in seconds.
double thread_cpu_seconds() noexcept;

} // namespace fleetwire
