#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/common/json.hpp"

/// What the server said, as numbers. Pure.
namespace fleetwire::top {

struct worker_figures {
  double load = 0;
  double lag = 0; ///< seconds, as all times here
  double cpu = 0;
  double queued = 0;
  double connections = 0;
  double jobs = 0;
};

struct kind_figures {
  std::string kind;
  double alive = 0;
  double spawned = 0;
  double mailbox = 0;
  double mailbox_max = 0;
  double messages = 0;
  double handler_p50 = 0;
  double handler_p99 = 0;
  double wait_p99 = 0;
};

struct snapshot {
  double at = 0; ///< seconds, of whatever clock
  std::string version;
  std::string status;
  double uptime = 0;
  double cpu = 0;
  double resident = 0;
  double descriptors = 0;
  double polling = 0;
  double websocket = 0;
  double opened = 0;
  double closed = 0;
  double events_in = 0;
  double events_out = 0;
  double bytes_in = 0;
  double bytes_out = 0;
  double dropped = 0; ///< packets
  double paused = 0;
  double failures = 0;
  double log_lines_dropped = 0;
  double sockets = 0;
  double rooms = 0;
  double namespaces = 0;
  double recoverable = 0;
  std::vector<worker_figures> workers;
  std::vector<kind_figures> kinds;
};

/// The document of /telemetry; nothing if it is something else.
std::optional<snapshot> read_snapshot(const tools::json& document, double at);

/// Two looks and what they tell together.
struct model {
  std::string url;
  std::string fault; ///< why the last look failed; empty: it did not
  std::optional<snapshot> before;
  std::optional<snapshot> now;
  std::deque<double> history_in;  ///< events per second, the latest last
  std::deque<double> history_out;
  std::vector<std::deque<double>> history_load; ///< by worker
  tools::json actors;      ///< the list that is shown
  tools::json actor;       ///< the one that is looked at
  double actors_at = 0;
  std::map<std::string, double> messages_before; ///< of listed actors, by id
  double listed_before = 0;                      ///< when

  static constexpr std::size_t history_length = 120;

  void take(snapshot next);
  void take_actors(tools::json list, double at);
  /// Seconds between the looks; 0 before there are two.
  double span() const noexcept;
  /// How fast a figure grows; 0 when it cannot be told.
  double rate(double snapshot::* figure) const noexcept;
};

} // namespace fleetwire::top
