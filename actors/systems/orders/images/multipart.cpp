#include "actors/systems/orders/images/multipart.hpp"

#include <algorithm>
#include <optional>
#include <string>

namespace fleetwire::systems::orders::images {

namespace {

constexpr std::size_t longest_boundary = 70; // RFC 2046
constexpr std::size_t longest_head = 8'192;  // of a part

char lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

bool starts_as(std::string_view text, std::string_view with) noexcept {
  return text.size() >= with.size()
         && std::ranges::equal(text.substr(0, with.size()), with, {}, lower, lower);
}

std::string_view trim(std::string_view text) noexcept {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
    text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
    text.remove_suffix(1);
  return text;
}

/// The parameter of a header's value; quotes are taken off. Semicolons in quotes are part of it.
std::optional<std::string_view> parameter(std::string_view header, std::string_view name) {
  bool quoted = false;
  std::size_t begin = 0;
  for (std::size_t at = 0; at <= header.size(); ++at) {
    if (at < header.size() && header[at] == '"')
      quoted = !quoted;
    if (at < header.size() && (header[at] != ';' || quoted))
      continue;
    const auto piece = trim(header.substr(begin, at - begin));
    begin = at + 1;
    const auto equals = piece.find('=');
    if (equals == std::string_view::npos || !starts_as(piece, name) || equals != name.size())
      continue;
    auto text = piece.substr(equals + 1);
    if (text.size() >= 2 && text.front() == '"' && text.back() == '"')
      text = text.substr(1, text.size() - 2);
    return text;
  }
  return std::nullopt;
}

/// Whether the head of a part says that it is a file.
bool is_file(std::string_view head) {
  constexpr std::string_view name = "content-disposition:";
  while (!head.empty()) {
    const auto line = head.substr(0, head.find("\r\n"));
    head.remove_prefix(std::min(head.size(), line.size() + 2));
    if (starts_as(line, name))
      return parameter(line.substr(name.size()), "filename").has_value()
             || parameter(line.substr(name.size()), "filename*").has_value();
  }
  return false;
}

} // namespace

std::variant<multipart_fault, std::string_view> find_file(std::string_view content_type,
                                                          std::string_view body) {
  using enum multipart_fault;
  if (!starts_as(trim(content_type), "multipart/form-data"))
    return not_multipart;
  const auto boundary = parameter(content_type, "boundary");
  if (!boundary || boundary->empty() || boundary->size() > longest_boundary)
    return not_multipart;
  const auto first = "--" + std::string{*boundary};
  const auto next = "\r\n" + first;
  if (!body.starts_with(first))
    return malformed;
  body.remove_prefix(first.size());
  while (body.starts_with("\r\n")) {
    const auto head_end = body.find("\r\n\r\n");
    if (head_end == std::string_view::npos || head_end > longest_head)
      return malformed;
    const auto head = body.substr(2, std::max<std::size_t>(head_end, 2) - 2);
    body.remove_prefix(head_end + 4);
    const auto end = body.find(next);
    if (end == std::string_view::npos)
      return malformed;
    if (is_file(head))
      return body.substr(0, end);
    body.remove_prefix(end + next.size());
  }
  return body.starts_with("--") ? no_file : malformed;
}

} // namespace fleetwire::systems::orders::images
