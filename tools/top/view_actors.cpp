// Lists of actors and one actor in detail.
#include "tools/top/view.hpp"

#include <algorithm>

namespace fleetwire::top {

namespace {

using tools::json;

/// The first row to show, so that the selected one is among `lines`.
std::size_t first_row(const view& state, std::size_t lines) {
  return state.selected >= lines ? state.selected - lines + 1 : 0;
}

double rate_of(const json& actor, const model& figures) {
  const auto found = figures.messages_before.find(actor["id"].text());
  const auto time = figures.actors_at - figures.listed_before;
  if (found == figures.messages_before.end() || time <= 0)
    return 0;
  const auto now = actor["messages_in"].number() + actor["packets_out"].number();
  return std::max(now - found->second, 0.0) / time;
}

/// Below it the counts of messages give way, so that no figure is cut off.
constexpr std::size_t wide_columns = 100;

std::string connection_head(const view& state) {
  if (state.width < wide_columns)
    return "ADDRESS         VIA    W    AGE  MSGS/s  BYTES IN       OUT    QUEUE   ID";
  return "ADDRESS             TRANSPORT  W     AGE  MSGS/s      IN     OUT  BYTES IN       OUT"
         "    QUEUE   ID";
}

void connection_row(line& row, const json& one, const model& figures, const view& state, style as) {
  const bool wide = state.width >= wide_columns;
  const auto& way = one["transport"].text();
  const std::size_t name = wide ? 20 : 16;
  row.left(one["name"].text().substr(0, name - 1), name, as);
  if (wide)
    row.left(way, 9, as);
  else
    row.left(way == "websocket" ? "ws" : way == "polling" ? "poll" : way, 5, as);
  row.right(one["worker"].text(), 3, as);
  row.right(age_text(one["age_seconds"].number()), wide ? 8 : 7, as);
  row.right(count_text(rate_of(one, figures)), 8, as);
  if (wide)
    row.right(count_text(one["messages_in"].number()), 8, as)
      .right(count_text(one["packets_out"].number()), 8, as);
  row.right(bytes_text(one["bytes_in"].number()), 10, as);
  row.right(bytes_text(one["bytes_out"].number()), 10, as);
  row.right(bytes_text(one["queued_bytes"].number()), 9, as);
  const auto& id = one["id"].text(); // connection.SID
  row.add(one["paused"].flag() ? " P " : "   ", as).add(id.substr(id.find('.') + 1), as);
}

std::string other_head() {
  return "KIND        W   SIZE  NAME";
}

void other_row(line& row, const json& one, style as) {
  const auto& size = one["kind"].text() == "socket" ? one["rooms"] : one["members"];
  row.left(one["kind"].text(), 10, as).right(one["worker"].text(), 3, as);
  row.right(size.is(json::kind::number) ? count_text(size.number()) : "", 7, as).add("  ", as);
  row.add(one["name"].is(json::kind::text) ? one["name"].text() : one["id"].text(), as);
}

void add_rows(std::vector<std::string>& out, const model& figures, const view& state,
              std::size_t lines) {
  const auto& rows = rows_of(figures, state);
  const auto begin = first_row(state, lines);
  const auto end = std::min(begin + lines, rows.size());
  for (auto i = begin; i < end; ++i) {
    line row{state.width, state.colours};
    const bool chosen = i == state.selected && state.height > 0;
    const auto as = chosen ? style::selected : style::plain;
    if (rows[i]["kind"].text() == "connection")
      connection_row(row, rows[i], figures, state, as);
    else
      other_row(row, rows[i], as);
    if (chosen)
      row.add(std::string(state.width - row.used(), ' '), as);
    out.push_back(row.take());
  }
}

std::string value_text(const std::string& name, const json& value) {
  if (!value.is(json::kind::number))
    return value.text();
  if (name == "age_seconds")
    return age_text(value.number());
  if (name.find("bytes") != std::string::npos)
    return bytes_text(value.number());
  return value.text();
}

void add_head(std::vector<std::string>& out, const view& state, const std::string& text) {
  line head{state.width, state.colours};
  out.push_back(head.add(text, style::bold).take());
}

} // namespace

const std::vector<json>& rows_of(const model& figures, const view& state) {
  return state.path.empty() ? figures.actors["actors"].items() : figures.actor["children"].items();
}

void add_list(std::vector<std::string>& out, const model& figures, const view& state,
              std::size_t lines) {
  const auto& rows = rows_of(figures, state);
  if (lines < 3)
    return;
  line title{state.width, state.colours};
  const auto total = figures.actors["total"].number();
  title.add(state.kind + "s", style::title);
  if (!rows.empty())
    title.add("  " + std::to_string(state.offset + 1) + " to "
              + std::to_string(state.offset + rows.size()) + " of " + count_text(total));
  else
    title.add("  none");
  title.add(state.kind == "connection" ? "  by " + state.sort : "");
  if (state.worker >= 0)
    title.add("  on worker " + std::to_string(state.worker));
  out.push_back(title.take());
  add_head(out, state, state.kind == "connection" ? connection_head(state) : other_head());
  add_rows(out, figures, state, lines - 2);
}

void add_actor(std::vector<std::string>& out, const model& figures, const view& state,
               std::size_t lines) {
  line title{state.width, state.colours};
  for (const auto& step : state.path)
    title.add(" > ", style::dim).add(step, &step == &state.path.back() ? style::title : style::dim);
  out.push_back(title.take());
  const auto& actor = figures.actor;
  if (!actor.is(json::kind::object)) {
    line gone{state.width, state.colours};
    out.push_back(gone.add("It is not there any more.", style::warn).take());
    return;
  }
  auto used = std::size_t{1};
  for (const auto& [name, value] : actor.members()) {
    if (name == "children" || used + 3 > lines)
      continue;
    line row{state.width, state.colours};
    row.add("  ").left(name, 22, style::dim);
    if (value.is(json::kind::array))
      for (const auto& one : value.items())
        row.add(one.text() + "  ");
    else if (value.is(json::kind::object))
      for (const auto& [part, number] : value.members())
        row.add(part + ": " + number.text() + "  ");
    else
      row.add(value_text(name, value));
    out.push_back(row.take());
    ++used;
  }
  const auto& children = rows_of(figures, state);
  if (children.empty() || used + 2 > lines)
    return;
  add_head(out, state,
           children.front()["kind"].text() == "connection" ? connection_head(state) : other_head());
  add_rows(out, figures, state, lines - used - 1);
}

} // namespace fleetwire::top
