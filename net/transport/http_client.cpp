#include "net/transport/http_client.hpp"

#include "net/transport/detail/client_connection.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <utility>
#include <vector>

namespace fleetwire::transport {

namespace {

bool is_target(std::string_view text) {
  return text.starts_with('/')
         && std::ranges::none_of(text, [](unsigned char c) { return c <= ' ' || c >= 0x7f; });
}

std::string request_for(std::string_view target, const client_config& config) {
  const bool is_v6 = config.host.find(':') != std::string::npos;
  const auto host = is_v6 ? '[' + config.host + ']' : config.host;
  std::string text{"GET "};
  text.append(target).append(" HTTP/1.1\r\nHost: ").append(host);
  if (config.port != 80)
    text.append(":").append(std::to_string(config.port));
  return text.append("\r\nUser-Agent: fleetwire\r\n\r\n");
}

} // namespace

/// Questions, and the connections that carry them.
struct http_client::pool final : client_connection::owner,
                                 std::enable_shared_from_this<http_client::pool> {
  using link = std::shared_ptr<client_connection>;
  struct question {
    std::string request;
    answer done;
    std::uint64_t timer = 0;
    link on = {}; ///< none: it waits
    bool is_repeated = false;
  };
  using questions = std::map<std::uint64_t, question>;

  pool(client_config how, io_loop& where, worker_host& who)
    : config(std::move(how)), loop(where), host(who) {}

  void get(std::string_view target, answer done) {
    if (is_closed)
      return done(client_fault::closed, {});
    if (!is_target(target))
      return done(client_fault::broken, {});
    if (waiting.size() >= config.max_waiting && !has_room())
      return done(client_fault::overloaded, {});
    const auto id = ++last_id;
    const auto timer = host.arm(config.timeout, [this, id] { on_timeout(id); });
    asked.emplace(id, question{request_for(target, config), std::move(done), timer});
    waiting.push_back(id);
    go_on();
  }

  void close() {
    is_closed = true;
    waiting.clear();
    for (const auto& each : std::exchange(links, {}))
      each->abandon();
    auto left = std::exchange(asked, {});
    for (auto& [id, each] : left) {
      host.disarm(each.timer);
      each.done(client_fault::closed, {});
    }
  }

  bool has_room() const { return !idle.empty() || links.size() < config.max_connections; }

  void go_on() {
    while (!waiting.empty() && has_room()) {
      const auto id = waiting.front();
      waiting.pop_front();
      send(id, idle.empty() ? connect() : take_idle());
    }
  }

  link connect() {
    links.push_back(std::make_shared<client_connection>(*this, config, loop.internals()));
    return links.back();
  }

  /// The one used last: what is not needed ends at the other side.
  link take_idle() {
    auto last = std::move(idle.back());
    idle.pop_back();
    return last;
  }

  void send(std::uint64_t id, link on) {
    auto& what = asked.at(id);
    what.on = on;
    on->ask(what.request);
  }

  questions::iterator asked_on(const client_connection& link) {
    return std::ranges::find_if(asked,
                                [&](const auto& each) { return each.second.on.get() == &link; });
  }

  void forget(const client_connection& link) {
    const auto is_it = [&](const auto& each) { return each.get() == &link; };
    std::erase_if(idle, is_it);
    const auto found = std::ranges::find_if(links, is_it);
    if (found == links.end())
      return;
    const auto keep = std::move(*found); // it may be the one that calls
    links.erase(found);
    keep->abandon();
  }

  /// The connection is free by now, so what `done` does finds everything in order.
  void finish(questions::iterator which, client_fault why, http::response what) {
    const auto self = shared_from_this();
    auto ended = asked.extract(which);
    host.disarm(ended.mapped().timer);
    go_on();
    ended.mapped().done(why, std::move(what));
  }

  void on_timeout(std::uint64_t id) {
    const auto found = asked.find(id);
    if (const auto& on = found->second.on)
      forget(*on); // its answer may still come, and would be taken for another's
    else
      std::erase(waiting, id);
    finish(found, client_fault::timed_out, {});
  }

  void on_response(client_connection& from, http::response what) override {
    const auto which = asked_on(from);
    if (from.is_open())
      idle.push_back(std::exchange(which->second.on, {}));
    else
      forget(from);
    finish(which, client_fault::none, std::move(what));
  }

  void on_failure(client_connection& from, client_fault why, bool is_stale) override {
    const auto which = asked_on(from);
    forget(from);
    if (is_stale && !std::exchange(which->second.is_repeated, true))
      return send(which->first, connect());
    finish(which, why, {});
  }

  void on_gone(client_connection& from) override { forget(from); }

  const client_config config;
  io_loop& loop;
  worker_host& host;
  questions asked;
  std::deque<std::uint64_t> waiting;
  std::vector<link> links; ///< all of them
  std::vector<link> idle;
  std::uint64_t last_id = 0;
  bool is_closed = false;
};

http_client::http_client(client_config config, io_loop& loop, worker_host& host)
  : pool_(std::make_shared<pool>(std::move(config), loop, host)) {}

http_client::~http_client() {
  close();
}

void http_client::get(std::string_view target, answer done) {
  const auto alive = pool_;
  alive->get(target, std::move(done));
}

void http_client::close() {
  const auto alive = pool_;
  alive->close();
}

} // namespace fleetwire::transport
