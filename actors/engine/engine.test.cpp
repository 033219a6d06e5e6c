#define CAF_SUITE actors.engine.engine

#include <fleetwire/engine.hpp>

#include <future>

#include "caf/test/dsl.hpp"

using namespace fleetwire;
using namespace std::chrono_literals;

namespace {

settings quiet() {
  settings options;
  options.server.port = 0;
  options.server.workers = 2;
  options.telemetry.port = 0;
  return options;
}

} // namespace

CAF_TEST(an engine starts on a port of the kernel and stops) {
  engine server{quiet()};
  server.start();
  CAF_CHECK(server.port() != 0);
  CAF_CHECK(server.telemetry_port() != 0);
  CAF_CHECK(server.ready());
  server.stop();
  CAF_CHECK(!server.ready());
}

CAF_TEST(a port in use is an error with its name) {
  engine first{quiet()};
  first.start();
  auto options = quiet();
  options.server.port = first.port();
  engine second{options};
  std::string why;
  try {
    second.start();
  } catch (const start_error& fault) {
    why = fault.what();
  }
  CAF_CHECK(why.find(std::to_string(first.port())) != std::string::npos);
}

CAF_TEST(posted tasks run in order and failures harm nobody) {
  engine server{quiet()};
  server.start();
  std::promise<int> last;
  int seen = 0;
  server.post([&] { CAF_CHECK_EQUAL(seen++, 0); });
  server.post([] { throw std::runtime_error("a handler's own fault"); });
  server.post([&] { last.set_value(seen); });
  CAF_CHECK_EQUAL(last.get_future().get(), 1);
}

CAF_TEST(delays follow the virtual clock) {
  virtual_clock clock;
  engine server{quiet(), clock};
  server.start();
  std::promise<void> fired;
  std::promise<void> armed;
  server.after(1h, [&] { fired.set_value(); });
  server.post([&] { armed.set_value(); });
  armed.get_future().wait();
  clock.advance(std::chrono::milliseconds{1h});
  fired.get_future().wait();
}
