#include "net/transport/loop.hpp"

#include "net/transport/detail/loop_impl.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>

namespace fleetwire::transport {

namespace {

// What is posted, accepted or due; sockets that are ready come after it, as many at most.
constexpr int handlers_per_turn = 256;

} // namespace

io_loop::io_loop() : impl_(std::make_unique<impl>()) {
  // Asio opens its descriptors with the first socket; now is better than in the middle of a storm.
  boost::asio::ip::tcp::socket first(impl_->context);
}

io_loop::~io_loop() = default;

void io_loop::poll() {
  for (int i = 0; i < handlers_per_turn && impl_->context.poll_one() != 0; ++i) {}
  if (impl_->ready.pending()) {
    impl_->ready.handle();
  }
}

void io_loop::wait(std::chrono::steady_clock::time_point until) {
  impl_->handling_since = {};
  if (!impl_->ready.pending()) {
    impl_->context.run_one_until(until);
  }
  poll();
}

std::chrono::steady_clock::time_point io_loop::handling_since() const noexcept {
  return impl_->handling_since;
}

void io_loop::wake() {
  // One handler in the queue is enough to end the wait.
  if (impl_->woken.exchange(true, std::memory_order_acq_rel)) {
    return;
  }
  auto* loop = impl_.get();
  boost::asio::post(loop->context, [loop] { loop->woken.store(false, std::memory_order_release); });
}

} // namespace fleetwire::transport
