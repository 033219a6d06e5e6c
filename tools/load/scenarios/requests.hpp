#pragma once

#include "tools/load/pacer.hpp"
#include "tools/load/scenario.hpp"

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace fleetwire::load {

/// Scenarios `echo` and `mixed`: requests in slots, --window slots on each sending connection.
/// Closed loop: an answer frees its slot for the next request. Open loop: requests fall due at a
/// fixed rate and wait for a free slot, their time running all the while.
class requests : public scenario {
public:
  explicit requests(const options& o);

  bool run(report& out) override;

private:
  enum class kind : std::uint8_t { echo, position, room, count };

  struct slot {
    nanos intended = -1; // -1: free
    kind what = kind::echo;
  };

  void on_traffic(connection& source, char type, std::string_view body) override;

  bool prepare();
  kind next_kind();
  void start_closed_loop();
  nanos start_due();
  void send(std::size_t slot_index, nanos intended);
  void on_done(std::size_t slot_index);
  void add_figures(report& out, const stretch& measured) const;

  bool mixed_;
  std::size_t senders_; // connections that send; the first ones of mixed only watch
  std::size_t first_sender_;
  std::string payload_;
  std::vector<slot> slots_;
  std::deque<std::size_t> free_; // open loop only
  std::deque<nanos> late_;       // due, but without a slot
  std::optional<pacer> pacer_;
  bool stopping_ = false;
  bool measuring_ = false;
  std::uint64_t taken_ = 0; // requests so far, for the mix
  std::size_t in_flight_ = 0;
  std::uint64_t done_ = 0;       // in the measured window
  std::uint64_t deliveries_ = 0; // broadcasts received in it
  std::array<histogram, static_cast<std::size_t>(kind::count)> latency_;
};

} // namespace fleetwire::load
