#include "tools/ctl/command.hpp"

#include <algorithm>
#include <array>

#include "config/values.hpp"
#include "tools/ctl/config_commands.hpp"
#include "tools/ctl/db_commands.hpp"
#include "tools/ctl/identity_commands.hpp"
#include "tools/ctl/listen_commands.hpp"
#include "tools/ctl/seed_commands.hpp"
#include "tools/ctl/server_commands.hpp"

namespace fleetwire::ctl {

namespace {

constexpr std::array table{
  command{"health", "", "whether the server lives and takes clients; fails unless it does", 0, 0,
          health},
  command{"status", "", "connections, rooms, workers and the rest of the figures", 0, 0, status},
  command{"actors", "[WORD]", "actors by kind; only lines with WORD in them", 0, 1, actors},
  command{"metrics", "[WORD]", "the metrics as Prometheus gets them; only names with WORD", 0, 1,
          metrics},
  command{"config check", "FILE", "whether a server would take this file; starts nothing", 1, 1,
          check_config},
  command{"db check", "--data DIR", "whether the files are sound, and the versions in them", 1, 2,
          check_database},
  command{"db backup", "--data DIR --to DIR", "copies the files, also while a server runs", 2, 4,
          backup_database},
  command{"db vacuum", "--data DIR", "gives free pages back; holds a server's commits up", 1, 2,
          vacuum_database},
  command{"db migrate", "--data DIR", "brings the tables up to date; wants no server running", 1, 2,
          migrate_database},
  command{
    "user create", "--data DIR --type admin --email E --password-stdin",
    "makes an account, also while a server runs; --phone, --name, --roles a,b;\n"
    "                                  --password-hash-stdin takes bcrypt or argon2id as it is",
    3, 13, create_user},
  command{"seed demo", "--data DIR",
          "a small town with accounts for everybody, also while a server runs", 1, 2, seed_demo},
  command{"listen", "--as driver1",
          "prints what a socket hears; or --token T --namespace /N; --url, --count N", 1, 8,
          listen},
  command{"token create", "--data DIR --role service",
          "an access token for a program; --name N, --ttl 30d, --config FILE", 1, 10, create_token},
};

answer misuse(std::string what) {
  return {misused, {}, std::move(what) + "; see fleetwire-ctl --help"};
}

bool take_switch(std::vector<std::string>& arguments, std::string_view name) {
  return std::erase(arguments, name) > 0;
}

/// The command that the first words name; takes them out.
const command* take_command(std::vector<std::string>& words) {
  for (const std::size_t count : {2u, 1u}) {
    if (words.size() < count)
      continue;
    const auto name = count == 2 ? words[0] + " " + words[1] : words[0];
    const auto found = std::ranges::find(table, name, &command::name);
    if (found != table.end()) {
      words.erase(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(count));
      return &*found;
    }
  }
  return nullptr;
}

} // namespace

bool take_flag(std::vector<std::string>& arguments, const std::string& name, std::string& value) {
  for (auto i = arguments.begin(); i != arguments.end(); ++i) {
    if (i->starts_with(name + "=")) {
      value = i->substr(name.size() + 1);
      arguments.erase(i);
      return true;
    }
    if (*i == name) {
      if (i + 1 == arguments.end())
        return false;
      value = i[1];
      arguments.erase(i, i + 2);
      return true;
    }
  }
  return true;
}

std::span<const command> commands() {
  return table;
}

std::string help_text() {
  std::string out = "fleetwire-ctl asks a running server, and looks after its files.\n\n"
                    "Usage: fleetwire-ctl [--url URL] [--timeout 5s] [--json] COMMAND\n\n";
  for (const auto& c : table) {
    auto line =
      "  " + std::string{c.name} + (c.arguments.empty() ? "" : " ") + std::string{c.arguments};
    line.resize(std::max<std::size_t>(line.size() + 2, 34), ' ');
    out += line + std::string{c.help} + "\n";
  }
  return out
         + "\n  --url URL       the server's internal listener; by default what\n"
           "                  FLEETWIRE_TELEMETRY_HOST and _PORT say, or http://127.0.0.1:9100\n"
           "  --timeout TIME  how long to wait for an answer\n"
           "  --json          what the server said, for scripts\n\n"
           "Ends with 0 if all is well, 1 if not, 2 if it was not understood.\n";
}

answer run(const std::vector<std::string>& arguments, const std::string& default_url) {
  request asked;
  asked.url = default_url;
  asked.arguments = arguments;
  auto& words = asked.arguments;
  if (words.empty() || take_switch(words, "--help") || take_switch(words, "-h"))
    return {words.empty() && arguments.empty() ? misused : done, help_text(), {}};
  if (take_switch(words, "--version"))
    return {done, "fleetwire-ctl " FLEETWIRE_VERSION "\n", {}};
  asked.json = take_switch(words, "--json");
  std::string limit = "5s";
  asked.has_url = std::ranges::any_of(
    words, [](const auto& word) { return word == "--url" || word.starts_with("--url="); });
  for (const auto& [name, value] : {std::pair{"--url", &asked.url}, std::pair{"--timeout", &limit}})
    if (!take_flag(words, name, *value))
      return misuse(std::string{name} + " needs a value");
  const auto time = config::parse_duration(limit);
  if (!time || time->count() == 0)
    return misuse("--timeout must be a duration such as \"5s\", but is " + config::quote(limit));
  asked.limit = *time;
  const auto before = words;
  const auto* chosen = take_command(words);
  if (chosen == nullptr)
    return misuse(before.empty() ? "a command is missing" : "unknown command " + before.front());
  if (words.size() < chosen->least || words.size() > chosen->most)
    return misuse("usage: fleetwire-ctl " + std::string{chosen->name} + " "
                  + std::string{chosen->arguments});
  return chosen->run(asked);
}

} // namespace fleetwire::ctl
