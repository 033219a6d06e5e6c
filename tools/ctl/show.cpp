#include "tools/ctl/show.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <vector>

namespace fleetwire::ctl {

namespace {

using tools::json;

bool is_group(const json& j) {
  return j.is(json::kind::object) || j.is(json::kind::array);
}

/// What came from a server must not steer the terminal.
std::string printable(const std::string& text) {
  std::string out = text;
  for (char& c : out)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
      c = '?';
  return out;
}

std::string formatted(const char* how, double number) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), how, number);
  return text.data();
}

std::string time_text(double seconds) {
  if (seconds == 0)
    return "0 s";
  if (seconds < 1e-3)
    return formatted("%.1f us", seconds * 1e6);
  return seconds < 1 ? formatted("%.1f ms", seconds * 1e3) : formatted("%.1f s", seconds);
}

std::string size_text(double bytes) {
  constexpr std::array units{"%.0f B", "%.1f kB", "%.1f MB", "%.1f GB", "%.1f TB"};
  std::size_t unit = 0;
  for (; bytes >= 1'024 && unit + 1 < units.size(); ++unit)
    bytes /= 1'024;
  return formatted(units[unit], bytes);
}

/// A figure for people: times and sizes with their unit, no more digits than one reads.
std::string shown(const std::string& name, const json& value) {
  if (!value.is(json::kind::number))
    return printable(value.text());
  const auto has = [&](std::string_view part) { return name.find(part) != std::string::npos; };
  if (name.ends_with("_seconds"))
    return time_text(value.number());
  if (has("bytes"))
    return size_text(value.number());
  const auto& text = value.text();
  return text.find_first_of(".eE") == std::string::npos ? text : formatted("%.4g", value.number());
}

std::string indented(std::string_view text, std::size_t indent) {
  std::string out;
  while (!text.empty()) {
    const auto line = text.substr(0, text.find('\n'));
    out.append(indent, ' ').append(line).append("\n");
    text.remove_prefix(std::min(line.size() + 1, text.size()));
  }
  return out;
}

std::string scalars(const std::vector<json>& items) {
  std::string out;
  for (const auto& item : items)
    out.append(out.empty() ? "" : ", ").append(printable(item.text()));
  return out;
}

bool holds_groups(const json& j) {
  return j.is(json::kind::object) || std::ranges::any_of(j.items(), is_group);
}

void append_figures(std::string& out, const json& group, std::size_t indent,
                    std::string_view without = {}) {
  std::size_t width = 0;
  for (const auto& [name, member] : group.members())
    if (!holds_groups(member))
      width = std::max(width, name.size());
  for (const auto& [name, member] : group.members()) {
    if (!without.empty() && name == without)
      continue;
    auto line = std::string(indent, ' ') + printable(name);
    if (holds_groups(member)) {
      out += line + "\n";
      if (member.is(json::kind::array))
        out += indented(table(member, {}), indent + 2);
      else
        append_figures(out, member, indent + 2);
      continue;
    }
    line.resize(std::max(line.size(), indent + width) + 2, ' ');
    line += member.is(json::kind::array) ? scalars(member.items()) : shown(name, member);
    out += line + "\n";
  }
}

/// Names of the scalar members, in the order in which rows bring them.
std::vector<std::string> columns(const json& list) {
  std::vector<std::string> out;
  for (const auto& row : list.items())
    for (const auto& [name, member] : row.members())
      if (!is_group(member) && std::ranges::find(out, name) == out.end())
        out.push_back(name);
  return out;
}

bool mentions(const json& row, std::string_view word) {
  return std::ranges::any_of(row.members(), [word](const auto& member) {
    return member.second.is(json::kind::text)
           && member.second.text().find(word) != std::string::npos;
  });
}

void append_cell(std::string& line, const std::string& text, std::size_t width, bool to_right) {
  const std::string room(width - std::min(width, text.size()), ' ');
  line += (line.empty() ? "" : "  ") + (to_right ? room + text : text + room);
}

void append_quoted(std::string& out, const std::string& text) {
  out += '"';
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20) {
      std::array<char, 8> escape{};
      std::snprintf(escape.data(), escape.size(), "\\u%04x", static_cast<unsigned char>(c));
      out += escape.data();
      continue;
    }
    if (c == '"' || c == '\\')
      out += '\\';
    out += c;
  }
  out += '"';
}

} // namespace

std::string figures(const json& document, std::string_view without) {
  std::string out;
  append_figures(out, document, 0, without);
  return out;
}

std::string table(const json& list, std::string_view word) {
  std::vector<const json*> rows;
  for (const auto& row : list.items())
    if (word.empty() || mentions(row, word))
      rows.push_back(&row);
  const auto names = columns(list);
  std::string header;
  std::vector<std::string> lines(rows.size());
  for (const auto& name : names) {
    std::vector<std::string> cells;
    bool numbers = true;
    auto width = name.size();
    for (const auto* row : rows) {
      const auto& cell = (*row)[name];
      const bool absent = cell.is(json::kind::null);
      cells.push_back(absent ? "-" : shown(name, cell));
      width = std::max(width, cells.back().size());
      numbers = numbers && (absent || cell.is(json::kind::number));
    }
    append_cell(header, name, width, numbers);
    for (std::size_t i = 0; i < rows.size(); ++i)
      append_cell(lines[i], cells[i], width, numbers);
  }
  auto out = header + "\n";
  for (const auto& line : lines)
    out += line + "\n";
  return out;
}

std::string written(const json& value) {
  std::string out;
  switch (value.type()) {
    case json::kind::text:
      append_quoted(out, value.text());
      return out;
    case json::kind::array:
      for (const auto& item : value.items())
        out.append(out.empty() ? "[" : ",").append(written(item));
      return out.empty() ? "[]" : out + ']';
    case json::kind::object:
      for (const auto& [name, member] : value.members()) {
        out += out.empty() ? '{' : ',';
        append_quoted(out, name);
        out.append(":").append(written(member));
      }
      return out.empty() ? "{}" : out + '}';
    default:
      return value.text();
  }
}

std::string matching_metrics(std::string_view text, std::string_view word) {
  std::string out;
  while (!text.empty()) {
    const auto line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    auto name = line;
    for (const std::string_view comment : {"# HELP ", "# TYPE "})
      if (name.starts_with(comment))
        name.remove_prefix(comment.size());
    name = name.substr(0, name.find_first_of(" {"));
    if (!name.empty() && name.find(word) != std::string_view::npos)
      out.append(line).append("\n");
  }
  return out;
}

} // namespace fleetwire::ctl
