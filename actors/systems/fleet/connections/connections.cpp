#include "actors/systems/fleet/connections/connections.hpp"

#include "actors/contract/rest.hpp"

namespace fleetwire::systems::fleet::connections {

namespace {

std::string text(value from) {
  return from.as_string().value_or("");
}

connection describe(const socket_info& one) {
  const value noted{one.data.text};
  return {.socket = one.id,
          .user = text(noted["userId"]),
          .role = text(noted["userRole"]),
          .connected_at = text(noted["connectedAt"]),
          .transport = one.transport};
}

} // namespace

watch::watch(contract::system_host& host, nsp where) : host_(host), where_(std::move(where)) {
  nsp here = where_;
  here.on_connect([&host](socket& s) {
    const auto& who = contract::principal_of(s);
    s.set_data(object{}
                 .add("userId", who.user)
                 .add("userRole", who.type)
                 .add("connectedAt", contract::rest::iso(host.clock().wall()))
                 .build());
  });
}

std::size_t watch::count() const {
  for (const auto& [name, sockets] : host_.populations())
    if (name == where_.name())
      return sockets;
  return 0;
}

void watch::list(std::function<void(const std::vector<connection>&)> done) const {
  where_.all().fetch_sockets([done = std::move(done)](const std::vector<socket_info>& found) {
    std::vector<connection> all;
    all.reserve(found.size());
    for (const auto& each : found)
      all.push_back(describe(each));
    done(all);
  });
}

void watch::count_kinds(std::function<void(const statistics&)> done) const {
  list([this, done = std::move(done)](const std::vector<connection>& all) {
    statistics out;
    out.total = all.size();
    for (const auto& each : all) {
      ++out.by_role[each.role.empty() ? "none" : each.role];
      if (!each.transport.empty())
        ++out.by_transport[each.transport];
    }
    for (auto& [name, sockets] : host_.populations())
      out.by_namespace.emplace(name, sockets);
    done(out);
  });
}

void watch::disconnect_all() const {
  where_.all().disconnect_sockets();
}

void watch::disconnect(const std::string& socket, std::function<void(bool)> done) const {
  // Also a room's name would do here: only a socket of that very id counts.
  where_.to(socket).fetch_sockets(
    [where = where_, socket, done = std::move(done)](const std::vector<socket_info>& found) {
      const bool is_there = found.size() == 1 && found.front().id == socket;
      if (is_there)
        where.to(socket).disconnect_sockets();
      done(is_there);
    });
}

} // namespace fleetwire::systems::fleet::connections
