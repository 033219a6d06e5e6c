#include "actors/engine/telemetry/actor_rows.hpp"
#include "actors/engine/telemetry/gather.hpp"
#include "actors/engine/telemetry/report.hpp"
#include "actors/runtime/space.hpp"
#include "net/http/query.hpp"

#include <algorithm>
#include <charconv>

namespace fleetwire {

namespace {

using bridge::connection_order;

/// How much of what belongs to an actor is shown with it.
constexpr std::size_t shown_children = 50;
constexpr std::size_t shown_rooms = 100;

/// What one worker adds to a list.
struct actor_page {
  std::size_t total = 0;
  std::vector<actor_row> rows;
};

connection_order order_of(std::string_view sort) noexcept {
  if (sort == "bytes")
    return connection_order::bytes;
  if (sort == "queue")
    return connection_order::queue;
  return sort == "age" ? connection_order::age : connection_order::messages;
}

double rank_of(const bridge::connection_description& one, connection_order by) noexcept {
  switch (by) {
    case connection_order::bytes:
      return static_cast<double>(one.bytes_in + one.bytes_out);
    case connection_order::queue:
      return static_cast<double>(one.queued_bytes);
    case connection_order::age:
      return one.age_seconds;
    case connection_order::messages:
      break;
  }
  return static_cast<double>(one.messages_in + one.packets_out);
}

actor_page connections_of(core& of, unsigned worker, connection_order by, std::size_t limit) {
  actor_page page;
  page.total = of.gateway().session_count(worker);
  for (const auto& one : of.gateway().describe(worker, by, limit)) {
    page.rows.push_back(row_of(one, worker));
    page.rows.back().rank = rank_of(one, by);
  }
  return page;
}

/// Rooms with their local members, the fullest first.
actor_page rooms_of(core& of, unsigned worker, std::size_t limit) {
  struct found {
    runtime::space* in;
    const runtime::room* what;
  };
  const auto spaces = of.sockets().spaces();
  std::vector<found> all;
  for (const auto& space : spaces)
    for (const auto& [name, one] : space->at(worker).rooms())
      all.push_back({space.get(), one.get()});
  actor_page page;
  page.total = all.size();
  limit = std::min(limit, all.size());
  std::partial_sort(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(limit), all.end(),
                    [](const found& lhs, const found& rhs) {
                      const auto left = lhs.what->places.size();
                      const auto right = rhs.what->places.size();
                      if (left != right)
                        return left > right;
                      return lhs.in != rhs.in ? lhs.in->name() < rhs.in->name()
                                              : lhs.what->name < rhs.what->name;
                    });
  for (std::size_t i = 0; i < limit; ++i) {
    const auto& [space, room] = all[i];
    actor_row row;
    row.kind = "room";
    row.id = room_actor_id(worker, space->name(), room->name);
    row.name = std::string{space->name()} + ' ' + room->name;
    row.parent = worker_actor_id(worker);
    row.worker = worker;
    row.members = room->places.size();
    row.rank = static_cast<double>(row.members);
    page.rows.push_back(std::move(row));
  }
  return page;
}

actor_row socket_row(const runtime::member& one, unsigned worker) {
  actor_row row;
  row.kind = "socket";
  row.id = socket_actor_id(worker, one.nsp(), one.id());
  row.name = std::string{one.nsp()} + ' ' + std::string{one.id()};
  row.parent = connection_actor_id(one.connection_id());
  row.worker = worker;
  row.members = one.rooms().size();
  return row;
}

/// Sockets by their ids.
actor_page sockets_of(core& of, unsigned worker, std::size_t limit) {
  const auto spaces = of.sockets().spaces();
  std::vector<const runtime::member*> all;
  for (const auto& space : spaces)
    for (const auto& [id, one] : space->at(worker).members())
      all.push_back(one.get());
  actor_page page;
  page.total = all.size();
  limit = std::min(limit, all.size());
  std::partial_sort(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(limit), all.end(),
                    [](const auto* lhs, const auto* rhs) { return lhs->id() < rhs->id(); });
  for (std::size_t i = 0; i < limit; ++i)
    page.rows.push_back(socket_row(*all[i], worker));
  return page;
}

actor_page page_of(core& of, unsigned worker, const actor_query& how) {
  if (how.worker >= 0 && static_cast<unsigned>(how.worker) != worker)
    return {};
  // Any of them may belong to the page that is wanted, wherever the others are.
  const auto limit = how.offset + how.limit;
  if (how.kind == "room")
    return rooms_of(of, worker, limit);
  if (how.kind == "socket")
    return sockets_of(of, worker, limit);
  return connections_of(of, worker, order_of(how.sort), limit);
}

void write_rows(json_writer& out, std::string_view name, const std::vector<actor_row>& rows) {
  out.open(name, '[');
  for (const auto& one : rows)
    write_row(out, one);
  out.close(']');
}

std::string page_text(const actor_query& how, std::vector<actor_page>& pages) {
  actor_page all;
  for (auto& one : pages) {
    all.total += one.total;
    std::move(one.rows.begin(), one.rows.end(), std::back_inserter(all.rows));
  }
  sort_rows(all.rows);
  const auto begin = std::min(how.offset, all.rows.size());
  const auto end = std::min(begin + how.limit, all.rows.size());
  all.rows.erase(all.rows.begin() + static_cast<std::ptrdiff_t>(end), all.rows.end());
  all.rows.erase(all.rows.begin(), all.rows.begin() + static_cast<std::ptrdiff_t>(begin));
  json_writer out;
  out.open('{');
  out.add("kind", how.kind);
  out.add("total", all.total);
  out.add("offset", how.offset);
  out.add("limit", how.limit);
  write_rows(out, "actors", all.rows);
  out.close('}');
  return out.take();
}

// -- one actor --------------------------------------------------------------------------------------------

std::string engine_text(core& of) {
  json_writer out;
  out.open('{');
  out.add("id", "engine");
  out.add("kind", "engine");
  out.open("children", '[');
  for (unsigned i = 0; i < of.workers(); ++i) {
    out.open('{');
    out.add("id", worker_actor_id(i));
    out.add("kind", "worker");
    out.add("parent", "engine");
    out.close('}');
  }
  out.close(']');
  out.close('}');
  return out.take();
}

std::string worker_text(core& of, unsigned worker) {
  const auto connections = connections_of(of, worker, connection_order::messages, shown_children);
  const auto rooms = rooms_of(of, worker, shown_children);
  json_writer out;
  out.open('{');
  out.add("id", worker_actor_id(worker));
  out.add("kind", "worker");
  out.add("parent", "engine");
  out.add("connections", connections.total);
  out.add("rooms", rooms.total);
  auto children = connections.rows;
  children.insert(children.end(), rooms.rows.begin(), rooms.rows.end());
  write_rows(out, "children", children);
  out.close('}');
  return out.take();
}

std::string connection_text(core& of, const contract::random_id& sid) {
  const auto one = of.gateway().describe(sid);
  if (!one)
    return {};
  const auto worker = sid.worker() % of.workers();
  std::vector<actor_row> sockets;
  for (const auto& space : of.sockets().spaces())
    for (const auto& [id, member] : space->at(worker).members())
      if (member->connection_id() == sid.text())
        sockets.push_back(socket_row(*member, worker));
  sort_rows(sockets);
  json_writer out;
  out.open('{');
  write_fields(out, row_of(*one, worker));
  write_rows(out, "children", sockets);
  out.close('}');
  return out.take();
}

std::shared_ptr<runtime::space> find_space(core& of, std::string_view nsp) {
  for (const auto& space : of.sockets().spaces())
    if (space->name() == nsp)
      return space;
  return nullptr;
}

std::string socket_text(core& of, const actor_id& id) {
  const auto space = find_space(of, id.nsp);
  const auto* one = space ? space->at(id.worker).find(id.name) : nullptr;
  if (!one)
    return {};
  json_writer out;
  out.open('{');
  write_fields(out, socket_row(*one, id.worker));
  out.add("namespace", one->nsp());
  out.add("connected", one->connected());
  out.add("recovered", one->recovered());
  auto rooms = one->rooms();
  rooms.resize(std::min(rooms.size(), shown_rooms));
  out.open("in_rooms", '[');
  for (const auto& room : rooms)
    out.add(room);
  out.close(']');
  out.open("children", '[');
  out.close(']');
  out.close('}');
  return out.take();
}

/// The members of a room on one worker.
actor_page members_of(core& of, const actor_id& id, unsigned worker) {
  actor_page page;
  const auto space = find_space(of, id.nsp);
  if (!space)
    return page;
  const auto& rooms = space->at(worker).rooms();
  const auto found = rooms.find(std::string_view{id.name});
  if (found == rooms.end())
    return page;
  const auto& places = found->second->places;
  page.total = places.size();
  for (std::size_t i = 0; i < std::min(places.size(), shown_children); ++i)
    page.rows.push_back(socket_row(*places[i].who, worker));
  return page;
}

std::string room_text(const actor_id& id, std::vector<actor_page>& pages) {
  std::size_t members = 0;
  std::vector<actor_row> shown;
  for (auto& one : pages) {
    members += one.total;
    std::move(one.rows.begin(), one.rows.end(), std::back_inserter(shown));
  }
  if (members == 0)
    return {};
  sort_rows(shown);
  shown.resize(std::min(shown.size(), shown_children));
  json_writer out;
  out.open('{');
  out.add("id", room_actor_id(id.worker, id.nsp, id.name));
  out.add("kind", "room");
  out.add("name", id.name);
  out.add("namespace", id.nsp);
  out.add("parent", worker_actor_id(id.worker));
  out.add("members", members);
  out.open("members_by_worker", '{');
  for (std::size_t i = 0; i < pages.size(); ++i)
    out.add(std::to_string(i), pages[i].total);
  out.close('}');
  write_rows(out, "children", shown);
  out.close('}');
  return out.take();
}

template <class Number>
bool read_number(std::string_view text, Number& to, Number max) noexcept {
  auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), to);
  return fault == std::errc{} && end == text.data() + text.size() && to >= 0 && to <= max;
}

