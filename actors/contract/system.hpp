#pragma once

#include "actors/contract/auth.hpp"
#include "actors/contract/kinds.hpp"
#include "actors/contract/web.hpp"
#include "actors/contract/worker.hpp"
#include "config/section.hpp"
#include "storage/store.hpp"

#include <fleetwire/socket.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "caf/fwd.hpp"

/// How a domain system enters the engine: one folder below actors/systems with a descriptor.
namespace fleetwire::contract {

/// A document that is served over HTTP as it is.
struct page {
  std::string type; ///< its Content-Type
  std::string body;
};

/// What a system gets of the engine it runs in. Outlives the system.
class system_host {
public:
  virtual ~system_host() = default;

  // -- inside install() -----------------------------------------------------------------------------
  virtual nsp of(std::string_view name) = 0;
  /// Answers GET of exactly `path` with `what`. The engine does not start when two want one path.
  virtual void serve(std::string_view path, page what) = 0;
  virtual void route(web_route what) = 0;
  /// Makes `port` the one that all systems ask; once, and before those that need it.
  virtual void provide_auth(auth_port& port) = 0;
  /// Whether somebody provided it; only then is auth() to be called.
  virtual bool has_auth() const noexcept = 0;
  virtual auth_port& auth() = 0;
  /// The settings of the section `name`.
  virtual const config::section& section(std::string_view name) const = 0;
  virtual const std::string& data_folder() const noexcept = 0;

  // -- from start() on ------------------------------------------------------------------------------
  virtual storage::store& store() = 0;
  virtual caf::actor_system& actors() = 0;
  virtual unsigned workers() const noexcept = 0;
  virtual contract::worker& worker(unsigned index) = 0;

  // -- always -----------------------------------------------------------------------------------------
  virtual const contract::clock& clock() const noexcept = 0;
  virtual kind_registry& kinds() = 0;
  /// Namespaces and how many sockets each has now. From any thread.
  virtual std::vector<std::pair<std::string, std::size_t>> populations() const { return {}; }
  /// Runs `task` on a worker after `delay` of the engine's clock; waits for the start if need be.
  virtual void after(std::chrono::milliseconds delay, std::function<void()> task) = 0;

  template <class T>
  const T& settings(std::string_view name) const {
    return static_cast<const config::section_of<T>&>(section(name)).values;
  }
};

/// A system in an engine.
class running_system {
public:
  virtual ~running_system() = default;
  /// The store is open and the workers run; nobody is connected yet. Throws what keeps the engine
  /// from starting.
  virtual void start() {}
  /// Everybody has left and the workers still run. Ends all actors.
  virtual void stop() {}
  /// Workers stand still. Lets go of what is left of them.
  virtual void release() {}
};

struct system_descriptor {
  std::string_view name; ///< as in `systems = [...]`
  std::string_view about; ///< one line for people
  std::vector<std::string_view> needs = {}; ///< systems that are installed before it
  std::shared_ptr<config::section> section = {}; ///< its settings with their defaults, or none
  std::span<const storage::schema> schemas = {}; ///< its tables
  /// Registers namespaces, routes and handlers; called once, before the engine listens.
  std::function<std::unique_ptr<running_system>(system_host&)> install;
};

} // namespace fleetwire::contract
