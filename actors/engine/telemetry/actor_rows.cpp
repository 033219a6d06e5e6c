#include "actors/engine/telemetry/actor_rows.hpp"

#include "net/http/query.hpp"

#include <algorithm>
#include <charconv>

namespace fleetwire {

namespace {

std::string in_namespace(std::string_view kind, unsigned worker, std::string_view nsp,
                         std::string_view name) {
  return std::string{kind} + '.' + std::to_string(worker) + '.' + http::percent_encode(nsp) + ':'
         + http::percent_encode(name);
}

/// Takes the number and the dot after it, if there is one, off the text.
bool take_number(std::string_view& text, unsigned& number) {
  auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (fault != std::errc{})
    return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  if (text.starts_with('.'))
    text.remove_prefix(1);
  return true;
}

} // namespace

std::string connection_actor_id(std::string_view sid) {
  return "connection." + std::string{sid};
}

std::string socket_actor_id(unsigned worker, std::string_view nsp, std::string_view id) {
  return in_namespace("socket", worker, nsp, id);
}

std::string room_actor_id(unsigned worker, std::string_view nsp, std::string_view room) {
  return in_namespace("room", worker, nsp, room);
}

std::string worker_actor_id(unsigned worker) {
  return "worker." + std::to_string(worker);
}

actor_id parse_actor_id(std::string_view text) {
  actor_id result;
  auto dot = text.find('.');
  const auto kind = text.substr(0, dot);
  auto rest = dot == std::string_view::npos ? std::string_view{} : text.substr(dot + 1);
  if (kind == "engine" && dot == std::string_view::npos) {
    result.kind = kind;
  } else if (kind == "connection" && !rest.empty()) {
    result.kind = kind;
    result.name = rest;
  } else if (kind == "worker" && take_number(rest, result.worker) && rest.empty()) {
    result.kind = kind;
  } else if ((kind == "room" || kind == "socket") && take_number(rest, result.worker)) {
    auto colon = rest.find(':');
    if (colon == std::string_view::npos)
      return result;
    result.kind = kind;
    result.nsp = http::percent_decode(rest.substr(0, colon), false);
    result.name = http::percent_decode(rest.substr(colon + 1), false);
  }
  return result;
}

actor_row row_of(const bridge::connection_description& one, unsigned worker) {
  actor_row row;
  row.kind = "connection";
  row.id = connection_actor_id(one.id);
  row.name = one.address;
  row.parent = worker_actor_id(worker);
  row.worker = worker;
  row.link = one;
  return row;
}

void sort_rows(std::vector<actor_row>& rows) {
  std::stable_sort(rows.begin(), rows.end(),
                   [](const actor_row& lhs, const actor_row& rhs) { return lhs.rank > rhs.rank; });
}

void write_fields(json_writer& out, const actor_row& row) {
  out.add("id", row.id);
  out.add("kind", row.kind);
  out.add("name", row.name);
  out.add("parent", row.parent);
  out.add("worker", row.worker);
  if (row.kind != "connection")
    return out.add(row.kind == "socket" ? "rooms" : "members", row.members);
  out.add("transport", row.link.transport);
  out.add("state", row.link.state);
  out.add("age_seconds", row.link.age_seconds);
  out.add("messages_in", row.link.messages_in);
  out.add("packets_out", row.link.packets_out);
  out.add("bytes_in", row.link.bytes_in);
  out.add("bytes_out", row.link.bytes_out);
  out.add("queued_bytes", row.link.queued_bytes);
  out.add("unanswered", row.link.unanswered);
  out.add("paused", row.link.paused);
}

void write_row(json_writer& out, const actor_row& row) {
  out.open('{');
  write_fields(out, row);
  out.close('}');
}

} // namespace fleetwire