bool one_of(std::string_view text, std::initializer_list<std::string_view> words) noexcept {
  return std::find(words.begin(), words.end(), text) != words.end();
}

} // namespace

actor_query read_actor_query(std::string_view query, std::string& fault) {
  actor_query result;
  for (const auto& [name, value] : http::parse_query(query)) {
    bool good = true;
    if (name == "kind")
      good = one_of(result.kind = value, {"connection", "room", "socket"});
    else if (name == "worker")
      good = read_number(value, result.worker, 1'000'000);
    else if (name == "limit")
      good = read_number(value, result.limit, actor_query::max_limit);
    else if (name == "offset")
      good = read_number(value, result.offset, actor_query::max_offset);
    else if (name == "sort")
      good = one_of(result.sort = value, {"messages", "bytes", "queue", "age", "members"});
    else
      good = false;
    if (!good)
      fault = "what is asked with \"" + name + "\" does not exist";
  }
  return result;
}

void list_actors(core& of, const actor_query& how, text_callback done) {
  gather<actor_page>(
    of, [&of, how](unsigned worker) { return page_of(of, worker, how); },
    [how, done = std::move(done)](std::vector<actor_page>& pages) { done(page_text(how, pages)); });
}

void describe_actor(core& of, std::string_view id, text_callback done) {
  const auto what = parse_actor_id(id);
  if (what.worker >= of.workers())
    return done({});
  if (what.kind == "engine")
    return done(engine_text(of));
  if (what.kind == "worker")
    return of.worker(what.worker).submit([&of, worker = what.worker, done = std::move(done)] {
      done(worker_text(of, worker));
    });
  if (what.kind == "socket")
    return of.worker(what.worker).submit([&of, what, done = std::move(done)] {
      done(socket_text(of, what));
    });
  if (what.kind == "room")
    return gather<actor_page>(
      of, [&of, what](unsigned worker) { return members_of(of, what, worker); },
      [what, done = std::move(done)](std::vector<actor_page>& pages) {
        done(room_text(what, pages));
      });
  const auto sid = contract::random_id::parse(what.name);
  if (what.kind != "connection" || !sid)
    return done({});
  of.worker(sid->worker() % of.workers()).submit([&of, sid = *sid, done = std::move(done)] {
    done(connection_text(of, sid));
  });
}

} // namespace fleetwire
