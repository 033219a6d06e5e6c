#include "actors/contract/web.hpp"

#include <algorithm>
#include <atomic>

namespace fleetwire::contract {

namespace {

bool same_ignoring_case(std::string_view a, std::string_view b) noexcept {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::ranges::equal(a, b, {}, lower, lower);
}

std::string_view find(const std::vector<name_value>& list, std::string_view name) noexcept {
  for (const auto& [key, text] : list)
    if (key == name)
      return text;
  return {};
}

} // namespace

std::string_view web_request::param(std::string_view name) const noexcept {
  return find(params, name);
}

std::string_view web_request::query_value(std::string_view name) const noexcept {
  return find(query, name);
}

std::string_view web_request::header(std::string_view name) const noexcept {
  for (const auto& [key, text] : headers)
    if (same_ignoring_case(key, name))
      return text;
  return {};
}

std::string_view web_request::cookie(std::string_view name) const noexcept {
  auto rest = header("cookie");
  while (!rest.empty()) {
    auto pair = rest.substr(0, rest.find(';'));
    rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
    pair.remove_prefix(std::min(pair.size(), pair.find_first_not_of(' ')));
    const auto equals = pair.find('=');
    if (equals != std::string_view::npos && pair.substr(0, equals) == name)
      return pair.substr(equals + 1);
  }
  return {};
}

/// Shared by the copies of a reply; the last one to go answers for the handler that did not.
struct web_reply::state {
  explicit state(sender how) : send(std::move(how)) {}
  ~state() {
    if (!answered.exchange(true))
      send({.status = 500,
            .body = R"({"success":false,"message":"Unexpected error",)"
                    R"("error":{"code":"InternalServerError"}})"});
  }
  std::atomic<bool> answered{false};
  sender send;
};

web_reply::web_reply(sender send) : state_(std::make_shared<state>(std::move(send))) {}

void web_reply::operator()(web_answer what) const {
  if (!state_->answered.exchange(true))
    state_->send(std::move(what));
}

} // namespace fleetwire::contract
