#include "actors/contract/auth.hpp"

#include <algorithm>

namespace fleetwire::contract {

bool principal::is(std::string_view role) const noexcept {
  return type == role || std::ranges::find(roles, role) != roles.end();
}

const principal& principal_of(const socket& s) {
  return *std::any_cast<const std::shared_ptr<const principal>&>(s.local());
}

std::string_view bearer_token(std::string_view header) noexcept {
  constexpr std::string_view scheme = "bearer ";
  auto starts = header.size() > scheme.size()
                && std::equal(scheme.begin(), scheme.end(), header.begin(), [](char a, char b) {
                     return a == (b >= 'A' && b <= 'Z' ? b | 0x20 : b);
                   });
  if (!starts)
    return {};
  header.remove_prefix(scheme.size());
  while (!header.empty() && header.front() == ' ')
    header.remove_prefix(1);
  while (!header.empty() && (header.back() == ' ' || header.back() == '\t'))
    header.remove_suffix(1);
  return header;
}

std::string token_of(const socket& s) {
  if (auto given = value{s.auth().text}["token"].as_string(); given && !given->empty())
    return *given;
  const auto header = s.handshake().header("authorization");
  const auto token = bearer_token(header);
  return std::string{token.empty() ? header : token};
}

} // namespace fleetwire::contract
