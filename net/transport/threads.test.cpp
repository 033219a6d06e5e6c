#define CAF_SUITE net.transport.threads

#include "net/transport/detail/test_client.hpp"
#include "net/transport/server.hpp"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>

#include "caf/test/dsl.hpp"

using namespace fleetwire;
using namespace fleetwire::transport;
using namespace fleetwire::transport::test;
using namespace std::chrono_literals;
using std::chrono::steady_clock;

namespace {

/// A worker as the engine has it, in small: a thread, its loop, its tasks and its timers.
class thread_host final : public worker_host {
public:
  explicit thread_host(unsigned index) : index_(index) {}

  unsigned index() const noexcept override { return index_; }
  void post(std::function<void()> task) override {
    {
      const std::lock_guard lock(mutex_);
      tasks_.push_back(std::move(task));
    }
    loop.wake();
  }
  std::uint64_t arm(std::chrono::milliseconds delay, std::function<void()> task) override {
    timers_[++last_] = {steady_clock::now() + delay, std::move(task)};
    return last_;
  }
  void disarm(std::uint64_t id) override { timers_.erase(id); }
  void start() {
    thread_ = std::thread([this] {
      while (!stop_) {
        turn();
      }
    });
  }
  void stop() {
    stop_ = true;
    loop.wake();
    thread_.join();
  }

  io_loop loop;

private:
  void turn() {
    std::deque<std::function<void()>> batch;
    {
      const std::lock_guard lock(mutex_);
      batch.swap(tasks_);
    }
    for (auto& task : batch) {
      task();
    }
    for (auto it = timers_.begin(); it != timers_.end();) {
      auto current = it++;
      if (current->second.first <= steady_clock::now()) {
        auto node = timers_.extract(current);
        node.mapped().second();
        it = timers_.begin();
      }
    }
    loop.wait(steady_clock::now() + 20ms);
  }

  unsigned index_;
  std::uint64_t last_ = 0;
  std::map<std::uint64_t, std::pair<steady_clock::time_point, std::function<void()>>> timers_;
  std::mutex mutex_;
  std::deque<std::function<void()>> tasks_;
  std::atomic<bool> stop_ = false;
  std::thread thread_;
};

/// Sends back what comes; owns itself.
class echo final : public stream_events {
public:
  explicit echo(std::unique_ptr<stream> s) : stream_(std::move(s)) { stream_->attach(*this); }
  void on_bytes(std::span<char> bytes) override {
    stream_->write({bytes.data(), bytes.size()});
    if (bytes.back() == '!') {
      stream_->close();
      delete this;
    }
  }
  void on_writable() override {}
  void on_end(end_reason) override { delete this; }

private:
  std::unique_ptr<stream> stream_;
};

/// Answers from a thread of its own; takes streams to the worker that the target names.
class answerer final : public request_handler {
public:
  answerer()
    : thread_([this] {
        while (serve_one()) {}
      }) {}

  void on_request(unsigned, http::request request, exchange answer) override {
    if (request.target.starts_with("/ws")) {
      answer.on_abort(0, [this] { ++aborted; });
      const unsigned home = request.target.back() == '1' ? 1 : 0;
      answer.take_stream("ok\n", home, [](auto stream) { new echo(std::move(stream)); });
      return;
    }
    answer.on_abort(1, [this] { ++aborted; });
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(answer));
    wake_.notify_one();
  }
  void stop() {
    {
      const std::lock_guard lock(mutex_);
      stop_ = true;
      wake_.notify_one();
    }
    thread_.join();
  }
  std::atomic<int> aborted = 0;

private:
  bool serve_one() {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [this] { return stop_ || !waiting_.empty(); });
    if (waiting_.empty()) {
      return false;
    }
    auto next = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    http::response response;
    response.body = "answer";
    next.respond(std::move(response));
    return true;
  }

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<exchange> waiting_;
  bool stop_ = false;
  std::thread thread_;
};

// Waits for readability, so that a client thread does not burn the workers' time; false if nothing
// comes in a time that only a hang takes.
bool wait_for(client& peer, const std::function<bool()>& holds) {
  for (int i = 0; i < 500; ++i) {
    if (holds()) {
      return true;
    }
    pollfd entry{peer.fd(), POLLIN, 0};
    ::poll(&entry, 1, 20);
  }
  return holds();
}

// One client after the other, each in one of the ways clients behave; returns how many got what
// they were promised.
int visit(std::uint16_t port, int visits, int seed) {
  int good = 0;
  for (int i = 0; i < visits; ++i) {
    client peer(port);
    switch ((i + seed) % 4) {
      case 0: // two requests, kept alive
        peer.send("GET /a HTTP/1.1\r\nHost: a\r\n\r\nGET /b HTTP/1.1\r\nHost: a\r\n\r\n");
        good += wait_for(peer, [&] { return peer.count("answer") == 2; });
        break;
      case 1: // a stream that moves or stays
        peer.send((i & 4) != 0 ? "GET /ws1 HTTP/1.1\r\nHost: a\r\n\r\nhello"
                               : "GET /ws0 HTTP/1.1\r\nHost: a\r\n\r\nhello");
        good += wait_for(peer, [&] { return peer.has("ok\nhello"); });
        peer.send("bye!");
        good += wait_for(peer, [&] { return peer.has("bye!") && peer.ended(); });
        break;
      case 2: // gone before the answer
        peer.send("GET /c HTTP/1.1\r\nHost: a\r\n\r\n");
        peer.reset();
        ++good;
        break;
      default: // gone while the stream moves
        peer.send("GET /ws1 HTTP/1.1\r\nHost: a\r\n\r\nhello");
        peer.reset();
        ++good;
        break;
    }
  }
  return good;
}

} // namespace

CAF_TEST(clients of all kinds are served by two workers at once) {
  constexpr int threads = 3;
  constexpr int visits = 100;
  thread_host one(0);
  thread_host two(1);
  answerer handler;
  server web({}, {&one.loop, &two.loop}, {&one, &two}, handler);
  std::error_code ec;
  const auto port = web.start(ec);
  CAF_REQUIRE(!ec);
  one.start();
  two.start();
  std::atomic<int> good = 0;
  std::vector<std::thread> clients;
  clients.reserve(threads);
  for (int seed = 0; seed < threads; ++seed) {
    clients.emplace_back([&good, port, seed] { good += visit(port, visits, seed); });
  }
  for (auto& thread : clients) {
    thread.join();
  }
  CAF_CHECK_EQUAL(good.load(), threads * visits / 4 * 5);
  // The last ones are gone already and may still be in the kernel's queue.
  constexpr std::uint64_t all = threads * visits;
  for (int i = 0; i < 10'000 && web.counters().accepted < all; ++i) {
    std::this_thread::sleep_for(1ms);
  }
  std::mutex mutex;
  std::condition_variable wake;
  bool done = false;
  web.close_all([&] {
    const std::lock_guard lock(mutex);
    done = true;
    wake.notify_one();
  });
  {
    std::unique_lock lock(mutex);
    wake.wait(lock, [&] { return done; });
  }
  handler.stop();
  one.stop();
  two.stop();
  CAF_CHECK_EQUAL(web.open_connections(), 0u);
  CAF_CHECK_EQUAL(web.counters().accepted, all);
}
