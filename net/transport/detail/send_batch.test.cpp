#define CAF_SUITE net.transport.detail.send_batch

#include "net/transport/detail/send_batch.hpp"
#include "net/transport/detail/loop_impl.hpp"
#include "net/transport/detail/test_client.hpp"
#include "net/transport/detail/test_world.hpp"

#include <array>
#include <string>

#include "caf/test/dsl.hpp"

using namespace fleetwire;
using namespace fleetwire::transport;
using namespace fleetwire::transport::test;

namespace {

/// A client, and the server's end of it.
struct line {
  explicit line(online& net) : browser(net.port) {
    browser.send(upgrade);
    if (net.until_requests(1)) {
      taken = net.take(0);
      net.handler.items.clear();
      taken->attach(log);
      net.until([this] { return browser.received().size() == switching.size(); });
    }
  }
  std::string text() { return browser.received().substr(switching.size()); }
  client browser;
  listener_log log;
  std::unique_ptr<stream> taken;
};

/// One worker with turns, and some lines. Everything is to hold with and without a ring.
struct turns {
  explicit turns(std::size_t count, bool with_ring = true) {
    if (!with_ring) {
      batch().ring().disable();
    }
    for (std::size_t i = 0; i < count; ++i) {
      lines.push_back(std::make_unique<line>(net));
    }
    host().has_turns = true;
  }
  send_batch& batch() { return net.loops[0]->internals().sends; }
  hand_host& host() { return *net.hosts[0]; }
  line& at(std::size_t i) { return *lines[i]; }
  online net;
  std::vector<std::unique_ptr<line>> lines;
};

} // namespace

CAF_TEST(small writes leave at the end of the turn) {
  for (bool with_ring : {true, false}) {
    turns t(6, with_ring);
    const auto before = t.net.counters().bytes_out;
    for (auto& each : t.lines) {
      CAF_CHECK_EQUAL(each->taken->write("to all"), 6u);
    }
    CAF_CHECK_EQUAL(t.at(5).taken->write(""), 0u);
    t.net.settle();
    CAF_CHECK_EQUAL(t.at(0).text(), "");
    CAF_CHECK_EQUAL(t.host().at_end.size(), 1u);
    t.host().end_turn();
    for (auto& each : t.lines) {
      CAF_CHECK(t.net.until([&] { return each->text() == "to all"; }));
    }
    CAF_CHECK_EQUAL(t.net.counters().bytes_out, before + 36);
    CAF_CHECK(t.batch().empty());
    CAF_CHECK(with_ring || t.net.counters().sends_together == 0);
  }
}

CAF_TEST(each gets its own although some get the same) {
  turns t(5);
  const std::array<std::string, 5> texts{"same", "same", "same too", "same", "me"};
  for (std::size_t i = 0; i < texts.size(); ++i) {
    t.at(i).taken->write(texts[i]);
  }
  t.host().end_turn();
  for (std::size_t i = 0; i < texts.size(); ++i) {
    CAF_CHECK(t.net.until([&] { return t.at(i).text() == texts[i]; }));
  }
}

CAF_TEST(large writes do not wait) {
  turns t(1);
  const std::string largest(send_batch::max_size, 'x');
  t.at(0).taken->write(largest);
  t.net.settle();
  CAF_CHECK_EQUAL(t.at(0).text(), "");
  t.host().end_turn();
  CAF_CHECK(t.net.until([&] { return t.at(0).text() == largest; }));
  CAF_CHECK_EQUAL(t.at(0).taken->write(largest + 'y'), largest.size() + 1);
  CAF_CHECK(t.net.until([&] { return t.at(0).text() == largest + largest + 'y'; }));
  CAF_CHECK(t.batch().empty());
}

