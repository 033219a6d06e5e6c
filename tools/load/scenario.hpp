#pragma once

#include "tools/load/crowd.hpp"
#include "tools/load/options.hpp"
#include "tools/load/process_stats.hpp"
#include "tools/load/report.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fleetwire::load {

/// A stretch of the run with the processor time that the server and we spent in it.
class stretch {
public:
  explicit stretch(int server_pid);

  /// Ends it; the figures are then fixed.
  void end();

  double seconds() const { return to_seconds(until_ - from_); }
  nanos from() const { return from_; }
  bool server_known() const { return server_from_ && server_until_; }
  double server_cpu() const;
  double own_cpu() const { return own_until_ - own_from_; }

  /// Adds the window, the server's load and ours; and `count` things per second of each.
  void add_to(report& out, std::string_view key, std::string_view label, double count) const;

private:
  int server_pid_;
  std::optional<process_sample> server_from_;
  std::optional<process_sample> server_until_;
  double own_from_;
  double own_until_;
  nanos from_;
  nanos until_;
};

/// Base of all scenarios: opening the crowd, joining rooms, progress. Single-threaded.
class scenario : public connection_listener {
public:
  explicit scenario(const options& o);

  /// Runs to the end and fills in the report. False when connections were refused or lost, or
  /// something stayed unanswered.
  virtual bool run(report& out) = 0;

protected:
  using room_names = std::vector<std::string>;

  void on_ready(connection&) override {}
  void on_packet(connection& source, char type, std::string_view body) final;
  void on_failed(connection&, failure) override {}

  /// A packet outside the join phase.
  virtual void on_traffic(connection&, char, std::string_view) {}

  /// Opens all connections; false unless every one got ready.
  bool open_all();

  /// Lets every connection join the rooms that `rooms_of` names for its index; false when a
  /// connection was lost on the way.
  bool join_rooms(const std::function<room_names(std::size_t)>& rooms_of);

  /// Turns until `end` or until `done`; `step`, called before each turn, does what is due and says
  /// when it wants to be called again at the latest.
  void turn_until(nanos end, std::string_view phase, const std::function<nanos()>& step,
                  const std::function<bool()>& done);
  void turn_until(nanos end, std::string_view phase);

  /// Adds what became of the connections and whether all went well.
  bool add_connections(report& out) const;

  /// One line on stderr, at most one per second unless `always`.
  void progress(std::string_view phase, double done, double total, bool always = false);

  const options& options_;
  crowd crowd_;

private:
  std::size_t joins_pending_ = 0;
  bool joining_ = false;
  nanos shown_at_ = 0;
};

/// A JSON object of exactly `size` bytes that begins with a ten-digit number: {"seq":1000000000,...
std::string make_payload(std::size_t size);

/// Replaces the number of a payload; `sequence` below 9e9.
void set_sequence(std::string& payload, std::uint64_t sequence);

/// The number of the payload that follows `event` (as in ["fan",) in the body of a packet.
std::optional<std::uint64_t> sequence_after(std::string_view body, std::string_view event);

std::unique_ptr<scenario> make_connect(const options& o);
std::unique_ptr<scenario> make_idle(const options& o);
std::unique_ptr<scenario> make_requests(const options& o); // echo and mixed
std::unique_ptr<scenario> make_fanout(const options& o);
std::unique_ptr<scenario> make_reconnect(const options& o);

} // namespace fleetwire::load
