#include "actors/contract/input.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace fleetwire::contract {

namespace {

/// The query as an object of texts; a key that comes twice keeps its first value.
document object_of(std::span<const name_value> query) {
  object built;
  std::vector<std::string_view> seen;
  for (const auto& [name, text] : query) {
    if (std::ranges::find(seen, name) != seen.end())
      continue;
    seen.push_back(name);
    built.add(name, text);
  }
  return *document::parse(built.build().text);
}

std::string name_of(std::string_view raw_key) {
  const auto quoted = '"' + std::string{raw_key} + '"';
  return *value{quoted}.as_string();
}

/// Characters, not bytes.
std::size_t length_of(std::string_view text) noexcept {
  return static_cast<std::size_t>(
    std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

bool is_hex(char c) noexcept {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

std::optional<double> number_in(std::string_view text) {
  double result = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), result);
  if (text.empty() || fault != std::errc{} || end != text.data() + text.size())
    return std::nullopt;
  return result;
}

std::string plain(double number) {
  std::string text;
  append_json_number(text, number);
  return text;
}

bool looks_like_email(std::string_view text) noexcept {
  const auto at = text.find('@');
  if (at == std::string_view::npos || at == 0 || text.find('@', at + 1) != std::string_view::npos)
    return false;
  const auto domain = text.substr(at + 1);
  const auto dot = domain.rfind('.');
  return dot != std::string_view::npos && dot > 0 && dot + 1 < domain.size()
         && domain.front() != '.' && text.find_first_of(" \t\r\n,;<>\"") == std::string_view::npos;
}

} // namespace

bool is_uuid(std::string_view text) noexcept {
  if (text.size() != 36)
    return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : !is_hex(text[i]))
      return false;
  }
  return true;
}

input::input(value object) {
  if (object.exists() && object.type() != value::kind::object)
    faults_.emplace_back("the body must be an object");
  else
    object.for_each_member(
      [this](std::string_view raw_key, value what) { members_.push_back({raw_key, what}); });
}

input::input(std::span<const name_value> query) : input(value{}) {
  query_ = object_of(query);
  from_query_ = true;
  query_->root().for_each_member(
    [this](std::string_view raw_key, value what) { members_.push_back({raw_key, what}); });
}

void input::complain(std::string_view name, std::string_view what) {
  faults_.push_back(prefix_ + std::string{name} + ' ' + std::string{what});
}

void input::fault(std::string text) {
  faults_.push_back(std::move(text));
}

value input::raw(std::string_view name) {
  value found; // the last one, as everywhere
  for (auto& each : members_) {
    const bool is_it =
      each.raw_key == name
      || (each.raw_key.find('\\') != std::string_view::npos && name_of(each.raw_key) == name);
    if (!is_it)
      continue;
    each.is_known = true;
    found = each.what;
  }
  return found;
}

bool input::has(std::string_view name) {
  return raw(name).exists();
}

bool input::is_null(std::string_view name) {
  return raw(name).is_null();
}

value input::find(std::string_view name, need wanted, std::string_view expectation) {
  const auto found = raw(name);
  if (found.exists() && !found.is_null())
    return found;
  if (wanted == need::required)
    complain(name, expectation);
  return {};
}

std::optional<std::string> input::text(std::string_view name, need wanted, std::size_t min,
                                       std::size_t max) {
  const auto found = find(name, wanted, "must be a string");
  if (!found.exists())
    return std::nullopt;
  auto result = found.as_string();
  if (!result) {
    complain(name, "must be a string");
    return std::nullopt;
  }
  const auto length = length_of(*result);
  if (length < min)
    complain(name, "must be longer than or equal to " + std::to_string(min) + " characters");
  if (length > max)
    complain(name, "must be shorter than or equal to " + std::to_string(max) + " characters");
  return result;
}

std::optional<std::string> input::uuid(std::string_view name, need wanted) {
  const auto found = find(name, wanted, "must be a UUID");
  if (!found.exists())
    return std::nullopt;
  auto result = found.as_string();
  if (!result || !is_uuid(*result)) {
    complain(name, "must be a UUID");
    return std::nullopt;
  }
  std::ranges::transform(*result, result->begin(), [](char c) {
    return c >= 'A' && c <= 'F' ? static_cast<char>(c + 32) : c;
  });
  return result;
}

std::optional<std::string> input::email(std::string_view name, need wanted) {
  const auto found = find(name, wanted, "must be an email");
  if (!found.exists())
    return std::nullopt;
  auto result = found.as_string();
  if (!result || !looks_like_email(*result)) {
    complain(name, "must be an email");
    return std::nullopt;
  }
  return result;
}

std::optional<std::string> input::choice(std::string_view name,
                                         std::initializer_list<std::string_view> choices,
                                         need wanted) {
  const auto found = raw(name);
  const bool is_there = found.exists() && !found.is_null();
  if (!is_there && wanted == need::optional)
    return std::nullopt;
  auto result = is_there ? found.as_string() : std::nullopt;
  if (result && std::ranges::find(choices, *result) != choices.end())
    return result;
  std::string expectation = "must be one of the following values: ";
  for (const auto& each : choices)
    expectation.append(each.data() == choices.begin()->data() ? "" : ", ").append(each);
  complain(name, expectation);
  return std::nullopt;
}

