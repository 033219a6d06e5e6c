#include "net/http/message.hpp"

#include <algorithm>
#include <utility>

namespace fleetwire::http {

namespace {

constexpr std::pair<unsigned, std::string_view> reasons[]{
  {100, "Continue"},
  {101, "Switching Protocols"},
  {200, "OK"},
  {201, "Created"},
  {202, "Accepted"},
  {204, "No Content"},
  {206, "Partial Content"},
  {301, "Moved Permanently"},
  {302, "Found"},
  {303, "See Other"},
  {304, "Not Modified"},
  {307, "Temporary Redirect"},
  {308, "Permanent Redirect"},
  {400, "Bad Request"},
  {401, "Unauthorized"},
  {402, "Payment Required"},
  {403, "Forbidden"},
  {404, "Not Found"},
  {405, "Method Not Allowed"},
  {406, "Not Acceptable"},
  {408, "Request Timeout"},
  {409, "Conflict"},
  {410, "Gone"},
  {411, "Length Required"},
  {412, "Precondition Failed"},
  {413, "Payload Too Large"},
  {414, "URI Too Long"},
  {415, "Unsupported Media Type"},
  {416, "Range Not Satisfiable"},
  {417, "Expectation Failed"},
  {422, "Unprocessable Entity"},
  {426, "Upgrade Required"},
  {428, "Precondition Required"},
  {429, "Too Many Requests"},
  {431, "Request Header Fields Too Large"},
  {500, "Internal Server Error"},
  {501, "Not Implemented"},
  {502, "Bad Gateway"},
  {503, "Service Unavailable"},
  {504, "Gateway Timeout"},
  {505, "HTTP Version Not Supported"},
};

constexpr char lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

std::string_view find(const std::vector<header>& headers, std::string_view name) noexcept {
  for (const auto& [key, value] : headers)
    if (iequals(key, name))
      return value;
  return {};
}

bool present(const std::vector<header>& headers, std::string_view name) noexcept {
  return std::any_of(headers.begin(), headers.end(),
                     [name](const header& h) { return iequals(h.name, name); });
}

bool breaks_line(char c) noexcept {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\t') || byte == 0x7f;
}

void append_clean(std::string& out, std::string_view text) {
  const auto from = out.size();
  out += text;
  std::replace_if(out.begin() + static_cast<std::ptrdiff_t>(from), out.end(), breaks_line, ' ');
}

void append_header(std::string& out, std::string_view name, std::string_view value) {
  append_clean(out, name);
  out += ": ";
  append_clean(out, value);
  out += "\r\n";
}

bool bodiless(unsigned status) noexcept {
  return status < 200 || status == 204 || status == 304;
}

} // namespace

bool iequals(std::string_view lhs, std::string_view rhs) noexcept {
  return lhs.size() == rhs.size()
         && std::equal(lhs.begin(), lhs.end(), rhs.begin(),
                       [](char a, char b) { return lower(a) == lower(b); });
}

std::string_view trim(std::string_view text) noexcept {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos)
    return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool list_has(std::string_view list, std::string_view token) noexcept {
  for (std::size_t pos = 0; pos <= list.size();) {
    const auto comma = std::min(list.find(',', pos), list.size());
    if (iequals(trim(list.substr(pos, comma - pos)), token))
      return true;
    pos = comma + 1;
  }
  return false;
}

std::string_view request::path() const noexcept {
  const std::string_view all = target;
  return all.substr(0, all.find('?'));
}

std::string_view request::query() const noexcept {
  const std::string_view all = target;
  const auto mark = all.find('?');
  return mark == std::string_view::npos ? std::string_view{} : all.substr(mark + 1);
}

std::string_view request::get(std::string_view name) const noexcept {
  return find(headers, name);
}

std::size_t request::count(std::string_view name) const noexcept {
  return static_cast<std::size_t>(std::count_if(
    headers.begin(), headers.end(), [name](const header& h) { return iequals(h.name, name); }));
}

bool request::has_token(std::string_view name, std::string_view token) const noexcept {
  return std::any_of(headers.begin(), headers.end(), [&](const header& h) {
    return iequals(h.name, name) && list_has(h.value, token);
  });
}

bool request::keep_alive() const noexcept {
  if (version >= 11)
    return !has_token("Connection", "close");
  return has_token("Connection", "keep-alive");
}

void response::set(std::string_view name, std::string value) {
  const auto same = [name](const header& h) { return iequals(h.name, name); };
  const auto first = std::find_if(headers.begin(), headers.end(), same);
  if (first == headers.end()) {
    headers.push_back({std::string{name}, std::move(value)});
    return;
  }
  first->value = std::move(value);
  headers.erase(std::remove_if(first + 1, headers.end(), same), headers.end());
}

std::string_view response::get(std::string_view name) const noexcept {
  return find(headers, name);
}

void response::vary(std::string_view field) {
  const auto current = get("Vary");
  if (list_has(current, field) || list_has(current, "*"))
    return;
  set("Vary",
      current.empty() ? std::string{field} : std::string{current} + ", " + std::string{field});
}

std::string_view reason_phrase(unsigned status) noexcept {
  for (const auto& [code, phrase] : reasons)
    if (code == status)
      return phrase;
  return "Unknown";
}

namespace {

std::string begin(const response& res, unsigned version) {
  std::string out;
  out.reserve(128 + res.headers.size() * 48 + res.body.size());
  out += version >= 11 ? "HTTP/1.1 " : "HTTP/1.0 ";
  out += std::to_string(res.status);
  out += ' ';
  out += reason_phrase(res.status);
  out += "\r\n";
  for (const auto& [name, value] : res.headers)
    append_header(out, name, value);
  return out;
}

} // namespace

std::string serialise(const response& res, unsigned version, bool head_request) {
  auto out = begin(res, version);
  const auto silent = bodiless(res.status);
  if (!silent && !present(res.headers, "Content-Length"))
    append_header(out, "Content-Length", std::to_string(res.body.size()));
  if (res.status >= 200 && !present(res.headers, "Connection")) {
    if (res.close)
      append_header(out, "Connection", "close");
    else if (version < 11)
      append_header(out, "Connection", "keep-alive");
  }
  out += "\r\n";
  if (!silent && !head_request)
    out += res.body;
  return out;
}

std::string serialise_open(response res, unsigned version) {
  if (version >= 11)
    res.set("Transfer-Encoding", "chunked");
  res.set("Connection", "close");
  return begin(res, version) + "\r\n";
}

} // namespace fleetwire::http
