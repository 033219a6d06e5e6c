#include "net/transport/memory_stream.hpp"

#include "net/transport/detail/memory_link.hpp"

#include <algorithm>

namespace fleetwire::transport {

void memory_link::enter(worker_state& state) {
  worker = &state;
  host = &state.host;
  link_before(state.streams);
}

void memory_link::schedule() {
  if (scheduled || gone) {
    return;
  }
  scheduled = true;
  host->post([self = shared_from_this()] {
    self->scheduled = false;
    self->deliver();
  });
}

void memory_link::deliver() {
  if (broken) {
    kill();
    return;
  }
  if (events != nullptr && !paused && !inbound.empty()) {
    auto bytes = std::exchange(inbound, {});
    events->on_bytes(bytes);
  }
  if (events != nullptr && wants_write && room() > 0) {
    wants_write = false;
    events->on_writable();
  }
  if (events != nullptr && !paused && peer_closed && !end_told && inbound.empty()) {
    end_told = true;
    events->on_end(end_reason::peer_closed);
  }
  if (closed && peer_closed) {
    abort();
  }
}

std::size_t memory_link::room() const noexcept {
  return outbound.size() < capacity ? capacity - outbound.size() : 0;
}

void memory_link::abort() {
  events = nullptr;
  gone = true;
  place.reset();
  unlink();
}

void memory_link::kill() {
  auto* listener = events;
  abort();
  if (listener != nullptr) {
    listener->on_end(end_reason::error);
  }
}

memory_stream::memory_stream(std::shared_ptr<memory_link> link) noexcept : link_(std::move(link)) {}

memory_stream::~memory_stream() {
  if (link_ && !link_->closed) {
    link_->abort();
  }
}

void memory_stream::attach(stream_events& events) {
  link_->events = &events;
  link_->paused = false;
  link_->schedule();
}

std::size_t memory_stream::write(std::string_view bytes) {
  if (link_->gone || link_->broken || link_->closed) {
    return 0;
  }
  const auto count = std::min(bytes.size(), link_->room());
  link_->outbound.append(bytes.substr(0, count));
  link_->wants_write |= count < bytes.size();
  return count;
}

void memory_stream::pause_reading() {
  link_->paused = true;
}

void memory_stream::resume_reading() {
  link_->paused = false;
  link_->schedule();
}

void memory_stream::close() {
  link_->closed = true;
  link_->events = nullptr;
  link_->schedule();
}

void memory_stream::move_to(unsigned home, std::string head, std::string rest,
                            std::function<void(std::unique_ptr<stream>)> then) {
  auto link = std::exchange(link_, nullptr);
  if (link->broken || link->gone) {
    link->abort();
    return;
  }
  link->events = nullptr;
  link->outbound += head;
  link->inbound.insert(0, rest);
  link->enter(*link->worker->owner.workers.at(home));
  auto box = std::make_shared<std::unique_ptr<stream>>(std::make_unique<memory_stream>(link));
  link->host->post([box, then = std::move(then)] { then(std::move(*box)); });
}

memory_peer::memory_peer(std::shared_ptr<memory_link> link) noexcept : link_(std::move(link)) {}

memory_peer::~memory_peer() {
  reset();
}

void memory_peer::push(std::string_view bytes) {
  link_->inbound += bytes;
  link_->schedule();
}

std::string memory_peer::take() {
  link_->schedule(); // there is room again
  return std::exchange(link_->outbound, {});
}

std::string_view memory_peer::written() const noexcept {
  return link_->outbound;
}

void memory_peer::capacity(std::size_t bytes) {
  link_->capacity = bytes;
  link_->schedule();
}

void memory_peer::close() {
  link_->peer_closed = true;
  link_->schedule();
}

void memory_peer::reset() {
  link_->broken = true;
  link_->schedule();
}

bool memory_peer::finished() const noexcept {
  return link_->closed;
}

bool memory_peer::gone() const noexcept {
  return link_->gone;
}

std::pair<std::unique_ptr<stream>, std::shared_ptr<memory_peer>> make_memory_stream(
  worker_host& host) {
  auto link = std::make_shared<memory_link>();
  link->host = &host;
  return {std::make_unique<memory_stream>(link), std::make_shared<memory_peer>(link)};
}

} // namespace fleetwire::transport
