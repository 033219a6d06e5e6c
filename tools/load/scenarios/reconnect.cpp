#include "tools/load/scenario.hpp"

namespace fleetwire::load {

namespace {

constexpr nanos answer_limit = 30 * nanos_per_second;

/// Scenario `reconnect`: all are there, all are cut, all come back at once; then each proves by one
/// acknowledged round trip that it is served.
class reconnect : public scenario {
public:
  explicit reconnect(const options& o) : scenario(o) {}

  bool run(report& out) override;

private:
  void on_ready(connection&) override {
    if (storming_)
      latency_.record(crowd_.context.read_at - stormed_at_);
  }

  void on_traffic(connection&, char type, std::string_view) override {
    answered_ += type == '3' ? 1 : 0;
  }

  bool check_all();

  bool storming_ = false;
  nanos stormed_at_ = 0;
  std::size_t answered_ = 0;
  histogram latency_;
};

bool reconnect::check_all() {
  answered_ = 0;
  for (std::size_t i = 0; i < crowd_.size(); ++i)
    if (crowd_[i].ready())
      crowd_[i].send('2', {"1[\"echo\",1]"});
  auto never = [] { return now() + nanos_per_second; };
  turn_until(now() + answer_limit, "checking", never,
             [this] { return answered_ == crowd_.size(); });
  return answered_ == crowd_.size();
}

bool reconnect::run(report& out) {
  if (!open_all() || !check_all()) {
    add_connections(out);
    return false;
  }
  turn_until(now() + from_seconds(options_.settle), "settling");
  auto lost_before = crowd_.counts.lost;
  crowd_.counts = {};
  storming_ = true;
  stretch measured{options_.server_pid};
  stormed_at_ = measured.from();
  crowd_.close_all();
  open_all();
  measured.end();
  bool answered = check_all();
  measured.add_to(out, "reconnects", "reconnected", static_cast<double>(crowd_.counts.ready));
  out.add_latency("latency", "cut to connect", latency_);
  out.add("unanswered", "unanswered afterwards", static_cast<double>(crowd_.size() - answered_));
  out.add("lost_before", "lost before the storm", static_cast<double>(lost_before));
  return add_connections(out) && answered && lost_before == 0;
}

} // namespace

std::unique_ptr<scenario> make_reconnect(const options& o) {
  return std::make_unique<reconnect>(o);
}

} // namespace fleetwire::load
