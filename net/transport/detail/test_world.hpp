#pragma once

#include "net/transport/memory_stream.hpp"
#include "net/transport/server.hpp"

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

// Helpers of this folder's tests: workers stepped on the test's thread, timers fired by hand.
namespace fleetwire::transport::test {

class hand_host final : public worker_host {
public:
  explicit hand_host(unsigned index) : index_(index) {}

  unsigned index() const noexcept override { return index_; }
  void post(std::function<void()> task) override { tasks.push_back(std::move(task)); }
  std::uint64_t arm(std::chrono::milliseconds delay, std::function<void()> task) override {
    timers[++last_] = {delay, std::move(task)};
    return last_;
  }
  void disarm(std::uint64_t id) override { timers.erase(id); }
  bool at_end_of_turn(std::function<void()> task) override {
    if (has_turns) {
      at_end.push_back(std::move(task));
    }
    return has_turns;
  }
  void end_turn() {
    for (auto& task : std::exchange(at_end, {})) {
      task();
    }
  }
  bool run() {
    if (tasks.empty()) {
      return false;
    }
    auto task = std::move(tasks.front());
    tasks.pop_front();
    task();
    return true;
  }
  /// Fires the oldest timer of that delay; false if there is none.
  bool fire(std::chrono::milliseconds delay) {
    for (auto it = timers.begin(); it != timers.end(); ++it) {
      if (it->second.first == delay) {
        auto task = std::move(it->second.second);
        timers.erase(it);
        task();
        return true;
      }
    }
    return false;
  }

  std::deque<std::function<void()>> tasks;
  std::map<std::uint64_t, std::pair<std::chrono::milliseconds, std::function<void()>>> timers;
  bool has_turns = false; ///< which end when the test says so
  std::vector<std::function<void()>> at_end;

private:
  unsigned index_;
  std::uint64_t last_ = 0;
};

/// Keeps the requests for the test to answer.
class recorder final : public request_handler {
public:
  struct item {
    unsigned worker;
    http::request request;
    exchange answer;
  };
  void on_request(unsigned worker, http::request request, exchange answer) override {
    items.push_back({worker, std::move(request), std::move(answer)});
  }
  /// Bodies are counted while they are waited for.
  std::unique_ptr<body_ticket> on_body_awaited(unsigned, const http::request&) override {
    struct counted final : body_ticket {
      explicit counted(std::size_t& count) : count(++count) {}
      ~counted() override { --count; }
      void arrived() override {}
      std::size_t& count;
    };
    return std::make_unique<counted>(awaited);
  }
  std::size_t awaited = 0;
  std::vector<item> items;
};

/// What a stream told.
class listener_log final : public stream_events {
public:
  void on_bytes(std::span<char> data) override {
    bytes.append(data.data(), data.size());
    if (during) {
      during();
    }
  }
  void on_writable() override { ++writable; }
  void on_end(end_reason reason) override {
    ends.push_back(reason);
    if (during) {
      during();
    }
  }
  std::string bytes;
  int writable = 0;
  std::vector<end_reason> ends;
  std::function<void()> during;
};

/// Workers on this thread, with a server on them.
class world {
public:
  explicit world(unsigned workers = 1, server_config config = {}, bool sockets = true) {
    std::vector<io_loop*> loop_list;
    std::vector<worker_host*> host_list;
    for (unsigned i = 0; i < workers; ++i) {
      hosts.push_back(std::make_unique<hand_host>(i));
      host_list.push_back(hosts.back().get());
      if (sockets) {
        loops.push_back(std::make_unique<io_loop>());
        loop_list.push_back(loops.back().get());
      }
    }
    web = std::make_unique<server>(std::move(config), loop_list, host_list, handler);
  }
  ~world() {
    handler.items.clear();
    bool done = false;
    web->close_all([&done] { done = true; });
    until([&done] { return done; });
  }
  /// Runs tasks and sockets until nothing is due.
  void settle() {
    bool busy = true;
    while (busy) {
      busy = false;
      for (auto& loop : loops) {
        loop->poll();
      }
      for (auto& host : hosts) {
        while (host->run()) {
          busy = true;
        }
      }
    }
  }
  /// Runs everything until `holds`; false when it does not come to hold, so that a test fails
  /// instead of hanging.
  bool until(const std::function<bool()>& holds) {
    for (int i = 0; i < 5000; ++i) {
      settle();
      if (holds()) {
        return true;
      }
      if (!loops.empty()) {
        loops[i % loops.size()]->wait(std::chrono::steady_clock::now()
                                      + std::chrono::milliseconds(1));
      }
    }
    return false;
  }
  bool until_requests(std::size_t count) {
    return until([this, count] { return handler.items.size() >= count; });
  }
  /// All timers of one delay, over all workers.
  std::size_t timers(std::chrono::milliseconds delay) const {
    std::size_t count = 0;
    for (const auto& host : hosts) {
      for (const auto& [id, timer] : host->timers) {
        count += timer.first == delay ? 1 : 0;
      }
    }
    return count;
  }
  bool fire(std::chrono::milliseconds delay) {
    for (auto& host : hosts) {
      if (host->fire(delay)) {
        return true;
      }
    }
    return false;
  }

  /// Kept by the world: check macros hold references.
  const counter_values& counters() { return counters_ = web->counters(); }

  std::vector<std::unique_ptr<io_loop>> loops;
  std::vector<std::unique_ptr<hand_host>> hosts;
  recorder handler;
  std::unique_ptr<server> web;

private:
  counter_values counters_;
};

inline constexpr std::string_view get_hello = "GET /hello?x=1 HTTP/1.1\r\nHost: here\r\n\r\n";
inline constexpr std::string_view upgrade =
  "GET /ws HTTP/1.1\r\nHost: here\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
inline constexpr std::string_view switching = "HTTP/1.1 101 Switching Protocols\r\n\r\n";

/// A world whose server listens.
class online : public world {
public:
  explicit online(unsigned workers = 1, server_config config = {})
    : world(workers, std::move(config)) {
    std::error_code ec;
    port = web->start(ec); // 0 on failure, and then nobody can connect
  }
  /// Takes the stream of the last request.
  std::unique_ptr<stream> take(unsigned home) {
    std::unique_ptr<stream> taken;
    handler.items.back().answer.take_stream(std::string(switching), home,
                                            [&taken](auto s) { taken = std::move(s); });
    until([&taken] { return taken != nullptr; });
    return taken;
  }
  std::uint16_t port = 0;
};

inline http::response text(std::string body, unsigned status = 200) {
  http::response result;
  result.status = status;
  result.body = std::move(body);
  return result;
}

} // namespace fleetwire::transport::test
