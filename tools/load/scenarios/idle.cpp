#include "tools/load/scenario.hpp"

#include <string>

namespace fleetwire::load {

namespace {

/// 0 when nothing is known of the process.
double resident_bytes(int pid) {
  auto sample = pid > 0 ? sample_process(pid) : std::nullopt;
  return sample ? static_cast<double>(sample->rss_bytes) : 0;
}

/// Scenario `idle`: a crowd that does nothing but answer heartbeats.
class idle : public scenario {
public:
  explicit idle(const options& o) : scenario(o) {}

  bool run(report& out) override;

private:
  room_names rooms_of(std::size_t index) const;
};

idle::room_names idle::rooms_of(std::size_t index) const {
  room_names names;
  std::size_t term_number = 0;
  for (const auto& term : options_.rooms) {
    for (std::size_t r = 0; r < term.rooms; ++r) {
      // Rooms of odd number take every n-th socket instead of neighbours, so that no two kinds of
      // rooms have the same members.
      auto groups = (options_.connections + term.members - 1) / term.members;
      auto group = r % 2 == 0 ? index / term.members : index % groups;
      names.push_back("room-" + std::to_string(term_number) + "-" + std::to_string(r) + "-"
                      + std::to_string(term.shared ? group : index));
    }
    ++term_number;
  }
  return names;
}

bool idle::run(report& out) {
  double before = resident_bytes(options_.server_pid);
  bool good = open_all() && join_rooms([this](std::size_t i) { return rooms_of(i); });
  if (!good) {
    add_connections(out);
    return false;
  }
  turn_until(now() + from_seconds(options_.settle), "settling");
  auto beats = crowd_.context.heartbeats;
  stretch measured{options_.server_pid};
  turn_until(now() + from_seconds(options_.duration), "idle");
  measured.end();
  double after = resident_bytes(options_.server_pid);
  auto answered = static_cast<double>(crowd_.context.heartbeats - beats);
  measured.add_to(out, "heartbeats", "heartbeats answered", answered);
  if (before > 0) {
    auto count = static_cast<double>(crowd_.size());
    out.add("server_rss_before_mb", "server memory before", before / (1024 * 1024), "MB");
    out.add("rss_per_connection_kb", "server memory per connection",
            (after - before) / count / 1024, "KB");
    out.add("cpu_us_per_connection_s", "server CPU per connection and second",
            measured.server_cpu() * 1e6 / count / measured.seconds(), "us");
  }
  return add_connections(out);
}

} // namespace

std::unique_ptr<scenario> make_idle(const options& o) {
  return std::make_unique<idle>(o);
}

} // namespace fleetwire::load
