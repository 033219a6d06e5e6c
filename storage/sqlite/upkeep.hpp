#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "storage/store.hpp"

/// What an operator does to a file of the store. Each function may block for as long as the file is
/// large; servers may have the file open meanwhile.
namespace fleetwire::storage {

/// Versions of the tables by owner.
using owner_versions = std::vector<std::pair<std::string, std::int64_t>>;

struct file_report {
  std::vector<std::string> problems; ///< none: the file is sound
  owner_versions versions;
  std::int64_t bytes = 0; ///< without the log
};

/// Reads every page and every key. Not ok if the file cannot be read at all.
status check_file(const std::string& path, file_report& out);

/// Copies the file as it is at this moment, with what its log holds, to `to`, which must not be
/// there.
status backup_file(const std::string& path, const std::string& to);

/// Gives free pages back. A server's commits wait meanwhile and are refused after some seconds.
status vacuum_file(const std::string& path);

/// Brings the tables up to date as a start of the server would. Busy while a server has the file.
status migrate_file(const std::string& path, file where, std::span<const schema> schemas,
                    owner_versions& before, owner_versions& after);

} // namespace fleetwire::storage
