#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "actors/contract/uuid.hpp"
#include "actors/systems/rides/catalog/routes/queries.hpp"
#include "actors/systems/rides/catalog/routes/support.hpp"
#include "actors/systems/rides/catalog/rows.hpp"

namespace fleetwire::systems::rides::catalog {

/// The row a write began with.
template <class Record>
const Record& changed(const changes& what) {
  return std::get<Record>(what.front());
}

/// What a resource is like whose five routes follow the pattern.
template <class Record>
struct resource {
  std::string_view path, item_path; ///< "/api/x", "/api/x/:id"
  std::string_view noun;            ///< "Vehicle type"
  std::string_view action;          ///< "vehicle_type"; for the audit
  /// Reads a body into a new row or over one that is there (then everything is optional).
  void (*read)(const catalog&, input&, Record&, bool creating) = nullptr;
  /// Inside the transaction: why the row may not be stored so, if nothing completes it. `status` is
  /// that of a success.
  std::optional<web_answer> (*check)(storage::session&, Record&, unsigned status) = nullptr;
  json (*show)(const catalog_view&, const Record&) = nullptr;
  /// The answer to a write, if it differs.
  json (*show_written)(const catalog_view&, const Record&) = nullptr;
  /// Reads the filters of a list.
  std::function<bool(const Record&)> (*filter)(input& query) = nullptr;
  /// Why a row may not go; null: there is no DELETE.
  std::optional<web_answer> (*keep)(const catalog&, storage::session&, const Record&) = nullptr;

