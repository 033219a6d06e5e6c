#include "actors/contract/rest.hpp"

#include "actors/contract/input.hpp"
#include "actors/contract/json_writer.hpp"

namespace fleetwire::contract::rest {

namespace {

using std::chrono::system_clock;

web_answer answer(unsigned status, const object& body) {
  return {.status = status, .body = body.build().text};
}

/// Exactly `digits` digits at `at`, which moves on.
std::optional<int> number(std::string_view text, std::size_t& at, std::size_t digits) {
  int result = 0;
  if (at + digits > text.size())
    return std::nullopt;
  for (const auto c : text.substr(at, digits)) {
    if (c < '0' || c > '9')
      return std::nullopt;
    result = 10 * result + (c - '0');
  }
  at += digits;
  return result;
}

bool take(std::string_view text, std::size_t& at, char c) {
  if (at >= text.size() || text[at] != c)
    return false;
  ++at;
  return true;
}

std::optional<std::chrono::milliseconds> fraction(std::string_view text, std::size_t& at) {
  constexpr std::size_t most_digits = 9;
  int thousandths = 0;
  std::size_t digits = 0;
  for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, ++digits)
    if (digits < 3)
      thousandths = 10 * thousandths + (text[at] - '0');
  if (digits == 0 || digits > most_digits)
    return std::nullopt;
  for (; digits < 3; ++digits)
    thousandths *= 10;
  return std::chrono::milliseconds{thousandths};
}

std::optional<std::chrono::minutes> offset(std::string_view text, std::size_t& at) {
  if (at == text.size() || take(text, at, 'Z'))
    return std::chrono::minutes{0};
  const bool negative = text[at] == '-';
  if (!negative && text[at] != '+')
    return std::nullopt;
  ++at;
  const auto hours = number(text, at, 2);
  take(text, at, ':');
  const auto minutes = number(text, at, 2);
  if (!hours || !minutes || *hours > 23 || *minutes > 59)
    return std::nullopt;
  const auto sum = std::chrono::minutes{*hours * 60 + *minutes};
  return negative ? -sum : sum;
}

std::optional<std::chrono::milliseconds> time_of_day(std::string_view text, std::size_t& at) {
  const auto hour = number(text, at, 2);
  const bool colon = take(text, at, ':');
  const auto minute = number(text, at, 2);
  if (!hour || !minute || !colon || *hour > 23 || *minute > 59)
    return std::nullopt;
  std::chrono::milliseconds result = std::chrono::hours{*hour} + std::chrono::minutes{*minute};
  if (take(text, at, ':')) {
    const auto second = number(text, at, 2);
    if (!second || *second > 59)
      return std::nullopt;
    result += std::chrono::seconds{*second};
    if (take(text, at, '.')) {
      const auto part = fraction(text, at);
      if (!part)
        return std::nullopt;
      result += *part;
    }
  }
  const auto shift = offset(text, at);
  if (!shift)
    return std::nullopt;
  return result - *shift;
}

} // namespace

std::string_view phrase(unsigned status) noexcept {
  switch (status) {
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 409:
      return "Conflict";
    case 413:
      return "Payload Too Large";
    case 415:
      return "Unsupported Media Type";
    case 422:
      return "Unprocessable Entity";
    case 429:
      return "Too Many Requests";
    case 503:
      return "Service Unavailable";
    default:
      return "Internal Server Error";
  }
}

web_answer success(const json& data, std::string_view message, unsigned status) {
  constexpr std::size_t envelope = 64;
  return {.status = status,
          .body = written(data.text.size() + message.size() + envelope, [&](json_writer& out) {
                    out.add("success", true).add("message", message).add("data", data);
                  }).text};
}

web_answer problem(unsigned status, std::string_view message, std::string_view code,
                   const json& details) {
  object error;
  error.add("code", code.empty() ? phrase(status) : code);
  if (!details.text.empty())
    error.add("details", details);
  return answer(status,
                object{}.add("success", false).add("message", message).add("error", error.build()));
}

web_answer forbidden() {
  return problem(403, "Forbidden resource");
}

std::optional<web_answer> refuse_ids(const web_request& request) {
  for (const auto& [name, text] : request.params)
    if (!is_uuid(text))
      return problem(400, "Validation failed (uuid is expected)");
  return std::nullopt;
}

