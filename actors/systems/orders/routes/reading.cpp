#include "actors/systems/orders/routes/routes.hpp"
#include "actors/systems/orders/routes/support.hpp"
#include "actors/systems/orders/store/positions.hpp"
#include "actors/systems/orders/wire/bodies.hpp"
#include "actors/systems/orders/wire/shapes.hpp"

namespace fleetwire::systems::orders::routes {

namespace {

constexpr std::size_t usual_points = 100;
constexpr std::size_t most_points = 1'000; // a page

void messages(const call& c) {
  input query{c.request->query};
  const auto wanted = wire::read_history(query);
  if (!is_good(query, c))
    return;
  const auto show = [c](const store::message_page& page) {
    object out;
    out.add("messages", wire::messages_json(page.messages)).add("hasMore", page.has_more);
    c.reply(rest::success(out.build(), "Messages retrieved"));
  };
  c.in.tell(c.order_id, live::recall{c.by, wanted.before, wanted.limit,
                                     or_refuse<store::message_page>(c, show)});
}

void show_track(const call& c, rest::paging where) {
  read<store::track>(
    c, storage::file::history,
    [id = c.order_id, where](storage::session& db) {
      return store::track_of(db, id, static_cast<std::int64_t>(where.limit),
                             static_cast<std::int64_t>(where.offset()));
    },
    [c, where](const store::track& found) {
      std::vector<std::string> items;
      for (const auto& each : found.positions)
        items.push_back(wire::position_json(each).text);
      c.reply(rest::listed(rest::array_of(items), where, static_cast<std::size_t>(found.total),
                           "Track retrieved"));
    });
}

void track(const call& c) {
  input query{c.request->query};
  const auto where = query.paging(usual_points, most_points);
  if (!is_good(query, c))
    return;
  const auto show = [c, where](const rules::order&) { show_track(c, where); };
  c.in.tell(c.order_id, live::look{c.by, false, or_refuse<rules::order>(c, show)});
}

} // namespace

void add_reading_routes(contract::system_host& host, environment& in) {
  add_route(host, in, "GET", "/api/orders/:id/messages", messages);
  add_route(host, in, "GET", "/api/orders/:id/track", track);
}

} // namespace fleetwire::systems::orders::routes
