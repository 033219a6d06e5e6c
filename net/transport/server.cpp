#include "net/transport/server.hpp"

#include "net/transport/detail/connection.hpp"
#include "net/transport/detail/listener.hpp"
#include "net/transport/detail/loop_impl.hpp"
#include "net/transport/detail/memory_link.hpp"
#include "net/transport/detail/worker_state.hpp"
#include "net/transport/memory_stream.hpp"

#include <atomic>
#include <utility>

namespace fleetwire::transport {

worker_state::worker_state(server::impl& server, unsigned number, io_loop* io, worker_host& seat)
  : owner(server), index(number), loop(io), host(seat), limits(server.config.http) {}

worker_state::~worker_state() = default;

void worker_state::serve(std::unique_ptr<carrier> stream, const peer_address& address,
                         std::uint16_t port) {
  connections.emplace_front(*this, std::move(stream), address, port);
  connections.front().start(connections.begin());
}

void worker_state::drain() {
  draining = true;
  for (auto it = connections.begin(); it != connections.end();) {
    (it++)->drain(); // may erase itself
  }
}

void worker_state::shut() {
  draining = true;
  for (auto& item : connections) {
    item.shut();
  }
  connections.clear();
  while (streams.next() != &streams) {
    static_cast<killable*>(streams.next())->kill();
  }
}

server::impl::impl(server_config settings, std::vector<io_loop*> loops,
                   std::vector<worker_host*> hosts, request_handler& answerer)
  : config(std::move(settings)), handler(answerer), guard(config.addresses) {
  for (std::size_t i = 0; i < hosts.size(); ++i) {
    workers.push_back(std::make_unique<worker_state>(
      *this, static_cast<unsigned>(i), i < loops.size() ? loops[i] : nullptr, *hosts[i]));
  }
}

server::impl::~impl() = default;

bool server::impl::exempt(const peer_address& address) const noexcept {
  return !config.proxies.empty() && config.proxies.contains({address.bytes, address.is_v4()});
}

admission server::impl::admit(const peer_address& address) {
  const std::lock_guard lock(guard_mutex);
  return exempt(address) ? guard.admit_exempt() : guard.admit(address, config.now());
}

void server::impl::release(const peer_address& address) {
  const std::lock_guard lock(guard_mutex);
  if (exempt(address)) {
    guard.release_exempt();
  } else {
    guard.release(address, config.now());
  }
}

server::server(server_config config, std::vector<io_loop*> loops, std::vector<worker_host*> hosts,
               request_handler& handler)
  : impl_(std::make_shared<impl>(std::move(config), std::move(loops), std::move(hosts), handler)) {}

server::~server() {
  // Connections hold the server's state; without close_all() nobody else would cut that knot.
  for (auto& worker : impl_->workers) {
    worker->connections.clear();
  }
}

std::uint16_t server::start(std::error_code& ec) {
  ec.clear();
  auto acceptor = std::make_shared<listener>(*impl_);
  const auto port = acceptor->open(ec);
  if (ec) {
    return 0;
  }
  impl_->acceptor = acceptor;
  for (auto& worker : impl_->workers) {
    if (worker->loop != nullptr) {
      worker->host.post([loop = worker->loop] { loop->internals().sends.ring().open(); });
    }
  }
  impl_->workers.front()->host.post([acceptor] { acceptor->begin(); });
  return port;
}

void server::stop_accepting() {
  for (auto& worker : impl_->workers) {
    worker->host.post([self = impl_, state = worker.get()] {
      if (state->index == 0 && self->acceptor) {
        self->acceptor->close();
      }
      state->drain();
    });
  }
}

void server::close_all(const std::function<void()>& done) {
  auto left = std::make_shared<std::atomic<std::size_t>>(impl_->workers.size());
  for (auto& worker : impl_->workers) {
    worker->host.post([self = impl_, state = worker.get(), left, done] {
      if (state->index == 0 && self->acceptor) {
        self->acceptor->close();
      }
      state->shut();
      if (left->fetch_sub(1) == 1 && done) {
        done();
      }
    });
  }
}

void server::reconfigure(const http_limits& http, const address_limits& addresses) {
  {
    const std::lock_guard lock(impl_->guard_mutex);
    impl_->guard.limits(addresses);
  }
  for (auto& worker : impl_->workers) {
    worker->host.post([self = impl_, state = worker.get(), http] { state->limits = http; });
  }
}

std::shared_ptr<memory_peer> server::connect(unsigned worker, const peer_address& address,
                                             std::uint16_t port) {
  if (impl_->admit(address) != admission::admitted) {
    return nullptr;
  }
  auto& state = *impl_->workers.at(worker);
  auto link = std::make_shared<memory_link>();
  link->place = ticket(impl_, address);
  link->enter(state);
  state.serve(std::make_unique<memory_stream>(link), address, port);
  return std::make_shared<memory_peer>(std::move(link));
}

std::size_t server::open_connections() const noexcept {
  const std::lock_guard lock(impl_->guard_mutex);
  return impl_->guard.connections();
}

counter_values server::counters() const noexcept {
  counter_values sum;
  for (const auto& worker : impl_->workers) {
    sum.add(worker->counters);
  }
  return sum;
}

const worker_counters& server::counters(unsigned worker) const noexcept {
  return impl_->workers[worker]->counters;
}

} // namespace fleetwire::transport
