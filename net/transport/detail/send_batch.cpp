#include "net/transport/detail/send_batch.hpp"

#include "net/transport/detail/socket_core.hpp"

namespace fleetwire::transport {

namespace {

constexpr std::size_t max_bytes = 256u << 10;

} // namespace

struct send_batch::entry {
  socket_core::pointer core;
  std::size_t begin = 0;
  std::size_t size = 0;
};

send_batch::send_batch() = default;
send_batch::~send_batch() = default;

void send_batch::stage(socket_core& core, std::string_view bytes) {
  // The members of a room get the same bytes one after the other: they are kept once.
  const bool again =
    !entries_.empty() && std::string_view(bytes_).substr(entries_.back().begin) == bytes;
  const auto begin = again ? entries_.back().begin : bytes_.size();
  if (!again) {
    bytes_.append(bytes);
  }
  entries_.push_back({&core, begin, bytes.size()});
  if (entries_.size() == send_ring::capacity || bytes_.size() > max_bytes) {
    submit();
  }
}

void send_batch::submit() {
  const std::string_view bytes = bytes_;
  requests_.clear();
  for (const auto& one : entries_) {
    requests_.push_back({one.core->descriptor(), bytes.substr(one.begin, one.size), 0});
  }
  const bool together = ring_.send(requests_);
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    entries_[i].core->on_sent(requests_[i].bytes, requests_[i].result, together);
  }
  entries_.clear();
  bytes_.clear();
}

} // namespace fleetwire::transport
