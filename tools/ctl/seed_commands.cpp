#include "tools/ctl/seed_commands.hpp"

#include <array>
#include <chrono>
#include <utility>

#include "actors/contract/uuid.hpp"
#include "actors/systems/identity/password/scheme.hpp"
#include "actors/systems/identity/store/schema.hpp"
#include "actors/systems/identity/store/sessions.hpp"
#include "actors/systems/identity/store/users.hpp"
#include "actors/systems/rides/seed/demo.hpp"
#include "storage/backends/open_store.hpp"
#include "tools/ctl/demo_accounts.hpp"

namespace fleetwire::ctl {

namespace {

namespace identity = systems::identity;
namespace seed = systems::rides::seed;

constexpr std::array<std::string_view, demo_drivers> driver_names{
  "Ana", "Bruno", "Carla", "Diego", "Elena", "Felipe", "Gloria", "Hugo", "Ines", "Julio"};
constexpr std::array<std::string_view, demo_passengers> passenger_names{
  "Karen", "Luis", "Marta", "Nico", "Olga", "Pablo", "Rosa", "Saul", "Tania", "Victor"};

identity::millis now() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

identity::account make_account(std::string_view login, std::string_view name,
                               identity::user_type type) {
  identity::account made;
  made.who.email = demo_email(login);
  made.who.name = name;
  made.who.type = type;
  return made;
}

std::vector<identity::account> everybody() {
  std::vector<identity::account> all{make_account("admin", "Admin", identity::user_type::admin)};
  for (std::size_t i = 0; i < demo_drivers; ++i)
    all.push_back(
      make_account("driver" + std::to_string(i + 1), driver_names[i], identity::user_type::driver));
  for (std::size_t i = 0; i < demo_passengers; ++i)
    all.push_back(make_account("passenger" + std::to_string(i + 1), passenger_names[i],
                               identity::user_type::passenger));
  return all;
}

/// Adds who is not there yet.
struct settlers {
  storage::session& db;
  identity::millis at = 0;
  std::size_t added = 0;
  std::vector<std::string> drivers = {};
  std::string hash = {};
  std::string fault = {};

  void settle(identity::account& who) {
    if (const auto there = identity::find_account_by_email(db, *who.who.email)) {
      if (there->who.type != who.who.type)
        fault = *who.who.email + " is somebody else";
      return note(there->who);
    }
    who.who.id = contract::random_uuid();
    who.who.created_at = who.who.updated_at = at;
    if (hash.empty()) // once: everybody knows this password
      hash = identity::password::hash(demo_password, {});
    who.secret.password_hash = hash;
    identity::insert_account(db, who);
    identity::insert_audit(db, {at, "ctl", "user.create", who.who.id, "demo", {}});
    ++added;
    note(who.who);
  }

  void note(const identity::user& who) {
    if (who.type == identity::user_type::driver)
      drivers.push_back(who.id);
  }
};

} // namespace

answer seed_demo(const request& asked) {
  auto words = asked.arguments;
  std::string data;
  if (!take_flag(words, "--data", data) || data.empty() || !words.empty())
    return {misused, {}, "usage: fleetwire-ctl seed demo --data DIR"};
  auto schemas = seed::schemas();
  schemas.push_back(identity::identity_schema());
  storage::store_options options;
  options.folder = data;
  storage::status opened;
  const auto files = storage::open_store(options, schemas, opened);
  if (!files)
    return {failed, {}, opened.detail()};
  std::size_t people = 0, rows = 0;
  std::string fault;
  auto all = everybody();
  const auto written = files->write_now(storage::file::promises, [&](storage::session& db) {
    settlers in{db, now()};
    for (auto& who : all)
      in.settle(who);
    rows = seed::fill(db, in.drivers, in.at);
    people = in.added;
    fault = in.fault;
    if (!fault.empty())
      db.fail({storage::errc::conflict, fault});
  });
  if (!written)
    return {failed, {}, fault.empty() ? written.detail() : fault};
  return {done,
          std::to_string(people) + " people and " + std::to_string(rows)
            + " other rows were added; admin, driver1 to driver10, passenger1 to passenger10 "
              "@town.example, password "
            + std::string{demo_password} + "\n",
          {}};
}

} // namespace fleetwire::ctl
