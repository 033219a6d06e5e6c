#include <algorithm>
#include <cstdio>
#include <exception>
#include <iterator>
#include <mutex>
#include <string>

#include <unistd.h>

#include <fleetwire/engine.hpp>

#include "actors/systems/all_systems.hpp"
#include "config/loader.hpp"
#include "config/logging.hpp"
#include "tools/server/banner.hpp"
#include "tools/server/environment.hpp"
#include "tools/server/notify.hpp"
#include "tools/server/signals.hpp"

namespace {

using namespace fleetwire;

constexpr int exit_failure = 1; ///< the server could not start
constexpr int exit_usage = 2;   ///< the configuration is wrong

constexpr const char* usage = R"(fleetwired, a Socket.IO server

Usage: fleetwired [--config FILE] [--data DIR] [--host ADDRESS] [--port N] [SETTING...]
       fleetwired --check-config [...]   show the settings and where they come from, start nothing
       fleetwired --version | --help

Every setting is a flag, an environment variable (FLEETWIRE_SERVER_PORT=4000) or a line of the
file; flags win over the environment, the environment over the file. --host, --port and --data are
short for server.host, server.port and storage.data.

SIGTERM and Ctrl-C let the clients go in order, a second time ends at once; SIGHUP reads the
settings again. Ends with 0 after that, 1 if the server could not start, 2 if a setting is wrong.
)";

void print(std::FILE* to, const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), to);
  std::fflush(to);
}

int complain(const std::vector<config::fault>& faults, int code) {
  for (const auto& f : faults)
    print(stderr, "fleetwired: " + f.to_string() + "\n");
  return code;
}

int show_help() {
  settings defaults;
  systems::add_sections(defaults);
  std::string systems = "\nSystems of this build:\n";
  for (const auto& each : systems::all_systems())
    systems.append("  ").append(each.name).append(": ").append(each.about).append("\n");
  print(stdout, usage + systems + "\nSettings and their defaults:\n"
                  + config::help_text(config::schema(defaults)));
  return 0;
}

int show_config(settings& s, const config::load_result& loaded) {
  print(stdout, config::effective(config::schema(s), loaded));
  print(stderr, "fleetwired: the configuration is valid\n");
  return 0;
}

/// What the settings need from this machine and this build.
std::vector<config::fault> check_needs(const settings& s) {
  std::vector<std::string_view> known;
  for (const auto& each : systems::all_systems())
    known.push_back(each.name);
  auto out = server::check_files(s);
  std::ranges::move(server::check_systems(s, known), std::back_inserter(out));
  return out;
}

/// Loads and checks; what is wrong has been said when it returns false.
bool configure(const config::sources& from, settings& s, config::load_result& loaded) {
  systems::add_sections(s);
  loaded = config::load(s, from);
  if (loaded.help || loaded.version)
    return true;
  complain(loaded.warnings, 0);
  if (loaded.ok())
    loaded.faults = check_needs(s);
  complain(loaded.faults, 0);
  return loaded.ok();
}

void warn_about_descriptors(const settings& s) {
  const auto limit = server::raise_descriptor_limit();
  if (limit < s.guard.max_connections + server::own_descriptors)
    log::warn("server", "few_descriptors",
              {{"limit", limit}, {"max_connections", s.guard.max_connections}});
}

/// A server from its start to its end. Signals are answered on their own thread; the lock and
/// `engine_` being empty keep them off an engine that is going away.
class program {
public:
  program(server::signal_thread& signals, config::sources from, settings s, std::string config_file,
          std::string tools)
    : signals_(signals),
      from_(std::move(from)),
      settings_(std::move(s)),
      config_file_(std::move(config_file)),
      tools_(std::move(tools)) {
    // nop
  }

  ~program() { signals_.stop(); }

  int run() {
    engine running{settings_};
    if (settings_.systems.empty())
      running.of("/"); // a place to connect to, as every Socket.IO server has
    running.start();
    announce(running);
    set_engine(&running);
    signals_.start([this](int signal) { stop(signal); }, [this] { reload(); });
    running.run();
    set_engine(nullptr);
    log::info("server", "stopped", {{"dropped_log_lines", log::dropped()}});
    return 0;
  }

private:
  void announce(const engine& running) {
    const server::started what{
      FLEETWIRE_VERSION,           config_file_, tools_, running.port(), running.telemetry_port(),
      ::isatty(STDOUT_FILENO) == 1};
    print(stdout, server::banner(settings_, what));
    log::info("server", "started",
              {{"version", FLEETWIRE_VERSION}, {"port", what.port}, {"pid", ::getpid()}});
    server::notify("READY=1");
  }

  void set_engine(engine* e) {
    std::lock_guard guard{mutex_};
    engine_ = e;
  }

  void stop(int signal) {
    std::lock_guard guard{mutex_};
    if (engine_ == nullptr)
      return;
    log::info("server", "stopping", {{"signal", signal}});
    server::notify("STOPPING=1");
    engine_->request_stop();
  }

  void reload() {
    std::lock_guard guard{mutex_};
    if (engine_ == nullptr)
      return;
    server::notify_reloading();
    log::reopen();
    settings fresh;
    systems::add_sections(fresh);
    auto loaded = config::load(fresh, from_);
    if (loaded.ok())
      loaded.faults = check_needs(fresh);
    for (const auto& f : loaded.faults)
      log::error("server", "reload_refused", {{"fault", f.to_string()}});
    if (loaded.ok())
      take_over(fresh);
    server::notify("READY=1");
  }

  void take_over(const settings& fresh) {
    for (const auto& path : config::changed_but_not_reloadable(settings_, fresh))
      log::warn("server", "needs_restart", {{"setting", path}});
    settings_ = config::reloaded(settings_, fresh);
    log::set_level(settings_.log.level);
    engine_->reload(settings_);
    log::info("server", "reloaded");
  }

  server::signal_thread& signals_;
  const config::sources from_;
  settings settings_; ///< of the signal thread while that runs
  const std::string config_file_;
  const std::string tools_;
  std::mutex mutex_;
  engine* engine_ = nullptr;
};

int serve(server::signal_thread& signals, const config::sources& from, const settings& s,
          const std::string& config_file, std::string tools) {
  if (const auto fault = log::start(s.log)) {
    print(stderr, "fleetwired: " + *fault + "\n");
    return exit_failure;
  }
  warn_about_descriptors(s);
  int code = exit_failure;
  try {
    code = program{signals, from, s, config_file, std::move(tools)}.run();
  } catch (const start_error& e) {
    print(stderr, std::string{"fleetwired: "} + e.what() + server::advice(e.what()) + "\n");
  }
  log::stop();
  return code;
}

int run(int argc, char** argv) {
  // First of all: whoever reads a line of ours may answer it with a signal, and every thread from
  // here on leaves the signals to this one.
  server::signal_thread signals;
  const auto from = config::sources::of_process(argc, argv);
  settings s;
  config::load_result loaded;
  if (!configure(from, s, loaded))
    return exit_usage;
  if (loaded.help)
    return show_help();
  if (loaded.version)
    return print(stdout, "fleetwired " FLEETWIRE_VERSION "\n"), 0;
  if (loaded.check_config)
    return show_config(s, loaded);
  return serve(signals, from, s, loaded.file, server::tools_beside(argc > 0 ? argv[0] : ""));
}

} // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& e) {
    print(stderr, std::string{"fleetwired: unexpected failure: "} + e.what() + "\n");
    return exit_failure;
  }
}
