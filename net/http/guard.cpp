#include "net/http/guard.hpp"

#include "net/http/chars.hpp"

#include <algorithm>
#include <array>
#include <limits>

namespace fleetwire::http {

namespace {

constexpr std::array<std::string_view, 7> methods{"GET",   "HEAD",   "POST",   "PUT",
                                                  "PATCH", "DELETE", "OPTIONS"};

violation check_method(std::string_view method) noexcept {
  if (method.empty() || !all_token(method))
    return violation::bad_method;
  const auto known = std::find(methods.begin(), methods.end(), method) != methods.end();
  return known ? violation::none : violation::unknown_method;
}

violation check_target(std::string_view method, std::string_view target,
                       const guard_limits& limits) noexcept {
  if (target.size() > limits.max_target)
    return violation::target_too_long;
  if (target == "*")
    return method == "OPTIONS" ? violation::none : violation::bad_target;
  // Absolute form is for proxies, which we are not.
  if (target.empty() || target.front() != '/')
    return violation::bad_target;
  const auto fine = all_target(target);
  return fine ? violation::none : violation::bad_target;
}

bool valid_length(std::string_view text) noexcept {
  constexpr auto max = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t value = 0;
  for (auto c : text) {
    if (c < '0' || c > '9')
      return false;
    const auto digit = static_cast<std::uint64_t>(c - '0');
    if (value > (max - digit) / 10)
      return false;
    value = value * 10 + digit;
  }
  return !text.empty();
}

// For valid lengths only.
std::uint64_t length_of(std::string_view text) noexcept {
  std::uint64_t value = 0;
  for (auto c : text)
    value = value * 10 + static_cast<std::uint64_t>(c - '0');
  return value;
}

// What the headers that decide about framing and routing said.
struct findings {
  std::string_view host;
  std::string_view encoding;
  std::string_view length;
  std::size_t hosts = 0;
  std::size_t encodings = 0;
  std::size_t lengths = 0;
  bool upgrade = false;
  bool websocket = false;
  bool odd_expectation = false;
};

void note(findings& found, const header& field) noexcept {
  if (iequals(field.name, "Host")) {
    ++found.hosts;
    found.host = field.value;
  } else if (iequals(field.name, "Transfer-Encoding")) {
    ++found.encodings;
    found.encoding = field.value;
  } else if (iequals(field.name, "Content-Length")) {
    ++found.lengths;
    found.length = field.value;
  } else if (iequals(field.name, "Upgrade")) {
    found.upgrade = true;
    found.websocket = found.websocket || list_has(field.value, "websocket");
  } else if (iequals(field.name, "Expect")) {
    found.odd_expectation = found.odd_expectation || !iequals(field.value, "100-continue");
  }
}

violation check_fields(const request& head, const guard_limits& limits, findings& found) noexcept {
  if (head.headers.size() > limits.max_headers)
    return violation::too_many_headers;
  auto size = head.method.size() + head.target.size() + 14; // blanks, version, CRLFs
  for (const auto& field : head.headers) {
    if (field.name.empty() || !all_token(field.name))
      return violation::bad_header_name;
    if (!all_text(field.value))
      return violation::control_character;
    size += field.name.size() + field.value.size() + 3; // colon and CRLF
    note(found, field);
  }
  return size > limits.max_head ? violation::head_too_large : violation::none;
}

violation check_host(const findings& found, unsigned version) noexcept {
  if (found.hosts > 1)
    return violation::duplicate_host;
  if (found.hosts == 0)
    return version >= 11 ? violation::missing_host : violation::none;
  const auto fine = !found.host.empty() && all_host(found.host);
  return fine ? violation::none : violation::bad_host;
}

violation check_framing(const findings& found, unsigned version,
                        const guard_limits& limits) noexcept {
  if (found.encodings > 0) {
    if (version < 11)
      return violation::early_transfer_encoding;
    if (found.encodings > 1)
      return violation::duplicate_transfer_encoding;
    if (found.lengths > 0)
      return violation::transfer_encoding_and_length;
    if (!iequals(found.encoding, "chunked"))
      return violation::bad_transfer_encoding;
  }
  if (found.lengths > 1)
    return violation::duplicate_length;
  if (found.lengths == 0)
    return violation::none;
  if (!valid_length(found.length))
    return violation::bad_length;
  return length_of(found.length) > limits.max_body ? violation::body_too_large : violation::none;
}

violation check_upgrade(const findings& found, unsigned version) noexcept {
  if (!found.upgrade)
    return violation::none;
  if (version < 11)
    return violation::early_upgrade;
  // Offers of h2c come with bodies and are simply not taken up.
  const auto body = found.encodings > 0 || (found.lengths > 0 && length_of(found.length) > 0);
  return found.websocket && body ? violation::upgrade_with_body : violation::none;
}

} // namespace

violation check(const request& head, const guard_limits& limits) noexcept {
  if (head.version != 10 && head.version != 11)
    return violation::bad_version;
  if (const auto fault = check_method(head.method); fault != violation::none)
    return fault;
  if (const auto fault = check_target(head.method, head.target, limits); fault != violation::none)
    return fault;
  findings found;
  if (const auto fault = check_fields(head, limits, found); fault != violation::none)
    return fault;
  if (const auto fault = check_host(found, head.version); fault != violation::none)
    return fault;
  if (const auto fault = check_framing(found, head.version, limits); fault != violation::none)
    return fault;
  if (const auto fault = check_upgrade(found, head.version); fault != violation::none)
    return fault;
  return found.odd_expectation ? violation::bad_expectation : violation::none;
}

} // namespace fleetwire::http