CAF_TEST(two writes of a turn keep their order) {
  turns t(2);
  const std::string long_text(send_batch::max_size + 1, 'l');
  for (auto& each : t.lines) {
    each->taken->write("one,");
    each->taken->write("two,");
    each->taken->write(long_text);
    each->taken->write("four");
  }
  t.host().end_turn();
  for (auto& each : t.lines) {
    CAF_CHECK(t.net.until([&] { return each->text() == "one,two," + long_text + "four"; }));
  }
}

CAF_TEST(what a slow reader did not take is sent later and in order) {
  turns t(5);
  auto& slow = t.at(2);
  std::string expected;
  const auto write_turn = [&](char fill) {
    const std::string block(send_batch::max_size, fill);
    const auto count = slow.taken->write(block);
    expected.append(block, 0, count);
    for (auto i : {0u, 1u, 3u, 4u}) {
      t.at(i).taken->write("quick");
    }
    t.host().end_turn();
    t.net.settle();
    return count == block.size();
  };
  std::size_t rounds = 1;
  while (write_turn(static_cast<char>('a' + rounds % 26))) {
    ++rounds;
  }
  CAF_CHECK_EQUAL(slow.log.writable, 0);
  CAF_CHECK(t.net.until([&] { return slow.text() == expected && slow.log.writable == 1; }));
  CAF_CHECK_EQUAL(slow.taken->write("again"), 5u);
  t.host().end_turn();
  CAF_CHECK(t.net.until([&] { return slow.text() == expected + "again"; }));
  CAF_CHECK(t.net.until([&] { return t.at(4).text().size() == 5 * rounds; }));
}

CAF_TEST(a stream may be closed or destroyed while its bytes wait) {
  for (bool closes : {true, false}) {
    turns t(6);
    for (auto& each : t.lines) {
      each->taken->write("last words");
    }
    if (closes) {
      t.at(3).taken->close();
    }
    t.at(3).taken.reset();
    CAF_CHECK(t.net.until([&] { return t.at(3).browser.ended(); }));
    CAF_CHECK_EQUAL(t.at(3).text(), "last words");
    CAF_CHECK(!t.at(3).browser.was_reset());
    t.host().end_turn();
    CAF_CHECK(t.net.until([&] { return t.at(5).text() == "last words"; }));
    CAF_CHECK_EQUAL(t.at(0).text(), "last words");
  }
}

CAF_TEST(streams that go with bytes waiting leave nothing behind) {
  turns t(6);
  for (auto& each : t.lines) {
    each->taken->write("unheard");
  }
  t.lines.clear();
  CAF_CHECK(t.batch().empty());
  CAF_CHECK_EQUAL(t.net.web->open_connections(), 0u);
  t.host().end_turn();
}

CAF_TEST(a peer that is gone ends its own stream only) {
  turns t(6);
  t.at(1).taken->pause_reading(); // nobody but the write is to find out
  t.at(1).browser.reset();
  for (int i = 0; i < 3; ++i) {
    for (auto& each : t.lines) {
      each->taken->write("x");
    }
    t.host().end_turn();
    CAF_CHECK(t.net.until([&] { return t.at(5).text().size() == i + 1u; }));
  }
  CAF_CHECK(t.net.until([&] { return t.at(1).log.ends.size() == 1; }));
  CAF_CHECK(t.at(1).log.ends.at(0) == end_reason::error);
  CAF_CHECK_EQUAL(t.at(1).taken->write("y"), 0u);
  CAF_CHECK(t.at(0).log.ends.empty());
}

CAF_TEST(a turn may end after its batch has left) {
  turns t(1);
  auto& batch = t.batch();
  auto server_end = t.lines[0]->taken.get();
  server_end->write("first");
  CAF_CHECK(!batch.empty());
  server_end->write("second"); // one place per socket
  CAF_CHECK(!batch.empty());
  batch.submit();
  CAF_CHECK(batch.empty());
  CAF_CHECK(t.net.until([&] { return t.at(0).text() == "firstsecond"; }));
  t.host().end_turn(); // finds nothing to do
  CAF_CHECK(batch.empty());
}
