#include "actors/systems/orders/rules/message.hpp"

#include <algorithm>

namespace fleetwire::systems::orders::rules {

namespace {

constexpr std::string_view uploads = "/api/orders/";
constexpr std::string_view images = "/images/";
constexpr std::size_t uuid_size = 36;

/// Characters, not bytes.
std::size_t length_of(std::string_view text) noexcept {
  return static_cast<std::size_t>(
    std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

bool is_https(std::string_view url) noexcept {
  constexpr std::string_view scheme = "https://";
  if (!url.starts_with(scheme) || url.size() > longest_url)
    return false;
  const auto host = url.substr(scheme.size(), url.substr(scheme.size()).find_first_of("/?#"));
  const auto is_plain = [](char c) {
    return c > ' ' && c != '\x7F'
           && std::string_view{"\"<>\\^`{|}"}.find(c) == std::string_view::npos;
  };
  return !host.empty() && host.find('@') == std::string_view::npos && host.front() != ':'
         && std::ranges::all_of(url, is_plain);
}

bool is_uuid(std::string_view text) noexcept {
  const auto is_fit = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || c == '-';
  };
  return text.size() == uuid_size && std::ranges::all_of(text, is_fit);
}

refusal bad(std::string message) {
  return {400, "BAD_REQUEST", std::move(message)};
}

} // namespace

std::string_view to_string(message_type what) noexcept {
  return what == message_type::text ? "TEXT" : "IMAGE";
}

std::optional<message_type> message_type_from(std::string_view text) noexcept {
  if (text == "TEXT")
    return message_type::text;
  if (text == "IMAGE")
    return message_type::image;
  return std::nullopt;
}

std::optional<refusal> check(const message& what) {
  if (what.client_id && (what.client_id->empty() || length_of(*what.client_id) > longest_client_id))
    return bad("clientId must have 1 to 100 characters");
  if (what.type == message_type::text) {
    const auto length = length_of(what.content);
    if (length == 0 || length > longest_text)
      return bad("content must have 1 to 4000 characters");
    return std::nullopt;
  }
  if (!is_https(what.content) && !image_in(what.content, what.order_id))
    return bad("content must be an https address or an image of this order");
  return std::nullopt;
}

std::string image_url(std::string_view order_id, std::string_view image_id) {
  return std::string{uploads}.append(order_id).append(images).append(image_id);
}

std::optional<std::string> image_in(std::string_view url, std::string_view order_id) {
  const auto prefix = image_url(order_id, "");
  if (!url.starts_with(prefix) || !is_uuid(url.substr(prefix.size())))
    return std::nullopt;
  return std::string{url.substr(prefix.size())};
}

bool is_repeated(const message& stored, const message& again) noexcept {
  return stored.order_id == again.order_id && stored.type == again.type
         && stored.content == again.content;
}

refusal client_id_taken() {
  return {409, "CLIENT_ID_TAKEN", "Another message of yours has this clientId"};
}

} // namespace fleetwire::systems::orders::rules
