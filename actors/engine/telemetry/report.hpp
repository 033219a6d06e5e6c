#pragma once

#include "actors/engine/core.hpp"
#include "net/bridge/description.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

/// What the internal listener tells of the engine. Each worker reports on itself, on its own thread;
/// the rest is read from counters.
namespace fleetwire {

/// What a worker says of itself when it is asked.
struct worker_report {
  double cpu_seconds = 0;
  double load = 0; ///< share of a core, over the last second or more
  double lag = 0; ///< seconds from the question to the answer
  std::size_t connections = 0;
  std::size_t recoverable = 0; ///< cut sockets that may come back
  std::vector<bridge::connection_description> most_messages;
  std::vector<bridge::connection_description> most_bytes;
};

/// The load of one worker between two questions. On that worker's thread.
class load_meter {
public:
  /// `now` and `cpu` in seconds. Whoever asks, the share covers at least `window` seconds, or all
  /// time since the first question.
  double update(double now, double cpu) noexcept;
  static constexpr double window = 1;

private:
  struct point {
    double at = 0;
    double cpu = 0;
  };
  point older_;
  point newer_;
  bool started_ = false;
};

/// How a list of actors is wanted.
struct actor_query {
  std::string kind = "connection"; ///< connection, room, socket or worker
  int worker = -1; ///< all
  std::size_t offset = 0;
  std::size_t limit = 50;
  std::string sort = "messages"; ///< messages, bytes, queue, age or members
  static constexpr std::size_t max_limit = 500;
  static constexpr std::size_t max_offset = 100'000;
};

/// Reads the query of /telemetry/actors; what is wrong with it goes to `fault`.
actor_query read_actor_query(std::string_view query, std::string& fault);

std::string metrics_text(core& of, const std::vector<worker_report>& workers);
std::string telemetry_text(core& of, const std::vector<worker_report>& workers);

using text_callback = std::function<void(std::string)>;
/// A list of actors, on whatever worker was last.
void list_actors(core& of, const actor_query& how, text_callback done);
/// One actor and what belongs to it; an empty text if there is none of that id.
void describe_actor(core& of, std::string_view id, text_callback done);

} // namespace fleetwire
