#include "tools/ctl/db_commands.hpp"

#include <array>
#include <filesystem>

#include "storage/sqlite/upkeep.hpp"
#include "tools/ctl/db_schemas.hpp"

namespace fleetwire::ctl {

namespace {

namespace fs = std::filesystem;

struct known_file {
  std::string_view name;
  bool migrates = false; ///< the snapshots of a restart belong to no system
  storage::file where = storage::file::promises;
};

constexpr std::array known_files{known_file{"promises.db", true, storage::file::promises},
                                 known_file{"history.db", true, storage::file::history},
                                 known_file{"fleetwire.db"}};

struct found_file {
  known_file what;
  std::string path;
};

/// What a command works on.
struct place {
  std::string data;
  std::string to;
  std::vector<found_file> files;
};

/// Understands the flags and finds the files; gives the answer if that is the end of it.
bool find_place(const request& asked, bool needs_target, place& out, answer& end) {
  auto words = asked.arguments;
  const bool whole = take_flag(words, "--data", out.data) && take_flag(words, "--to", out.to);
  if (!whole || !words.empty() || out.data.empty() || out.to.empty() == needs_target) {
    end = {misused,
           {},
           std::string{"--data DIR is needed"} + (needs_target ? ", and --to DIR" : "")
             + "; see fleetwire-ctl --help"};
    return false;
  }
  std::error_code ec;
  for (const auto& each : known_files)
    if (const auto path = fs::path{out.data} / each.name; fs::exists(path, ec))
      out.files.push_back({each, path.string()});
  if (out.files.empty()) {
    end = {failed, {}, out.data + " holds no database"};
    return false;
  }
  return true;
}

void fail(answer& out, const std::string& why) {
  out.code = failed;
  out.error += (out.error.empty() ? "" : "\n") + why;
}

std::string to_text(const storage::owner_versions& versions) {
  std::string out;
  for (const auto& [owner, version] : versions)
    out += (out.empty() ? "" : ", ") + owner + " " + std::to_string(version);
  return out;
}

} // namespace

answer check_database(const request& asked) {
  place at;
  answer out;
  if (!find_place(asked, false, at, out))
    return out;
  for (const auto& [what, path] : at.files) {
    storage::file_report report;
    if (const auto end = storage::check_file(path, report); !end) {
      fail(out, end.detail());
      continue;
    }
    for (const auto& problem : report.problems)
      fail(out, path + ": " + problem);
    out.out += path;
    out.out += report.problems.empty() ? ": sound, " : ": DAMAGED, ";
    out.out += std::to_string(report.bytes) + " bytes";
    out.out += (report.versions.empty() ? "" : ", ") + to_text(report.versions) + "\n";
  }
  return out;
}

answer backup_database(const request& asked) {
  place at;
  answer out;
  if (!find_place(asked, true, at, out))
    return out;
  std::error_code ec;
  fs::create_directories(at.to, ec);
  if (ec)
    return {failed, {}, at.to + " cannot be made: " + ec.message()};
  // Before the first is copied: all of them or none.
  for (const auto& [what, path] : at.files)
    if (const auto to = fs::path{at.to} / what.name; fs::exists(to, ec))
      fail(out, to.string() + " is there already");
  if (out.code != done)
    return out;
  for (const auto& [what, path] : at.files) {
    const auto to = (fs::path{at.to} / what.name).string();
    if (const auto end = storage::backup_file(path, to); end)
      out.out += to + "\n";
    else
      fail(out, end.detail());
  }
  return out;
}

answer vacuum_database(const request& asked) {
  place at;
  answer out;
  if (!find_place(asked, false, at, out))
    return out;
  for (const auto& [what, path] : at.files) {
    std::error_code ec;
    const auto before = fs::file_size(path, ec);
    if (const auto end = storage::vacuum_file(path); end)
      out.out += path + ": " + std::to_string(before) + " → "
                 + std::to_string(fs::file_size(path, ec)) + " bytes\n";
    else
      fail(out, end.detail());
  }
  return out;
}

answer migrate_database(const request& asked) {
  place at;
  answer out;
  if (!find_place(asked, false, at, out))
    return out;
  const auto schemas = systems_schemas();
  for (const auto& [what, path] : at.files) {
    if (!what.migrates)
      continue;
    storage::owner_versions before;
    storage::owner_versions after;
    if (const auto end = storage::migrate_file(path, what.where, schemas, before, after); !end)
      fail(out, end.detail());
    else if (before == after)
      out.out += path + ": up to date\n";
    else
      out.out += path + ": " + to_text(before) + " → " + to_text(after) + "\n";
  }
  return out;
}

} // namespace fleetwire::ctl
