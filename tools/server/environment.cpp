#include "tools/server/environment.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include <sys/resource.h>
#include <unistd.h>

namespace fleetwire::server {

namespace {

namespace fs = std::filesystem;

void check_file(const char* path, const std::string& file, std::vector<config::fault>& out) {
  if (file.empty())
    return;
  std::error_code ec;
  const auto* reason = fs::is_directory(file, ec)          ? "it is a folder"
                       : ::access(file.c_str(), R_OK) != 0 ? std::strerror(errno)
                                                           : nullptr;
  if (reason != nullptr)
    out.push_back({{}, path, std::string{path} + ": " + file + " cannot be read: " + reason});
}

/// A folder that must be there already, or, if it may be made, must not be something else.
void check_folder(const char* path, const std::string& folder, bool may_be_made,
                  std::vector<config::fault>& out) {
  std::error_code ec;
  if (folder.empty() || fs::is_directory(folder, ec) || (may_be_made && !fs::exists(folder, ec)))
    return;
  out.push_back({{}, path, std::string{path} + ": " + folder + " is no folder"});
}

} // namespace

std::vector<config::fault> check_files(const settings& s) {
  std::vector<config::fault> out;
  check_file("tls.certificate", s.tls.certificate, out);
  check_file("tls.key", s.tls.key, out);
  check_folder("socketio.serve_client", s.socketio.serve_client, false, out);
  check_folder("storage.data", s.storage.data, true, out);
  return out;
}

std::vector<config::fault> check_systems(const settings& s,
                                         const std::vector<std::string_view>& known) {
  std::string names;
  for (const auto& name : known)
    names.append(names.empty() ? "" : ", ").append(name);
  std::vector<config::fault> out;
  for (const auto& name : s.systems)
    if (std::find(known.begin(), known.end(), name) == known.end())
      out.push_back({{},
                     "systems",
                     "systems: there is no \"" + name + "\"; this build has "
                       + (names.empty() ? "none" : names)});
  return out;
}

std::size_t raise_descriptor_limit() noexcept {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0)
    return 0;
  if (limit.rlim_cur < limit.rlim_max) {
    const auto before = limit.rlim_cur;
    limit.rlim_cur = limit.rlim_max;
    if (::setrlimit(RLIMIT_NOFILE, &limit) != 0)
      limit.rlim_cur = before;
  }
  return static_cast<std::size_t>(limit.rlim_cur);
}

} // namespace fleetwire::server
