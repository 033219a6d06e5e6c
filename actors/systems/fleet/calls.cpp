#include "actors/systems/fleet/calls.hpp"

#include "actors/contract/input.hpp"
#include "actors/systems/fleet/wire/reply.hpp"

#include <optional>
#include <utility>

namespace fleetwire::systems::fleet {

namespace {

using notifications::note;

void refuse(const fleet_done& done, const rules::refusal& why) {
  if (done)
    done({.ok = false, .code = why.code, .message = why.message, .data = {}});
}

void succeed(const fleet_done& done, json data) {
  if (done)
    done({.ok = true, .code = {}, .message = {}, .data = std::move(data)});
}

/// The draft, or it is refused.
std::optional<notifications::draft> draft_in(const json& message, const fleet_done& done) {
  const auto body = contract::document::parse(message.text);
  if (!body) {
    refuse(done, rules::bad("INVALID_INPUT", "the message is not valid JSON"));
    return std::nullopt;
  }
  contract::input in{body->root()};
  auto what = notifications::read_draft(in);
  if (in.finish())
    return what;
  refuse(done, wire::invalid(in.faults()));
  return std::nullopt;
}

} // namespace

void calls::send_notification_to_user(std::string_view user_id, const json& message,
                                      fleet_done done) {
  const std::string users[] = {std::string{user_id}};
  const auto what = draft_in(message, done);
  if (!what)
    return;
  if (const auto why = notifications::fault_of(users))
    return refuse(done, *why);
  notes_.send(users, *what, [done = std::move(done)](const auto& result) {
    if (const auto* why = std::get_if<rules::refusal>(&result))
      return refuse(done, *why);
    succeed(done, notifications::to_json(std::get<std::vector<note>>(result).front()));
  });
}

void calls::send_bulk_notifications(const std::vector<std::string>& user_ids, const json& message,
                                    fleet_done done) {
  const auto what = draft_in(message, done);
  if (!what)
    return;
  if (const auto why = notifications::fault_of(user_ids))
    return refuse(done, *why);
  notes_.send(notifications::each_once(user_ids), *what,
              [done = std::move(done)](const auto& result) {
                if (const auto* why = std::get_if<rules::refusal>(&result))
                  return refuse(done, *why);
                succeed(done, notifications::to_sent(std::get<std::vector<note>>(result)));
              });
}

void calls::broadcast_notification(const json& message, fleet_done done) {
  if (const auto what = draft_in(message, done))
    succeed(done, notifications::to_broadcast(notes_.broadcast(*what)));
}

std::size_t calls::get_connections_count() const {
  return who_.count();
}

void calls::active_connections(
  std::function<void(const std::vector<fleet_connection>&)> done) const {
  who_.list([done = std::move(done)](const std::vector<connections::connection>& all) {
    std::vector<fleet_connection> out;
    out.reserve(all.size());
    for (const auto& each : all)
      out.push_back({each.socket, each.user, each.role, each.connected_at});
    done(out);
  });
}

void calls::disconnect_all() const {
  who_.disconnect_all();
}

} // namespace fleetwire::systems::fleet
