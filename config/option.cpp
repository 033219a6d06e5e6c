#include "config/schema.hpp"
#include "config/values.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

namespace fleetwire::config {

namespace {

template <class... Fs>
struct overloaded : Fs... {
  using Fs::operator()...;
};
template <class... Fs>
overloaded(Fs...) -> overloaded<Fs...>;

/// The text of a value, where the source or the type allows one.
const std::string* text_of(const value& v) {
  if (const auto* raw = std::get_if<raw_text>(&v))
    return &raw->text;
  return std::get_if<std::string>(&v);
}

const raw_text* raw_of(const value& v) {
  return std::get_if<raw_text>(&v);
}

std::optional<std::int64_t> to_integer(const option& o, const value& v) {
  if (const auto* n = std::get_if<std::int64_t>(&v))
    return *n;
  if (o.shape == form::bytes)
    return text_of(v) ? parse_bytes(*text_of(v)) : std::nullopt;
  return raw_of(v) ? parse_integer(raw_of(v)->text) : std::nullopt;
}

/// Converts, or gives nothing when the type is wrong; bounds are checked by valid().
bool convert(std::string& out, const option&, const value& v) {
  if (const auto* text = text_of(v))
    return out = *text, true;
  return false;
}

bool convert(bool& out, const option&, const value& v) {
  if (const auto* flag = std::get_if<bool>(&v))
    return out = *flag, true;
  const auto parsed = raw_of(v) ? parse_bool(raw_of(v)->text) : std::nullopt;
  return parsed ? (out = *parsed, true) : false;
}

template <class Int>
  requires std::integral<Int>
bool convert(Int& out, const option& o, const value& v) {
  const auto n = to_integer(o, v);
  if (!n || !std::in_range<Int>(*n))
    return false;
  out = static_cast<Int>(*n);
  return true;
}

bool convert(double& out, const option&, const value& v) {
  std::optional<double> x;
  if (const auto* real = std::get_if<double>(&v))
    x = *real;
  else if (const auto* n = std::get_if<std::int64_t>(&v))
    x = static_cast<double>(*n);
  else if (const auto* raw = raw_of(v))
    x = parse_real(raw->text);
  return x && std::isfinite(*x) ? (out = *x, true) : false;
}

bool convert(milliseconds& out, const option&, const value& v) {
  std::optional<milliseconds> d;
  if (const auto* n = std::get_if<std::int64_t>(&v))
    d = milliseconds{*n};
  else if (const auto* text = text_of(v))
    d = parse_duration(*text);
  return d ? (out = *d, true) : false;
}

bool convert(std::vector<std::string>& out, const option&, const value& v) {
  if (const auto* list = std::get_if<std::vector<std::string>>(&v))
    return out = *list, true;
  if (const auto* raw = raw_of(v))
    return out = parse_list(raw->text), true;
  if (const auto* text = std::get_if<std::string>(&v))
    return out = {*text}, true;
  return false;
}

bool convert(std::optional<std::int64_t>& out, const option& o, const value& v) {
  if (text_of(v) && (*text_of(v) == "none" || text_of(v)->empty()))
    return out.reset(), true;
  const auto n = to_integer(o, v);
  if (n)
    out = n;
  return n.has_value();
}

bool within(const option& o, std::int64_t n) {
  return n >= o.low && n <= o.high;
}

bool within(const option& o, const std::string& text) {
  if (text.find('\0') != std::string::npos)
    return false;
  if (!o.choices.empty())
    return std::ranges::find(o.choices, text) != o.choices.end();
  return o.check == nullptr || o.check(text);
}

std::string bounds(const option& o, const std::function<std::string(std::int64_t)>& write,
                   std::int64_t type_high) {
  const auto high = std::min(o.high, type_high);
  if (high == std::numeric_limits<std::int64_t>::max())
    return " of at least " + write(o.low);
  return " from " + write(o.low) + " to " + write(high);
}

std::string one_of(const option& o) {
  std::string out;
  for (const auto& choice : o.choices)
    out += (out.empty() ? "" : ", ") + quote(choice);
  return out;
}

template <class Int>
std::string describe_integer(const option& o) {
  const auto high = std::in_range<std::int64_t>(std::numeric_limits<Int>::max())
                      ? static_cast<std::int64_t>(std::numeric_limits<Int>::max())
                      : std::numeric_limits<std::int64_t>::max();
  if (o.shape == form::bytes)
    return "a size such as \"64KiB\" or \"1MB\"" + bounds(o, format_bytes, high);
  return "a whole number" + bounds(o, [](std::int64_t n) { return std::to_string(n); }, high);
}

} // namespace

bool assign(const option& target, const value& from) {
  const auto set = [&]<class T>(T* place) {
    T before = *place;
    if (convert(*place, target, from) && valid(target))
      return true;
    *place = std::move(before);
    return false;
  };
  return std::visit(set, target.target);
}

bool valid(const option& o) {
  const auto all = [&o](const auto& list) {
    return std::ranges::all_of(list, [&o](const auto& item) { return within(o, item); });
  };
  return std::visit(
    overloaded{[](const bool*) { return true; },
               [&](const std::string* p) { return within(o, *p); },
               [&](const std::vector<std::string>* p) { return all(*p); },
               [&](const std::optional<std::int64_t>* p) { return !*p || within(o, **p); },
               [&](const milliseconds* p) { return within(o, p->count()); },
               [&](const double* p) {
                 return *p >= static_cast<double>(o.low) && *p <= static_cast<double>(o.high);
               },
               [&](const auto* p) {
                 return std::in_range<std::int64_t>(*p) && within(o, static_cast<std::int64_t>(*p));
               }},
    o.target);
}

std::string describe(const option& o) {
  const auto number = [](std::int64_t n) { return std::to_string(n); };
  const auto time = [](std::int64_t n) { return format_duration(milliseconds{n}); };
  const auto text = [&o]() -> std::string {
    if (!o.choices.empty())
      return "one of " + one_of(o);
    return o.check != nullptr ? o.expects : "a text";
  };
  constexpr auto no_end = std::numeric_limits<std::int64_t>::max();
  return std::visit(
    overloaded{[](const bool*) { return std::string{"true or false"}; },
               [&](const std::string*) { return text(); },
               [&](const std::vector<std::string>*) { return "a list, each " + text(); },
               [&](const std::optional<std::int64_t>*) {
                 return "\"none\" or a whole number" + bounds(o, number, no_end);
               },
               [&](const milliseconds*) {
                 return "a duration such as \"300ms\", \"25s\" or \"2m\"" + bounds(o, time, no_end);
               },
               [&](const double*) { return "a number" + bounds(o, number, no_end); },
               [&]<class Int>(const Int*) { return describe_integer<Int>(o); }},
    o.target);
}

std::string show(const option& o, bool reveal) {
  if (o.secret && !reveal)
    return "\"***\"";
  return std::visit(overloaded{[](const bool* p) { return std::string{*p ? "true" : "false"}; },
                               [](const std::string* p) { return quote(*p); },
                               [](const std::vector<std::string>* p) { return quote(*p); },
                               [](const std::optional<std::int64_t>* p) {
                                 return *p ? std::to_string(**p) : quote("none");
                               },
                               [](const milliseconds* p) { return quote(format_duration(*p)); },
                               [](const double* p) { return format_real(*p); },
                               [&](const auto* p) {
                                 return o.shape == form::bytes
                                          ? quote(format_bytes(static_cast<std::int64_t>(*p)))
                                          : std::to_string(*p);
                               }},
                    o.target);
}

std::string fault::to_string() const {
  return where.empty() ? text : where + ": " + text;
}

} // namespace fleetwire::config
