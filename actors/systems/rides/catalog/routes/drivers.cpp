#include "actors/contract/uuid.hpp"
#include "actors/systems/rides/catalog/routes/vehicle_rules.hpp"

namespace fleetwire::systems::rides::catalog {

namespace {

constexpr std::string_view noun = "Driver";

/// What somebody sent who wants to be a driver.
struct application {
  driver_profile profile;
  std::optional<vehicle> car;
};

void read_contact(input& in, text_or_none& to) {
  if (in.is_null("emergencyContactInfo"))
    return to.reset();
  in.nested("emergencyContactInfo", need::optional, [&](input& contact) {
    object out;
    if (const auto text = contact.text("name", need::required, 1, 100))
      out.add("name", *text);
    if (const auto text = contact.text("phoneNumber", need::required, 7, 20))
      out.add("phoneNumber", *text);
    if (const auto text = contact.text("relationship", need::required, 1, 50))
      out.add("relationship", *text);
    to = out.build().text;
  });
}

/// The approval. What is taken away takes along what goes with it unless the body says otherwise.
void read_approval(input& in, driver_profile& row) {
  if (auto check = in.choice("backgroundCheckStatus",
                             {"pending_background_check", "approved", "rejected"}, need::optional))
    row.background_check = std::move(*check);
  const auto approved = in.flag("isApproved", need::optional);
  row.is_approved = approved.value_or(row.is_approved);
  auto status =
    in.choice("driverStatus", {"active", "suspended", "on_vacation", "pending_docs", "deactivated"},
              need::optional);
  if (status)
    row.status = *status;
  if (row.background_check == "rejected") {
    row.status = status ? row.status : "suspended";
    row.is_approved = approved.value_or(false);
  }
  if (row.status == "deactivated")
    row.is_approved = approved.value_or(false);
  read_time(in, "backgroundCheckDate", row.background_checked_at);
  read_time(in, "paidPriorityUntil", row.paid_priority_until);
}

void read(const catalog&, input& in, driver_profile& row, bool creating) {
  const auto wanted = creating ? need::required : need::optional;
  read_text(in, "driverLicenseNumber", row.license_number, wanted, 50);
  if (const auto when = in.time("driverLicenseExpirationDate", wanted))
    row.license_expires = rest::to_ms(*when);
  read_url(in, "driverLicensePictureUrl", row.license_picture_url);
  read_contact(in, row.emergency_contact);
  read_approval(in, row);
}

std::vector<std::string> incoherences(const driver_profile& row) {
  std::vector<std::string> faults;
  if (row.status == "active" && !row.is_approved)
    faults.emplace_back("driverStatus active requires isApproved true");
  if (row.status == "deactivated" && row.is_approved)
    faults.emplace_back("driverStatus deactivated requires isApproved false");
  if (row.background_check == "rejected" && (row.is_approved || row.status != "suspended"))
    faults.emplace_back(
      "backgroundCheckStatus rejected requires isApproved false and driverStatus suspended");
  return faults;
}

std::optional<web_answer> check(storage::session& db, driver_profile& row, unsigned status) {
  if (const auto faults = incoherences(row); !faults.empty())
    return rest::invalid(faults);
  if (is_taken<driver_profile>(db, "user_id", row.user_id, row.id))
    return soft(status, "This user has a driver profile already", "DRIVER_PROFILE_CONFLICT");
  if (is_taken<driver_profile>(db, "license_number", row.license_number, row.id))
    return soft(status, "A driver with this license number exists already",
                "DRIVER_LICENSE_CONFLICT");
  return std::nullopt;
}

std::function<bool(const driver_profile&)> filter(input& query) {
  const auto user = query.uuid("userId", need::optional);
  const auto approved = query.flag("isApproved", need::optional);
  const auto status = query.choice(
    "driverStatus", {"active", "suspended", "on_vacation", "pending_docs", "deactivated"},
    need::optional);
  const auto background = query.choice(
    "backgroundCheckStatus", {"pending_background_check", "approved", "rejected"}, need::optional);
  const auto license = query.text("driverLicenseNumber", need::optional, 1, 50);
  return [=](const driver_profile& row) {
    return (!user || row.user_id == *user) && (!approved || row.is_approved == *approved)
           && (!status || row.status == *status)
           && (!background || row.background_check == *background)
           && (!license || row.license_number == *license);
  };
}

json show_plain(const catalog_view&, const driver_profile& row) {
  return show_driver(row, nullptr);
}

const resource<driver_profile> kind{.path = "/api/drivers",
                                    .item_path = "/api/drivers/:id",
                                    .noun = noun,
                                    .action = "driver",
                                    .read = read,
                                    .check = check,
                                    .show = show_plain,
                                    .filter = filter};

// -- creating --------------------------------------------------------------------------------------

/// What only an admin may say of a driver.
void make_humble(application& from) {
  const driver_profile blank;
  from.profile.background_check = blank.background_check;
  from.profile.background_checked_at.reset();
  from.profile.is_approved = blank.is_approved;
  from.profile.status = blank.status;
  from.profile.paid_priority_until.reset();
  if (from.car)
    from.car->status = vehicle{}.status;
}

application read_application(const catalog& of, input& in) {
  application result;
  if (auto id = in.uuid("userId"))
    result.profile.user_id = std::move(*id);
  read(of, in, result.profile, true);
  in.nested("initialVehicle", need::optional,
            [&](input& car) { read_vehicle(car, result.car.emplace(), true); });
  return result;
}

void complete(application& what, time_ms now) {
  what.profile.id = contract::random_uuid();
  what.profile.created_at = what.profile.updated_at = now;
  if (!what.car)
    return;
  what.car->id = contract::random_uuid();
  what.car->driver_id = what.profile.user_id;
  what.car->driver_profile_id = what.profile.id;
  what.car->created_at = what.car->updated_at = now;
}

/// The wallet stays when a driver goes, blocked or not, and waits for his return.
wallet ensure_wallet(storage::session& db, const std::string& user, time_ms now) {
  if (auto kept = find_where<wallet>(db, "driver_id = ?1", user))
    return *kept;
  wallet fresh;
  fresh.id = contract::random_uuid();
  fresh.driver_id = user;
  fresh.status_changed_at = fresh.created_at = fresh.updated_at = now;
  insert(db, fresh);
  return fresh;
}

std::optional<web_answer> store_driver(storage::session& db, const hooks& then, application& what,
                                       changes& changed) {
  if (auto refused = check(db, what.profile, 201))
    return refused;
  insert(db, what.profile);
  changed.emplace_back(what.profile);
  const auto purse = ensure_wallet(db, what.profile.user_id, what.profile.created_at);
  changed.emplace_back(purse);
  if (what.car) {
    if (auto refused = check_vehicle(db, *what.car, 201))
      return refused;
    insert(db, *what.car);
    changed.emplace_back(*what.car);
  }
  if (then.driver_created)
    then.driver_created(db, {what.profile, purse, what.car});
  return std::nullopt;
}

void commit(catalog& of, application what, audit_entry entry, const web_reply& reply) {
  entry.subject = what.profile.id;
  of.write(
    [&of, what = std::move(what)](storage::session& db, changes& changed) mutable {
      return store_driver(db, of.settings().then, what, changed);
    },
    std::move(entry),
    [](const catalog_view& view, const changes& changed) {
      return rest::success(show_plain(view, std::get<driver_profile>(changed.front())), "OK", 201);
    },
    reply);
}

/// Why the user cannot become a driver.
std::optional<web_answer> unsuited(const catalog& of, const people_by_id& people,
                                   const std::string& id) {
  if (of.people == nullptr)
    return std::nullopt;
  const auto user = people.find(id);
  if (user == people.end())
    return soft(201, "User not found", "USER_NOT_FOUND");
  if (user->second.type != "driver")
    return soft(201, "The user is not a driver", "USER_NOT_DRIVER");
  return std::nullopt;
}

void create(catalog& of, const web_request& request, const web_reply& reply) {
  input in{request.json()};
  auto what = read_application(of, in);
  if (!in.finish())
    return reply(rest::invalid(in.faults()));
  const bool trusted = is_admin(of, request);
  if (!trusted && (!request.who->is("driver") || request.who->user != what.profile.user_id))
    return reply(forbidden());
  if (!trusted)
    make_humble(what);
  if (const auto faults = incoherences(what.profile); !faults.empty())
    return reply(rest::invalid(faults));
  complete(what, of.now());
  const auto user = what.profile.user_id;
  auto entry = trusted ? by(request, "driver.create") : audit_entry{};
  find_people(of, {user}, [&of, what, entry, user, reply](const people_by_id& people) {
    if (auto refused = unsuited(of, people, user))
      return reply(std::move(*refused));
    commit(of, what, entry, reply);
  });
}

// -- the rest --------------------------------------------------------------------------------------

void list(const catalog& of, const web_request& request, const web_reply& reply) {
  if (!may_read(of, request, {}))
    return reply(forbidden());
  input query{request.query};
  const auto where = query.paging();
  const auto fits = filter(query);
  if (!query.finish())
    return reply(rest::invalid(query.faults()));
  const auto found = page<driver_profile>(*of.view(), where, fits);
  std::vector<std::string> users;
  for (const auto& row : found.rows)
    users.push_back(row->user_id);
  find_people(of, users, [found, where, reply](const people_by_id& people) {
    std::vector<std::string> items;
    for (const auto& row : found.rows) {
      const auto user = people.find(row->user_id);
      items.push_back(show_driver(*row, user == people.end() ? nullptr : &user->second).text);
    }
    reply(rest::listed(rest::array_of(items), where, found.total));
  });
}

void get(const catalog& of, const web_request& request, const web_reply& reply) {
  const auto row = of.view()->find<driver_profile>(id_in(request, "id"));
  if (!row)
    return reply(not_found(noun));
  if (!may_read(of, request, row->user_id))
    return reply(forbidden());
  find_people(of, {row->user_id}, [row, reply](const people_by_id& people) {
    const auto user = people.find(row->user_id);
    reply(rest::success(show_driver(*row, user == people.end() ? nullptr : &user->second)));
  });
}

/// His vehicles go with him.
std::optional<web_answer> remove_driver(const catalog& of, storage::session& db,
                                        const std::string& id, changes& changed) {
  const auto now = of.now();
  auto row = find<driver_profile>(db, id);
  if (!row)
    return not_found(noun);
  if (auto refused = refuse_at_work(of, db, row->user_id, {}))
    return refused;
  row->deleted_at = row->updated_at = now;
  update(db, *row);
  changed.emplace_back(*row);
  while (auto car = find_where<vehicle>(db, "driver_profile_id = ?1", id)) {
    car->deleted_at = car->updated_at = now;
    update(db, *car);
    changed.emplace_back(*car);
    if (!db.ok())
      break;
  }
  return std::nullopt;
}

void remove(catalog& of, const web_request& request, const web_reply& reply) {
  const auto id = id_in(request, "id");
  of.write([&of, id](storage::session& db,
                     changes& changed) { return remove_driver(of, db, id, changed); },
           by(request, "driver.delete", id),
           [](const catalog_view&, const changes&) {
             return rest::success(json{"null"}, "Driver deleted");
           },
           reply);
}

} // namespace

json show_driver(const driver_profile& row, const contract::person* user) {
  object out;
  out.add("id", row.id).add("userId", row.user_id);
  out.add("driverLicenseNumber", row.license_number);
  add_time(out, "driverLicenseExpirationDate", row.license_expires);
  maybe(out, "driverLicensePictureUrl", row.license_picture_url);
  out.add("backgroundCheckStatus", row.background_check);
  maybe_time(out, "backgroundCheckDate", row.background_checked_at);
  out.add("isApproved", row.is_approved);
  if (row.emergency_contact)
    out.add("emergencyContactInfo", json{*row.emergency_contact});
  out.add("driverStatus", row.status);
  maybe_time(out, "paidPriorityUntil", row.paid_priority_until);
  add_time(out, "createdAt", row.created_at);
  add_time(out, "updatedAt", row.updated_at);
  if (user != nullptr) {
    object who;
    who.add("name", user->name);
    user->phone.empty() ? who.add("phoneNumber", nullptr) : who.add("phoneNumber", user->phone);
    out.add("user", who.add("email", user->email).build());
  }
  return out.build();
}

void add_driver_routes(contract::system_host& host, catalog& of) {
  add_route(host, of, "POST", kind.path, right::somebody,
            [&of](const auto& q, const auto& a) { create(of, *q, a); });
  add_route(host, of, "GET", kind.path, right::somebody,
            [&of](const auto& q, const auto& a) { list(of, *q, a); });
  add_route(host, of, "GET", kind.item_path, right::somebody,
            [&of](const auto& q, const auto& a) { get(of, *q, a); });
  add_route(host, of, "PATCH", kind.item_path, right::admin,
            [&of](const auto& q, const auto& a) { patch_row(of, kind, q, a); });
  add_route(host, of, "DELETE", kind.item_path, right::admin,
            [&of](const auto& q, const auto& a) { remove(of, *q, a); });
}

} // namespace fleetwire::systems::rides::catalog
