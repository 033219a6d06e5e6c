#include "actors/systems/rides/catalog/routes/resource.hpp"

namespace fleetwire::systems::rides::catalog {

namespace {

/// What became of the wallet; the row says the rest.
struct turn {
  std::string from;
  wallet row;
};

std::optional<web_answer> turn_wallet(storage::session& db, const std::string& driver,
                                      std::string_view to, time_ms now, turn& made,
                                      changes& changed) {
  auto row = find_where<wallet>(db, "driver_id = ?1", driver);
  if (!row)
    return not_found("Wallet");
  made.from = row->status;
  if (row->status != to) {
    row->status = to;
    row->status_changed_at = row->updated_at = now;
    update(db, *row);
    changed.emplace_back(*row);
  }
  made.row = std::move(*row);
  return std::nullopt;
}

web_answer show_turn(const turn& made) {
  object out;
  out.add("driverId", made.row.driver_id).add("previousStatus", made.from);
  out.add("status", made.row.status).add("changed", made.from != made.row.status);
  return rest::success(add_time(out, "changedAt", made.row.status_changed_at).build());
}

/// Clients of the original may send a reason; none is kept.
void set_status(catalog& of, std::string_view to, std::string action, const web_request& request,
                const web_reply& reply) {
  const auto driver = id_in(request, "driverId");
  auto made = std::make_shared<turn>();
  of.write(
    [driver, to, now = of.now(), made](storage::session& db, changes& changed) {
      return turn_wallet(db, driver, to, now, *made, changed);
    },
    by(request, std::move(action), driver),
    [made](const catalog_view&, const changes&) { return show_turn(*made); }, reply);
}

void balance(const catalog& of, const web_request& request, const web_reply& reply) {
  const auto driver = id_in(request, "driverId");
  if (!may_read(of, request, driver))
    return reply(forbidden());
  const auto row = of.view()->wallet_of(driver);
  if (!row)
    return reply(not_found("Wallet"));
  object out;
  out.add("id", row->id).add("driverId", row->driver_id).add("status", row->status);
  out.add("currency", row->currency).add("balance", decimal(row->balance));
  add_time(out, "createdAt", row->created_at);
  reply(rest::success(add_time(out, "updatedAt", row->updated_at).build()));
}

} // namespace

void add_wallet_routes(contract::system_host& host, catalog& of) {
  add_route(
    host, of, "POST", "/api/wallets-status/:driverId/block", right::admin,
    [&of](const auto& q, const auto& a) { set_status(of, "blocked", "wallet.block", *q, a); });
  add_route(
    host, of, "POST", "/api/wallets-status/:driverId/unblock", right::admin,
    [&of](const auto& q, const auto& a) { set_status(of, "active", "wallet.unblock", *q, a); });
  add_route(host, of, "GET", "/api/drivers-balance/:driverId", right::somebody,
            [&of](const auto& q, const auto& a) { balance(of, *q, a); });
}

} // namespace fleetwire::systems::rides::catalog
