#include "actors/systems/orders/realtime/reply_to.hpp"

namespace fleetwire::systems::orders::realtime {

void reply_to::well(const std::function<void(object&)>& with) const {
  if (!answer_)
    return;
  object out;
  out.add("ok", true);
  if (with)
    with(out);
  answer_(out);
}

void reply_to::badly(const rules::refusal& why) const {
  const auto code = std::string_view{why.code};
  const auto message = std::string_view{why.message};
  if (answer_) {
    object out;
    out.add("ok", false).add("code", code).add("message", message);
    if (!why.state.empty())
      out.add("status", std::string_view{why.state});
    return answer_(out);
  }
  object out;
  out.add("status", "error").add("code", code).add("message", message);
  socket_.emit("exception", out.add("event", std::string_view{event_}));
}

} // namespace fleetwire::systems::orders::realtime
