#include "actors/systems/identity/rules/fields.hpp"

#include "actors/contract/input.hpp"

#include <algorithm>

namespace fleetwire::systems::identity {

namespace {

std::string named(std::string_view name, std::string_view rest) {
  return std::string{name} + std::string{rest};
}

std::string joined(std::span<const std::string_view> words) {
  std::string out;
  for (auto each : words)
    out += (out.empty() ? "" : ", ") + std::string{each};
  return out;
}

} // namespace

value fields::take(std::string_view name) {
  known_.push_back(name);
  auto found = from_[name];
  return found.is_null() ? value{} : found;
}

void fields::fault(std::string text) {
  if (faults_.size() < contract::most_faults)
    faults_.push_back(path_.empty() ? std::move(text) : path_ + '.' + text);
}

std::optional<std::string> fields::string(std::string_view name, need how) {
  auto found = take(name);
  if (!found.exists() && how == need::optional)
    return std::nullopt;
  auto text = found.as_string();
  if (!text)
    fault(named(name, " must be a string"));
  return text;
}

std::optional<std::string> fields::text(std::string_view name, std::size_t min, std::size_t max,
                                        need how) {
  auto found = string(name, how);
  if (!found)
    return std::nullopt;
  auto length = length_of(*found);
  if (length < min)
    fault(named(name, " must be longer than or equal to ") + std::to_string(min) + " characters");
  else if (length > max)
    fault(named(name, " must be shorter than or equal to ") + std::to_string(max) + " characters");
  else
    return found;
  return std::nullopt;
}

std::optional<std::string> fields::email(std::string_view name, std::size_t min, std::size_t max,
                                         need how) {
  auto found = take(name);
  if (!found.exists() && how == need::optional)
    return std::nullopt;
  auto mail = found.as_string();
  if (mail) { // what people type before and behind it is no part of it
    auto begin = std::min(mail->find_first_not_of(" \t\r\n"), mail->size());
    auto end = mail->find_last_not_of(" \t\r\n");
    mail = end == std::string::npos ? "" : mail->substr(begin, end + 1 - begin);
  }
  if (!mail || !is_email(*mail)) {
    fault(named(name, " must be an email"));
    return std::nullopt;
  }
  if (mail->size() >= min && mail->size() <= max)
    return mail;
  bool is_short = mail->size() < min;
  fault(named(name,
              is_short ? " must be longer than or equal to " : " must be shorter than or equal to ")
        + std::to_string(is_short ? min : max) + " characters");
  return std::nullopt;
}

std::optional<std::string> fields::uuid(std::string_view name) {
  auto found = take(name);
  auto text = found.as_string();
  if (found.exists() && (!text || !is_uuid(*text))) {
    fault(named(name, " must be a UUID"));
    return std::nullopt;
  }
  return text;
}

std::optional<std::string> fields::url(std::string_view name) {
  auto found = take(name);
  auto text = found.as_string();
  if (found.exists() && (!text || !is_url(*text))) {
    fault(named(name, " must be a URL address"));
    return std::nullopt;
  }
  return text;
}

std::optional<millis> fields::time(std::string_view name) {
  auto found = take(name);
  if (!found.exists())
    return std::nullopt;
  auto text = found.as_string();
  auto at = text ? parse_time(*text) : std::nullopt;
  if (!at)
    fault(named(name, " must be a valid ISO 8601 date string"));
  return at;
}

std::optional<place> fields::location(std::string_view name) {
  auto found = object(name);
  if (!found.exists())
    return std::nullopt;
  auto latitude = found["latitude"].as_double(), longitude = found["longitude"].as_double();
  bool north = latitude && *latitude >= -90 && *latitude <= 90;
  bool east = longitude && *longitude >= -180 && *longitude <= 180;
  if (!north)
    fault(named(name, ".latitude must be a latitude string or number"));
  if (!east)
    fault(named(name, ".longitude must be a longitude string or number"));
  return north && east ? std::optional{place{*latitude, *longitude}} : std::nullopt;
}

std::optional<std::string> fields::word(std::string_view name,
                                        std::span<const std::string_view> words, need how) {
  auto found = take(name);
  if (!found.exists() && how == need::optional)
    return std::nullopt;
  auto text = found.as_string();
  if (text && std::find(words.begin(), words.end(), *text) != words.end())
    return text;
  fault(named(name, " must be one of the following values: ") + joined(words));
  return std::nullopt;
}

value fields::object(std::string_view name, need how) {
  auto found = take(name);
  if (found.type() == value::kind::object)
    return found;
  if (found.exists() || how == need::required)
    fault(named(name, " must be an object"));
  return {};
}

void fields::no_others() {
  from_.for_each_member([this](std::string_view name, value) {
    if (std::find(known_.begin(), known_.end(), name) == known_.end())
      fault("property " + std::string{name} + " should not exist");
  });
}

} // namespace fleetwire::systems::identity
