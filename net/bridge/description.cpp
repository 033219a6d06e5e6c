#include "net/bridge/description.hpp"

#include "net/bridge/connection.hpp"
#include "net/bridge/gateway.hpp"

#include <algorithm>
#include <chrono>

namespace fleetwire::bridge {

connection_description connection::describe() const {
  connection_description result;
  result.id = sid_.text();
  result.address = hello_->address;
  result.transport = transport();
  result.state = state_ == state::open ? (upgrade_ ? "upgrading" : "open") : "closing";
  result.age_seconds = std::chrono::duration<double>(home_.clock().wall() - hello_->issued).count();
  result.messages_in = traffic_.messages_in;
  result.packets_out = traffic_.packets_out;
  result.bytes_in = traffic_.bytes_in;
  result.bytes_out = traffic_.bytes_out;
  result.queued_bytes = outbox_.bytes();
  result.unanswered = unanswered_;
  result.paused = paused_;
  return result;
}

double connection::rank(connection_order by) const noexcept {
  switch (by) {
    case connection_order::messages:
      return static_cast<double>(traffic_.messages_in) + static_cast<double>(traffic_.packets_out);
    case connection_order::bytes:
      return static_cast<double>(traffic_.bytes_in + traffic_.bytes_out);
    case connection_order::queue:
      return static_cast<double>(outbox_.bytes());
    case connection_order::age:
      break;
  }
  return -std::chrono::duration<double>(hello_->issued.time_since_epoch()).count();
}

std::vector<connection_description> gateway::describe(unsigned worker, connection_order by,
                                                      std::size_t limit) const {
  std::vector<std::pair<double, const connection*>> ranked;
  ranked.reserve(desks_[worker]->sessions.size());
  for (const auto& [sid, one] : desks_[worker]->sessions)
    ranked.emplace_back(one.who->rank(by), one.who);
  limit = std::min(limit, ranked.size());
  // Equals by their ids, so that pages do not overlap.
  std::partial_sort(ranked.begin(), ranked.begin() + static_cast<std::ptrdiff_t>(limit),
                    ranked.end(), [](const auto& lhs, const auto& rhs) {
                      return lhs.first != rhs.first ? lhs.first > rhs.first
                                                    : lhs.second->id() < rhs.second->id();
                    });
  std::vector<connection_description> result;
  result.reserve(limit);
  for (std::size_t i = 0; i < limit; ++i)
    result.push_back(ranked[i].second->describe());
  return result;
}

std::optional<connection_description> gateway::describe(const contract::random_id& sid) const {
  const auto& sessions = desks_[sid.worker() % desks_.size()]->sessions;
  auto found = sessions.find(sid);
  if (found == sessions.end())
    return std::nullopt;
  return found->second.who->describe();
}

} // namespace fleetwire::bridge
