#pragma once

#include "tools/load/connection.hpp"
#include "tools/load/options.hpp"

#include <cstddef>
#include <deque>
#include <memory>
#include <utility>
#include <vector>

namespace fleetwire::load {

/// What became of the connections so far.
struct crowd_counts {
  std::size_t started = 0;
  std::size_t ready = 0;     // reached the namespace, whatever happened later
  std::size_t refused = 0;   // the handshake was answered with a no, a reset or nothing sensible
  std::size_t timed_out = 0; // the handshake was not answered
  std::size_t lost = 0;      // ended after having been ready
};

/// All connections of a run and the turn of the program: dial, poll, dispatch, write.
class crowd : public connection_listener {
public:
  crowd(const options& o, connection_listener& hears);

  std::size_t size() const { return connections_.size(); }
  connection& operator[](std::size_t index) { return *connections_[index]; }

  /// Starts opening all connections, a bounded number of handshakes at once; turns do the work.
  void open_all();

  /// Nothing is being opened any more.
  bool settled() const { return next_ == connections_.size() && handshakes_ == 0; }

  /// Drops every connection.
  void close_all();

  /// One turn; returns after events were handled or `wake_at` has come.
  void turn(nanos wake_at);

  crowd_counts counts;
  connection_context context;

private:
  void on_ready(connection& source) override;
  void on_packet(connection& source, char type, std::string_view body) override;
  void on_failed(connection& source, failure why) override;

  void start_some();
  void end_late_handshakes(nanos at);
  void flush();

  endpoint target_;
  connection_listener& hears_;
  std::vector<std::unique_ptr<connection>> connections_;
  std::size_t concurrency_;
  nanos connect_timeout_;
  std::size_t next_ = 0;                                     // to be opened
  std::size_t handshakes_ = 0;                               // under way
  std::deque<std::pair<nanos, connection*>> handshake_ends_; // deadline and whose, in order
  std::vector<connection*> flushing_;
};

} // namespace fleetwire::load