  std::string doing(std::string_view what) const {
    return std::string{action} + '.' + std::string{what};
  }
  json written(const catalog_view& view, const Record& row) const {
    return show_written != nullptr ? show_written(view, row) : show(view, row);
  }
};

/// The filters of what has a name and may be switched off.
template <class Record>
std::function<bool(const Record&)> by_name_and_activity(input& query) {
  const auto active = query.flag("isActive", need::optional);
  const auto name = query.text("name", need::optional, 1, 100);
  return [=](const Record& row) {
    return (!active || row.is_active == *active) && (!name || row.name == *name);
  };
}

template <class Record>
void list_rows(const catalog& of, const resource<Record>& kind, const web_request& request,
               const web_reply& reply) {
  input query{request.query};
  const auto where = query.paging();
  const auto fits = kind.filter(query);
  if (!query.finish())
    return reply(rest::invalid(query.faults()));
  const auto view = of.view();
  const auto found = page<Record>(*view, where, fits);
  std::vector<std::string> items;
  for (const auto& row : found.rows)
    items.push_back(kind.show(*view, *row).text);
  reply(rest::listed(rest::array_of(items), where, found.total));
}

template <class Record>
void get_row(const catalog& of, const resource<Record>& kind, const web_request& request,
             const web_reply& reply) {
  const auto view = of.view();
  const auto row = view->find<Record>(id_in(request, "id"));
  reply(row ? rest::success(kind.show(*view, *row)) : not_found(kind.noun));
}

template <class Record>
void create_row(catalog& of, const resource<Record>& kind, const web_request_ptr& request,
                const web_reply& reply) {
  Record fresh;
  input in{request->json()};
  kind.read(of, in, fresh, true);
  if (!in.finish())
    return reply(rest::invalid(in.faults()));
  fresh.id = contract::random_uuid();
  fresh.created_at = fresh.updated_at = of.now();
  of.write(
    [kind, fresh](storage::session& db, changes& what) mutable -> std::optional<web_answer> {
      if (auto refused = kind.check(db, fresh, 201))
        return refused;
      insert(db, fresh);
      what.emplace_back(fresh);
      return std::nullopt;
    },
    by(*request, kind.doing("create"), fresh.id),
    [kind](const catalog_view& view, const changes& what) {
      return rest::success(kind.written(view, changed<Record>(what)), "OK", 201);
    },
    reply);
}

/// Finds the row again inside the transaction, changes it with `edit`, checks and stores it.
template <class Record>
void edit_row(catalog& of, const resource<Record>& kind, const web_request_ptr& request,
              std::string action, std::function<void(Record&)> edit, const web_reply& reply) {
  const auto id = id_in(*request, "id");
  of.write(
    [kind, id, edit = std::move(edit), now = of.now()](storage::session& db,
                                                       changes& what) -> std::optional<web_answer> {
      auto row = find<Record>(db, id);
      if (!row)
        return not_found(kind.noun);
      edit(*row);
      row->updated_at = now;
      if (auto refused = kind.check(db, *row, 200))
        return refused;
      update(db, *row);
      what.emplace_back(std::move(*row));
      return std::nullopt;
    },
    by(*request, std::move(action), id),
    [kind](const catalog_view& view, const changes& what) {
      return rest::success(kind.written(view, changed<Record>(what)));
    },
    reply);
}

template <class Record>
void patch_row(catalog& of, const resource<Record>& kind, const web_request_ptr& request,
               const web_reply& reply) {
  Record rehearsal;
  input in{request->json()};
  kind.read(of, in, rehearsal, false);
  if (!in.finish())
    return reply(rest::invalid(in.faults()));
  edit_row<Record>(
    of, kind, request, kind.doing("update"),
    [&of, kind, request](Record& row) {
      input again{request->json()};
      kind.read(of, again, row, false);
    },
    reply);
}

template <class Record>
void delete_row(catalog& of, const resource<Record>& kind, const web_request_ptr& request,
                const web_reply& reply) {
  const auto id = id_in(*request, "id");
  of.write(
    [&of, kind, id, now = of.now()](storage::session& db,
                                    changes& what) -> std::optional<web_answer> {
      auto row = find<Record>(db, id);
      if (!row)
        return not_found(kind.noun);
      if (auto refused = kind.keep(of, db, *row))
        return refused;
      row->deleted_at = row->updated_at = now;
      update(db, *row);
      what.emplace_back(std::move(*row));
      return std::nullopt;
    },
    by(*request, kind.doing("delete"), id),
    [kind](const catalog_view&, const changes&) {
      return rest::success(json{"null"}, std::string{kind.noun} + " deleted");
    },
    reply);
}

/// PATCH <path> {"active": …}
template <class Record>
void add_activation(contract::system_host& host, catalog& of, const resource<Record>& kind,
                    std::string_view path) {
  add_route(host, of, "PATCH", path, right::admin, [&of, kind](const auto& q, const auto& a) {
    input in{q->json()};
    const auto active = in.flag("active");
    if (!in.finish())
      return a(rest::invalid(in.faults()));
    edit_row<Record>(
      of, kind, q, kind.doing(*active ? "activate" : "deactivate"),
      [=](Record& row) { row.active = *active; }, a);
  });
}

/// Routes that write, for admins.
template <class Record>
void add_writers(contract::system_host& host, catalog& of, const resource<Record>& kind) {
  add_route(host, of, "POST", kind.path, right::admin,
            [&of, kind](const auto& q, const auto& a) { create_row(of, kind, q, a); });
  add_route(host, of, "PATCH", kind.item_path, right::admin,
            [&of, kind](const auto& q, const auto& a) { patch_row(of, kind, q, a); });
  if (kind.keep != nullptr)
    add_route(host, of, "DELETE", kind.item_path, right::admin,
              [&of, kind](const auto& q, const auto& a) { delete_row(of, kind, q, a); });
}

/// All of them; everybody may read.
template <class Record>
void add_resource(contract::system_host& host, catalog& of, const resource<Record>& kind) {
  add_route(host, of, "GET", kind.path, right::anybody,
            [&of, kind](const auto& q, const auto& a) { list_rows(of, kind, *q, a); });
  add_route(host, of, "GET", kind.item_path, right::anybody,
            [&of, kind](const auto& q, const auto& a) { get_row(of, kind, *q, a); });
  add_writers(host, of, kind);
}

} // namespace fleetwire::systems::rides::catalog
