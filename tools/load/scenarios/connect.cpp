#include "tools/load/scenario.hpp"

namespace fleetwire::load {

namespace {

/// Scenario `connect`: a storm of handshakes, bounded in concurrency.
class connect : public scenario {
public:
  explicit connect(const options& o) : scenario(o) {}

  bool run(report& out) override {
    stretch measured{options_.server_pid};
    open_all();
    measured.end();
    measured.add_to(out, "connects", "connected", static_cast<double>(crowd_.counts.ready));
    out.add_latency("latency", "dial to connect", latency_);
    return add_connections(out);
  }

private:
  void on_ready(connection& source) override {
    latency_.record(crowd_.context.read_at - source.opened_at());
    if (options_.close_at_once)
      source.close();
  }

  histogram latency_;
};

} // namespace

std::unique_ptr<scenario> make_connect(const options& o) {
  return std::make_unique<connect>(o);
}

} // namespace fleetwire::load
