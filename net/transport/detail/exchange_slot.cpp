#include "net/transport/detail/exchange_slot.hpp"

#include "net/transport/detail/connection.hpp"
#include "net/transport/detail/worker_state.hpp"

#include <utility>

namespace fleetwire::transport {

exchange_slot::exchange_slot(connection& owner, worker_state& worker)
  : server_(worker.owner.shared_from_this()), worker_(worker), owner_(&owner) {}

void exchange_slot::respond(http::response response) {
  if (!open_.load(std::memory_order_acquire)) {
    return;
  }
  worker_.host.post([self = shared_from_this(), response = std::move(response)]() mutable {
    if (self->owner_ != nullptr) {
      self->owner_->answer(std::move(response));
    }
  });
}

void exchange_slot::take_stream(std::string head, unsigned home,
                                std::function<void(std::unique_ptr<stream>)> then) {
  if (!open_.load(std::memory_order_acquire)) {
    return;
  }
  worker_.host.post(
    [self = shared_from_this(), head = std::move(head), home, then = std::move(then)]() mutable {
      if (self->owner_ != nullptr) {
        self->owner_->take_stream(std::move(head), home, std::move(then));
      }
    });
}

void exchange_slot::on_abort(unsigned home, std::function<void()> gone) {
  if (!open_.load(std::memory_order_acquire)) {
    return;
  }
  worker_.host.post([self = shared_from_this(), home, gone = std::move(gone)]() mutable {
    self->watch(home, std::move(gone));
  });
}

void exchange_slot::abandon() {
  http::response response;
  response.status = 500;
  response.close = true;
  respond(std::move(response));
}

void exchange_slot::watch(unsigned home, std::function<void()> gone) {
  if (aborted_) {
    tell(home, std::move(gone));
  } else if (owner_ != nullptr) {
    home_ = home;
    gone_ = std::move(gone);
  }
}

void exchange_slot::tell(unsigned home, std::function<void()> gone) {
  server_->workers.at(home)->host.post(std::move(gone));
}

void exchange_slot::abort() {
  aborted_ = true;
  if (auto gone = std::exchange(gone_, nullptr)) {
    tell(home_, std::move(gone));
  }
}

void exchange_slot::detach() noexcept {
  owner_ = nullptr;
  gone_ = nullptr;
}

void exchange_slot::end() noexcept {
  detach();
  aborted_ = false;
  open_.store(false, std::memory_order_release);
}

} // namespace fleetwire::transport