std::optional<double> input::any_number(std::string_view name, need wanted,
                                        std::string_view expectation) {
  const auto found = find(name, wanted, expectation);
  if (!found.exists())
    return std::nullopt;
  auto result = found.as_double();
  if (!result && from_query_)
    result = number_in(found.as_string().value_or(std::string{}));
  if (!result || !std::isfinite(*result)) {
    complain(name, expectation);
    return std::nullopt;
  }
  return result;
}

std::optional<double> input::number(std::string_view name, need wanted, double min, double max) {
  const auto result =
    any_number(name, wanted, "must be a number conforming to the specified constraints");
  if (result && *result < min)
    complain(name, "must not be less than " + plain(min));
  if (result && *result > max)
    complain(name, "must not be greater than " + plain(max));
  return result;
}

std::optional<std::int64_t> input::integer(std::string_view name, need wanted, std::int64_t min,
                                           std::int64_t max) {
  constexpr double exact = 9007199254740992.0; // beyond it a double is no exact integer
  const auto found = any_number(name, wanted, "must be an integer number");
  if (!found)
    return std::nullopt;
  if (*found != std::floor(*found) || std::abs(*found) > exact) {
    complain(name, "must be an integer number");
    return std::nullopt;
  }
  const auto result = static_cast<std::int64_t>(*found);
  if (result < min)
    complain(name, "must not be less than " + std::to_string(min));
  if (result > max)
    complain(name, "must not be greater than " + std::to_string(max));
  return result;
}

std::optional<bool> input::flag(std::string_view name, need wanted) {
  const auto found = find(name, wanted, "must be a boolean value");
  if (!found.exists())
    return std::nullopt;
  auto result = found.as_bool();
  if (!result && from_query_) {
    const auto text = found.as_string();
    if (text == "true" || text == "1")
      result = true;
    else if (text == "false" || text == "0")
      result = false;
  }
  if (!result)
    complain(name, "must be a boolean value");
  return result;
}

std::optional<rest::instant> input::time(std::string_view name, need wanted) {
  constexpr std::string_view expectation = "must be a valid ISO 8601 date string";
  const auto found = find(name, wanted, expectation);
  if (!found.exists())
    return std::nullopt;
  const auto text = found.as_string();
  const auto result = text ? rest::parse_iso(*text) : std::nullopt;
  if (!result)
    complain(name, expectation);
  return result;
}

bool input::nested(std::string_view name, need wanted, const std::function<void(input&)>& read) {
  const auto found = find(name, wanted, "must be an object");
  if (!found.exists())
    return false;
  if (found.type() != value::kind::object) {
    complain(name, "must be an object");
    return false;
  }
  input inner{found};
  inner.prefix_ = prefix_ + std::string{name} + '.';
  read(inner);
  inner.refuse_unknown();
  faults_.insert(faults_.end(), inner.faults_.begin(), inner.faults_.end());
  return true;
}

std::size_t input::each(std::string_view name, need wanted, std::size_t min, std::size_t max,
                        const std::function<void(input&)>& read) {
  const auto found = find(name, wanted, "must be an array");
  if (!found.exists())
    return 0;
  if (found.type() != value::kind::array) {
    complain(name, "must be an array");
    return 0;
  }
  const auto count = found.size();
  if (count < min)
    complain(name, "must contain at least " + std::to_string(min) + " elements");
  if (count > max) {
    complain(name, "must contain no more than " + std::to_string(max) + " elements");
    return count;
  }
  std::size_t index = 0;
  found.for_each([&](value element) {
    const auto place = std::string{name} + '.' + std::to_string(index++);
    if (element.type() != value::kind::object)
      return complain(place, "must be an object");
    input inner{element};
    inner.prefix_ = prefix_ + place + '.';
    read(inner);
    inner.refuse_unknown();
    faults_.insert(faults_.end(), inner.faults_.begin(), inner.faults_.end());
  });
  return count;
}

rest::paging input::paging(std::size_t default_limit, std::size_t max_limit) {
  constexpr std::int64_t last_page = 1'000'000;
  const auto page = integer("page", need::optional, 1, last_page);
  const auto limit = integer("limit", need::optional, 1, static_cast<std::int64_t>(max_limit));
  return {static_cast<std::size_t>(std::max<std::int64_t>(1, page.value_or(1))),
          static_cast<std::size_t>(
            std::max<std::int64_t>(1, limit.value_or(static_cast<std::int64_t>(default_limit))))};
}

void input::refuse_unknown() {
  for (const auto& each : members_)
    if (!each.is_known && faults_.size() < most_faults)
      faults_.push_back("property " + prefix_ + name_of(each.raw_key) + " should not exist");
}

bool input::finish() {
  refuse_unknown();
  return faults_.empty();
}

} // namespace fleetwire::contract