std::string id_in(const web_request& request, std::string_view name) {
  std::string result{request.param(name)};
  for (auto& c : result)
    if (c >= 'A' && c <= 'Z')
      c = static_cast<char>(c + 32);
  return result;
}

web_answer invalid(std::span<const std::string> faults) {
  json texts{"["};
  for (const auto& fault : faults) {
    if (texts.text.size() > 1)
      texts.text += ',';
    append_json_string(texts.text, fault);
  }
  texts.text += ']';
  return answer(400, object{}
                       .add("success", false)
                       .add("message", texts)
                       .add("error", object{}.add("code", "Bad Request").build()));
}

web_answer listed(const json& items, const paging& where, std::size_t total,
                  std::string_view message) {
  const auto pages = std::max<std::size_t>(1, (total + where.limit - 1) / where.limit);
  const auto as_int = [](std::size_t n) { return static_cast<std::int64_t>(n); };
  object meta;
  meta.add("total", as_int(total))
    .add("page", as_int(where.page))
    .add("limit", as_int(where.limit));
  meta.add("pageCount", as_int(pages)).add("totalPages", as_int(pages));
  meta.add("hasNext", where.page < pages).add("hasPrev", where.page > 1);
  if (where.page < pages)
    meta.add("nextPage", as_int(where.page + 1));
  else
    meta.add("nextPage", nullptr);
  if (where.page > 1)
    meta.add("prevPage", as_int(where.page - 1));
  else
    meta.add("prevPage", nullptr);
  return answer(200, object{}
                       .add("success", true)
                       .add("message", message)
                       .add("data", items)
                       .add("meta", meta.build()));
}

json array_of(std::span<const std::string> items) {
  json result{"["};
  for (const auto& item : items) {
    if (result.text.size() > 1)
      result.text += ',';
    result.text += item;
  }
  result.text += ']';
  return result;
}

std::string iso(instant when) {
  std::string text;
  append_iso(text, when);
  return text;
}

std::string iso(system_clock::time_point when) {
  return iso(std::chrono::floor<std::chrono::milliseconds>(when));
}

std::optional<instant> parse_iso(std::string_view text) {
  std::size_t at = 0;
  const auto year = number(text, at, 4);
  const bool first = take(text, at, '-');
  const auto month = number(text, at, 2);
  const bool second = take(text, at, '-');
  const auto day = number(text, at, 2);
  if (!year || !first || !month || !second || !day)
    return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{*year},
                                         std::chrono::month{static_cast<unsigned>(*month)},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok())
    return std::nullopt;
  instant result = std::chrono::sys_days{date};
  if (at == text.size())
    return result;
  if (!take(text, at, 'T') && !take(text, at, ' '))
    return std::nullopt;
  const auto time = time_of_day(text, at);
  if (!time || at != text.size())
    return std::nullopt;
  // An offset may lead out of the years.
  return instant_of(to_ms(result + *time));
}

std::int64_t to_ms(instant when) noexcept {
  return when.time_since_epoch().count();
}

std::int64_t to_ms(system_clock::time_point when) noexcept {
  return to_ms(std::chrono::floor<std::chrono::milliseconds>(when));
}

instant from_ms(std::int64_t ms) noexcept {
  return instant{std::chrono::milliseconds{ms}};
}

std::optional<instant> instant_of(std::int64_t ms) noexcept {
  using namespace std::chrono;
  constexpr instant first = sys_days{year{0} / 1 / 1};
  constexpr instant last = sys_days{year{10'000} / 1 / 1} - milliseconds{1};
  const auto when = from_ms(ms);
  return when < first || when > last ? std::nullopt : std::optional{when};
}

system_clock::time_point to_clock(instant when) noexcept {
  using std::chrono::milliseconds;
  constexpr auto first = std::chrono::ceil<milliseconds>(system_clock::time_point::min());
  constexpr auto last = std::chrono::floor<milliseconds>(system_clock::time_point::max());
  if (when > last)
    return system_clock::time_point::max();
  return when < first ? system_clock::time_point::min() : system_clock::time_point{when};
}

} // namespace fleetwire::contract::rest
