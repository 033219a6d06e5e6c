#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "storage/status.hpp"

/// What an operator does to a file of the store. Each function may block for as long as the file is
/// large; servers may have the file open meanwhile.
namespace fleetwire::storage {

struct file_report {
  std::vector<std::string> problems; ///< none: the file is sound
  std::vector<std::pair<std::string, std::int64_t>> versions; ///< by owner
  std::int64_t bytes = 0; ///< without the log
};

/// Reads every page and every key. Not ok if the file cannot be read at all.
status check_file(const std::string& path, file_report& out);

/// Copies the file as it is at this moment, with what its log holds, to `to`, which must not be
/// there.
status backup_file(const std::string& path, const std::string& to);

/// Gives free pages back. A server's commits wait meanwhile and are refused after some seconds.
status vacuum_file(const std::string& path);

} // namespace fleetwire::storage
