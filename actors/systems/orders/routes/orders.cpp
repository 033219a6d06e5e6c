#include "actors/systems/orders/store/orders.hpp"
#include "actors/systems/orders/routes/routes.hpp"
#include "actors/systems/orders/routes/support.hpp"
#include "actors/systems/orders/wire/bodies.hpp"
#include "actors/systems/orders/wire/shapes.hpp"

#include <algorithm>

namespace fleetwire::systems::orders::routes {

namespace {

live::answer<rules::order> showing(const call& c, std::string message, unsigned status = 200) {
  return or_refuse<rules::order>(c, [c, message = std::move(message), status](const auto& what) {
    c.reply(rest::success(wire::order_json(what), message, status));
  });
}

/// Whose order it is to be; or it is answered.
std::optional<std::string> customer_of(const call& c, const std::optional<std::string>& named) {
  if (c.by.is_staff && named)
    return named;
  if (c.by.is_staff) {
    const std::string fault = "customerId must be a string";
    c.reply(rest::invalid({&fault, 1}));
    return std::nullopt;
  }
  if (c.by.is_courier || (named && *named != c.by.id)) {
    c.reply(rest::forbidden());
    return std::nullopt;
  }
  return c.by.id;
}

void create(const call& c) {
  input body{c.request->json()};
  auto wanted = wire::read_new_order(body);
  if (!is_good(body, c))
    return;
  auto customer = customer_of(c, wanted.customer_id);
  if (!customer)
    return;
  auto& what = wanted.what;
  what.id = wanted.id ? std::move(*wanted.id) : c.in.new_id();
  what.customer_id = std::move(customer);
  what.created_at = what.updated_at = c.in.now();
  const auto id = what.id;
  c.in.tell(id, live::make{std::move(what), showing(c, "Order created", 201)});
}

void list(const call& c) {
  input query{c.request->query};
  const auto where = query.paging();
  store::order_filter filter;
  filter.customer_id = query.text("customerId", need::optional, 1, 100);
  filter.courier_id = query.text("driverId", need::optional, 1, 100);
  const auto status = query.choice(
    "status", {"created", "assigned", "picked_up", "delivering", "delivered", "cancelled"},
    need::optional);
  if (!is_good(query, c))
    return;
  if (status)
    filter.status = rules::order_status_from(*status);
  if (!c.by.is_staff)
    filter.of = c.by.id;
  const auto limit = static_cast<std::int64_t>(where.limit);
  const auto offset = static_cast<std::int64_t>(where.offset());
  read<store::order_page>(
    c, storage::file::promises,
    [filter, limit, offset](storage::session& db) {
      return store::list_orders(db, filter, limit, offset);
    },
    [c, where](const store::order_page& page) {
      std::vector<std::string> items;
      for (const auto& each : page.orders)
        items.push_back(wire::order_json(each).text);
      c.reply(rest::listed(rest::array_of(items), where, static_cast<std::size_t>(page.total),
                           "Orders retrieved"));
    });
}

void get(const call& c) {
  const auto show = [c](const live::standing& now) {
    c.reply(rest::success(wire::standing_json(now), "Order retrieved"));
  };
  c.in.tell(c.order_id, live::catch_up{c.by, or_refuse<live::standing>(c, show)});
}

/// What is known of a courier here; those of other back ends are believed.
std::variant<rules::refusal, rules::courier> courier_of(
  const std::string& id, const std::optional<std::string>& name,
  const std::optional<contract::person>& who) {
  if (!who)
    return rules::courier{id, name.value_or(""), {}, {}};
  const bool drives = who->type == "driver" || who->type == "courier"
                      || std::ranges::find(who->roles, "courier") != who->roles.end();
  if (!drives || who->status != "active")
    return rules::refusal{400, "NOT_A_COURIER", "driverId must name an active courier"};
  const auto if_any = [](const std::string& text) {
    return text.empty() ? std::nullopt : std::optional{text};
  };
  return rules::courier{id, who->name, if_any(who->phone), if_any(who->photo)};
}

void assign(const call& c) {
  input body{c.request->json()};
  const auto driver = body.text("driverId", need::required, 1, 100);
  const auto name = body.text("driverName", need::optional, 1, 200);
  if (!is_good(body, c))
    return;
  if (!c.by.is_staff)
    return c.reply(rest::forbidden());
  c.in.find_person(*driver, [c, id = *driver, name](const auto& who) {
    auto found = courier_of(id, name, who);
    if (const auto* no = std::get_if<rules::refusal>(&found))
      return c.refuse(*no);
    c.in.tell(c.order_id, live::run{rules::assign{std::move(std::get<rules::courier>(found)), c.by},
                                    showing(c, "Order assigned")});
  });
}

void move(const call& c) {
  input body{c.request->json()};
  const auto status = body.choice(
    "status", {"created", "assigned", "picked_up", "delivering", "delivered", "cancelled"});
  if (!is_good(body, c))
    return;
  c.in.tell(c.order_id, live::run{rules::move{*rules::order_status_from(*status), c.by},
                                  showing(c, "Order updated")});
}

} // namespace

void add_order_routes(contract::system_host& host, environment& in) {
  add_route(host, in, "POST", "/api/orders", create);
  add_route(host, in, "GET", "/api/orders", list);
  add_route(host, in, "GET", "/api/orders/:id", get);
  add_route(host, in, "POST", "/api/orders/:id/assign", assign);
  add_route(host, in, "POST", "/api/orders/:id/status", move);
}

} // namespace fleetwire::systems::orders::routes
