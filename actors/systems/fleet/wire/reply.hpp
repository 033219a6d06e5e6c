#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "actors/systems/fleet/rules/refusal.hpp"
#include <fleetwire/socket.hpp>

/// Events of clients: each takes a plain id or an object, and an acknowledgement or none.
namespace fleetwire::systems::fleet::wire {

/// The way back to whoever sent an event. A failure without an acknowledgement goes out as
/// `exception`. Copyable, from any thread; the first answer counts.
class reply {
public:
  reply(socket who, std::string_view event, ack to);

  /// {ok:true}
  void done() const { done(ok()); }
  /// What ok() began.
  void done(const object& answer) const { to_(answer); }
  /// Where the answer is no such object.
  void answer(const json& what) const { to_(what); }
  void refuse(const rules::refusal& why) const;

  static object ok() { return object{}.add("ok", true); }

private:
  socket who_;
  std::string event_;
  ack to_;
};

using handler = std::function<void(socket&, const args&, const reply&)>;
void on(nsp& where, std::string_view event, handler handle);

/// For events about one thing: `"v1"` or `{<member>:"v1"}`. Anything else is refused.
using id_handler = std::function<void(socket&, const std::string& id, const reply&)>;
void on_id(nsp& where, std::string_view event, std::string_view member, id_handler handle);

/// One sentence for each fault of what was sent.
rules::refusal invalid(std::span<const std::string> faults);
/// The store did not take it.
rules::refusal unavailable();

} // namespace fleetwire::systems::fleet::wire
