#include "net/http/forwarded.hpp"

#include <algorithm>

namespace fleetwire::http {

namespace {

// One hop as its proxy described it; views into the headers.
struct link {
  std::string_view address;
  std::string_view proto;
};

std::string_view unquote(std::string_view text) noexcept {
  text = trim(text);
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"')
    return text.substr(1, text.size() - 2);
  return text;
}

// Without brackets and port: `[2001:db8::1]:80`, `10.0.0.1:80`.
std::string_view bare_address(std::string_view text) noexcept {
  text = unquote(text);
  if (!text.empty() && text.front() == '[')
    return text.substr(1, std::min(text.find(']'), text.size()) - 1);
  const auto colon = text.find(':');
  const auto several =
    colon != std::string_view::npos && text.find(':', colon + 1) != std::string_view::npos;
  return several ? text : text.substr(0, colon);
}

// Calls `use` with every piece of all lines of a list header, quoted commas left alone.
template <class F>
void each_piece(std::string_view line, char separator, F use) {
  auto quoted = false;
  std::size_t start = 0;
  for (std::size_t i = 0; i <= line.size(); ++i) {
    if (i < line.size() && line[i] == '"')
      quoted = !quoted;
    if (i == line.size() || (line[i] == separator && !quoted)) {
      use(trim(line.substr(start, i - start)));
      start = i + 1;
    }
  }
}

link read_forwarded(std::string_view element) {
  link hop;
  each_piece(element, ';', [&hop](std::string_view pair) {
    const auto equals = pair.find('=');
    if (equals == std::string_view::npos)
      return;
    const auto name = trim(pair.substr(0, equals));
    if (iequals(name, "for"))
      hop.address = bare_address(pair.substr(equals + 1));
    else if (iequals(name, "proto"))
      hop.proto = unquote(pair.substr(equals + 1));
  });
  return hop;
}

std::vector<link> read_chain(const request& req) {
  std::vector<link> chain;
  const auto standard = req.count("Forwarded") > 0;
  for (const auto& [name, value] : req.headers) {
    if (standard && iequals(name, "Forwarded"))
      each_piece(value, ',', [&](auto piece) { chain.push_back(read_forwarded(piece)); });
    else if (!standard && iequals(name, "X-Forwarded-For"))
      each_piece(value, ',', [&](auto piece) { chain.push_back({bare_address(piece), {}}); });
  }
  return chain;
}

// The last of the comma-separated values: that of the proxy next to us.
std::string_view last_value(std::string_view list) noexcept {
  const auto comma = list.rfind(',');
  return trim(comma == std::string_view::npos ? list : list.substr(comma + 1));
}

} // namespace

bool cidr_contains(std::string_view range, std::string_view address) noexcept {
  const auto parsed_range = parse_range(range);
  const auto parsed = parse_address(address);
  return parsed_range && parsed && parsed_range->contains(*parsed);
}

std::optional<trusted_proxies> trusted_proxies::parse(const std::vector<std::string>& ranges) {
  trusted_proxies result;
  for (const auto& text : ranges) {
    const auto range = parse_range(text);
    if (!range)
      return std::nullopt;
    result.ranges_.push_back(*range);
  }
  return result;
}

bool trusted_proxies::contains(const ip_address& address) const noexcept {
  return std::any_of(ranges_.begin(), ranges_.end(),
                     [&](const ip_range& range) { return range.contains(address); });
}

client_origin client_of(const trusted_proxies& trusted, const request& req) {
  client_origin client{req.remote_address, req.secure};
  const auto trusts = [&](std::string_view text) {
    const auto address = parse_address(text);
    return address && trusted.contains(*address);
  };
  if (trusted.empty() || !trusts(req.remote_address))
    return client;
  if (const auto proto = last_value(req.get("X-Forwarded-Proto")); !proto.empty())
    client.secure = iequals(proto, "https") || iequals(proto, "wss");
  const auto chain = read_chain(req);
  for (auto hop = chain.rbegin(); hop != chain.rend(); ++hop) {
    if (!parse_address(hop->address))
      break;
    client.address = hop->address;
    if (!hop->proto.empty())
      client.secure = iequals(hop->proto, "https") || iequals(hop->proto, "wss");
    if (!trusts(hop->address))
      break;
  }
  return client;
}

} // namespace fleetwire::http
