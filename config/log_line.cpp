#include "config/log_line.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <ctime>

namespace fleetwire::log {

namespace {

constexpr std::string_view hex = "0123456789abcdef";

/// The length of the well-formed UTF-8 sequence at the front of `text`, 0 if there is none.
std::size_t sequence_length(std::string_view text) {
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto tail = [&](std::size_t i) { return i < text.size() && (at(i) & 0xc0) == 0x80; };
  const auto lead = at(0);
  if (lead < 0x80)
    return 1;
  if (lead >= 0xc2 && lead <= 0xdf)
    return tail(1) ? 2 : 0;
  if (lead >= 0xe0 && lead <= 0xef) {
    if (!tail(1) || !tail(2) || (lead == 0xe0 && at(1) < 0xa0) || (lead == 0xed && at(1) > 0x9f))
      return 0;
    return 3;
  }
  if (lead >= 0xf0 && lead <= 0xf4) {
    if (!tail(1) || !tail(2) || !tail(3) || (lead == 0xf0 && at(1) < 0x90)
        || (lead == 0xf4 && at(1) > 0x8f))
      return 0;
    return 4;
  }
  return 0;
}

/// C0, DEL and, in two bytes, C1: terminals obey the last as well.
bool is_control(std::string_view sequence) {
  const auto first = static_cast<unsigned char>(sequence[0]);
  if (sequence.size() == 1)
    return first < 0x20 || first == 0x7f;
  return first == 0xc2 && static_cast<unsigned char>(sequence[1]) < 0xa0;
}

void append_text_escape(std::string& out, std::string_view bytes) {
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\n' || c == '\r' || c == '\t') {
      out += '\\';
      out += c == '\n' ? 'n' : c == '\r' ? 'r' : 't';
    } else {
      out += "\\x";
      out += hex[byte >> 4];
      out += hex[byte & 15];
    }
  }
}

void append_json_escape(std::string& out, std::string_view sequence) {
  // C1 controls are two bytes of UTF-8 for one code unit below 0x100.
  const auto unit = static_cast<unsigned char>(sequence.back());
  out += "\\u00";
  out += hex[unit >> 4];
  out += hex[unit & 15];
}

void append_printable(std::string& out, std::string_view sequence) {
  if (sequence == "\"" || sequence == "\\")
    out += '\\';
  out += sequence;
}

void append_escaped(std::string& out, format f, std::string_view text) {
  while (!text.empty()) {
    const auto length = sequence_length(text);
    const auto sequence = text.substr(0, length == 0 ? 1 : length);
    if (length == 0 && f == format::json)
      out += "\\ufffd";
    else if (length != 0 && !is_control(sequence))
      append_printable(out, sequence);
    else if (f == format::json)
      append_json_escape(out, sequence);
    else
      append_text_escape(out, sequence);
    text.remove_prefix(sequence.size());
  }
}

/// Cuts between characters.
std::string_view bounded(std::string_view text) {
  if (text.size() <= max_value_bytes)
    return text;
  auto end = max_value_bytes;
  while (end > max_value_bytes - 4 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80)
    --end;
  return text.substr(0, end);
}

bool is_plain(std::string_view text) {
  for (const char c : text)
    if (c <= ' ' || c == '"' || c == '\\' || c == '=' || c > '~')
      return false;
  return !text.empty();
}

void append_string(std::string& out, format f, std::string_view text) {
  if (f == format::text && text.size() <= max_value_bytes && is_plain(text)) {
    out += text;
    return;
  }
  const auto kept = bounded(text);
  out += '"';
  append_escaped(out, f, kept);
  out += kept.size() < text.size() ? "…\"" : "\"";
}

template <class Number>
void append_number(std::string& out, Number n) {
  std::array<char, 32> buffer{};
  const auto [end, ec] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), n);
  out.append(buffer.data(), end);
}

struct value_appender {
  std::string& out;
  format f;

  void operator()(std::string_view text) const { append_string(out, f, text); }
  void operator()(bool flag) const { out += flag ? "true" : "false"; }
  void operator()(double x) const {
    if (std::isfinite(x))
      append_number(out, x);
    else
      out += "null"; // JSON has no other word for it
  }
  void operator()(std::int64_t n) const { append_number(out, n); }
  void operator()(std::uint64_t n) const { append_number(out, n); }
};

void append_time(std::string& out, std::chrono::system_clock::time_point time) {
  using namespace std::chrono;
  const auto seconds = floor<std::chrono::seconds>(time);
  const auto millis = duration_cast<milliseconds>(time - seconds).count();
  const std::time_t t = system_clock::to_time_t(seconds);
  std::tm utc{};
  gmtime_r(&t, &utc);
  std::array<char, 40> buffer{};
  auto length = std::strftime(buffer.data(), buffer.size(), "%Y-%m-%dT%H:%M:%S.", &utc);
  buffer[length++] = static_cast<char>('0' + millis / 100);
  buffer[length++] = static_cast<char>('0' + millis / 10 % 10);
  buffer[length++] = static_cast<char>('0' + millis % 10);
  buffer[length++] = 'Z';
  out.append(buffer.data(), length);
}

bool is_reserved(std::string_view key) {
  return key == "time" || key == "level" || key == "component" || key == "event";
}

void append_key(std::string& out, format f, std::string_view key) {
  // Twice the same key would hide one of the two.
  const std::string renamed = is_reserved(key) ? std::string{key} + "_" : std::string{};
  append_string(out, f, renamed.empty() ? key : renamed);
  out += f == format::json ? ":" : "=";
}

} // namespace

std::string_view to_string(level l) noexcept {
  switch (l) {
    case level::trace:
      return "trace";
    case level::debug:
      return "debug";
    case level::info:
      return "info";
    case level::warn:
      return "warn";
    case level::error:
      return "error";
    case level::off:
      break;
  }
  return "off";
}

void append_line(std::string& out, format f, std::chrono::system_clock::time_point time, level l,
                 std::string_view component, std::string_view event, fields values) {
  const bool json = f == format::json;
  out += json ? "{\"time\":\"" : "";
  append_time(out, time);
  out.append(json ? "\",\"level\":\"" : " ").append(to_string(l));
  out += json ? "\",\"component\":" : " ";
  append_string(out, f, component);
  out += json ? ",\"event\":" : " ";
  append_string(out, f, event);
  for (const auto& value : values) {
    out += json ? "," : " ";
    append_key(out, f, value.key);
    std::visit(value_appender{out, f}, value.value);
  }
  if (json)
    out += '}';
}

} // namespace fleetwire::log
