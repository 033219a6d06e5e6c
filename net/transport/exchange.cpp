#include "net/transport/exchange_target.hpp"

#include <utility>

namespace fleetwire::transport {

std::unique_ptr<body_ticket> request_handler::on_body_awaited(unsigned, const http::request&) {
  return nullptr;
}

exchange::exchange(std::shared_ptr<exchange_target> target) noexcept : target_(std::move(target)) {}

exchange& exchange::operator=(exchange&& other) noexcept {
  if (this != &other) {
    exchange old(std::exchange(target_, std::move(other.target_)));
  }
  return *this;
}

exchange::~exchange() {
  if (target_) {
    target_->abandon();
  }
}

void exchange::respond(http::response response) {
  if (auto target = std::move(target_)) {
    target->respond(std::move(response));
  }
}

void exchange::take_stream(std::string head, unsigned home,
                           std::function<void(std::unique_ptr<stream>)> then) {
  if (auto target = std::move(target_)) {
    target->take_stream(std::move(head), home, std::move(then));
  }
}

void exchange::on_abort(unsigned home, std::function<void()> gone) {
  if (target_) {
    target_->on_abort(home, std::move(gone));
  }
}

} // namespace fleetwire::transport
