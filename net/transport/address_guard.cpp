#include "net/transport/address_guard.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <functional>
#include <string_view>

namespace fleetwire::transport {

namespace {

constexpr std::array<unsigned char, 12> mapped_prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
constexpr std::size_t min_sweep = 1024;
// Beyond the connections that are open, at most so many addresses are remembered for their rate.
constexpr std::size_t max_debtors = 65'536;

} // namespace

peer_address peer_address::v4(std::array<unsigned char, 4> octets) noexcept {
  peer_address result;
  std::copy(mapped_prefix.begin(), mapped_prefix.end(), result.bytes.begin());
  std::copy(octets.begin(), octets.end(), result.bytes.begin() + 12);
  return result;
}

bool peer_address::is_v4() const noexcept {
  return std::equal(mapped_prefix.begin(), mapped_prefix.end(), bytes.begin());
}

std::string peer_address::text() const {
  char buffer[INET6_ADDRSTRLEN] = {};
  if (is_v4()) {
    inet_ntop(AF_INET, bytes.data() + 12, buffer, sizeof(buffer));
  } else {
    inet_ntop(AF_INET6, bytes.data(), buffer, sizeof(buffer));
  }
  return buffer;
}

peer_address peer_address::group() const noexcept {
  auto result = *this;
  if (!is_v4()) {
    std::fill(result.bytes.begin() + 8, result.bytes.end(), 0);
  }
  return result;
}

std::size_t address_guard::hash::operator()(const peer_address& address) const noexcept {
  return std::hash<std::string_view>{}(
    {reinterpret_cast<const char*>(address.bytes.data()), address.bytes.size()});
}

admission address_guard::admit(const peer_address& address, time now) {
  if (limits_.max_connections != 0 && connections_ >= limits_.max_connections) {
    return admission::too_many_connections;
  }
  if (entries_.size() >= next_sweep_) {
    sweep(now);
  }
  auto [it, added] = entries_.try_emplace(address.group());
  auto& item = it->second;
  if (added) {
    item.tokens = limits_.handshake_burst;
    item.refilled = now;
  }
  refill(item, now);
  if (limits_.max_connections_per_address != 0
      && item.open >= limits_.max_connections_per_address) {
    return admission::too_many_from_address;
  }
  if (limits_.handshakes_per_second > 0) {
    if (item.tokens < 1) {
      return admission::too_fast;
    }
    item.tokens -= 1;
  }
  ++item.open;
  ++connections_;
  return admission::admitted;
}

admission address_guard::admit_exempt() noexcept {
  if (limits_.max_connections != 0 && connections_ >= limits_.max_connections) {
    return admission::too_many_connections;
  }
  ++connections_;
  return admission::admitted;
}

void address_guard::release(const peer_address& address, time now) {
  --connections_;
  auto it = entries_.find(address.group());
  if (it == entries_.end() || it->second.open == 0) {
    return;
  }
  --it->second.open;
  if (forgettable(it->second, now)) {
    entries_.erase(it);
  }
}

void address_guard::release_exempt() noexcept {
  --connections_;
}

void address_guard::limits(const address_limits& limits) noexcept {
  limits_ = limits;
}

void address_guard::refill(entry& item, time now) const noexcept {
  const auto seconds = std::chrono::duration<double>(now - item.refilled).count();
  if (seconds > 0) {
    item.tokens += seconds * limits_.handshakes_per_second;
    item.refilled = now;
  }
  item.tokens = std::min(item.tokens, limits_.handshake_burst);
}

bool address_guard::forgettable(entry item, time now) const noexcept {
  if (item.open != 0) {
    return false;
  }
  if (limits_.handshakes_per_second <= 0) {
    return true;
  }
  refill(item, now);
  return item.tokens >= limits_.handshake_burst;
}

// Runs when the table has doubled, so its cost per connection is constant.
void address_guard::sweep(time now) {
  std::erase_if(entries_, [&](const auto& item) { return forgettable(item.second, now); });
  if (entries_.size() > connections_ + max_debtors) {
    std::erase_if(entries_, [](const auto& item) { return item.second.open == 0; });
  }
  next_sweep_ = std::max(min_sweep, std::min(entries_.size() * 2, connections_ + 2 * max_debtors));
}

} // namespace fleetwire::transport
