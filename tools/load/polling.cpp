// The polling half of a connection: open, post CONNECT, poll for its answer, all on one TCP
// connection.
#include "tools/load/connection.hpp"
#include "tools/load/http_response.hpp"

namespace fleetwire::load {

namespace {

std::string_view sid_of(std::string_view open_packet) {
  constexpr std::string_view key = "\"sid\":\"";
  auto start = open_packet.find(key);
  if (start == std::string_view::npos)
    return {};
  auto rest = open_packet.substr(start + key.size());
  return rest.substr(0, rest.find('"'));
}

} // namespace

std::size_t connection::on_polling_answer(std::string_view bytes) {
  http_response answer;
  auto result = parse_response(bytes, answer);
  if (result == http_result::need_more)
    return 0;
  if (result == http_result::invalid || answer.status != 200) {
    fail(failure::lost);
    return 0;
  }
  on_polling_body(answer.body);
  return answer.size;
}

void connection::on_polling_body(std::string_view body) {
  const auto& target = context_.target;
  if (state_ == state::polling_open) {
    message_ = sid_of(body);
    if (!body.starts_with('0') || message_.empty()) {
      fail(failure::refused);
      return;
    }
    state_ = state::polling_post;
    send_raw(target.polling_request("POST", message_, target.connect_packet));
  } else if (state_ == state::polling_post) {
    state_ = state::polling_join;
    send_raw(target.polling_request("GET", message_, {}));
  } else if (state_ == state::polling_join) {
    if (body.starts_with("40")) {
      state_ = state::ready;
      context_.listener.on_ready(*this);
    } else {
      fail(failure::refused);
    }
  }
}

} // namespace fleetwire::load
