#pragma once

#include <fleetwire/socket.hpp>

#include <chrono>
#include <functional>
#include <string>
#include <string_view>

/// How a domain system enters the engine: one folder below actors/systems with a descriptor.
namespace fleetwire::contract {

/// A document that is served over HTTP as it is.
struct page {
  std::string type; ///< its Content-Type
  std::string body;
};

/// What a system gets of the engine it runs in. Outlives the system's handlers and tasks.
class system_host {
public:
  virtual ~system_host() = default;
  /// The namespace `name`; only inside install().
  virtual nsp of(std::string_view name) = 0;
  /// Answers GET of exactly `path` with `what`; only inside install(). The engine does not start when
  /// two systems want one path.
  virtual void serve(std::string_view path, page what) = 0;
  /// Runs `task` on a worker after `delay` of the engine's clock; waits for the start if need be.
  virtual void after(std::chrono::milliseconds delay, std::function<void()> task) = 0;
};

struct system_descriptor {
  std::string_view name; ///< as in `systems = [...]`
  std::string_view about; ///< one line for people
  /// Registers namespaces and handlers; called once, before the engine listens.
  std::function<void(system_host&)> install;
};

} // namespace fleetwire::contract
