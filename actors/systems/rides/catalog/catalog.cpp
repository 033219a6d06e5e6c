#include "actors/systems/rides/catalog/catalog.hpp"

#include <set>
#include <utility>

#include "actors/contract/rest.hpp"
#include "actors/systems/rides/catalog/schema.hpp"
#include "config/log.hpp"

namespace fleetwire::systems::rides::catalog {

namespace rest = contract::rest;

namespace {

contract::web_answer unavailable(const storage::status& why) {
  switch (why.code()) {
    case storage::errc::conflict:
      return rest::problem(409, "The change conflicts with another one", "CONFLICT");
    case storage::errc::overloaded:
    case storage::errc::busy:
      return rest::problem(503, "Too many changes wait already; try again", "OVERLOADED");
    case storage::errc::full:
      return rest::problem(503, "No space left to store the change", "STORAGE_FULL");
    case storage::errc::invalid:
      return rest::problem(500, "Unexpected error", "InternalServerError");
    default:
      return rest::problem(503, "The change could not be stored", "STORAGE_UNAVAILABLE");
  }
}

/// The user whose fitness depends on the row; empty when nobody's does.
std::string user_of(const changed_row& row) {
  if (const auto* profile = std::get_if<driver_profile>(&row))
    return profile->user_id;
  if (const auto* car = std::get_if<vehicle>(&row))
    return car->driver_id;
  if (const auto* purse = std::get_if<wallet>(&row))
    return purse->driver_id;
  return {};
}

} // namespace

/// From the request to the answer.
struct catalog::pending {
  work what;
  audit_entry entry;
  render show;
  contract::web_reply reply;
  changes changed;
  std::optional<answer> refused;
};

catalog::catalog(options how, const contract::clock& time)
  : options_(std::move(how)), clock_(time), view_(std::make_shared<const catalog_view>()) {}

time_ms catalog::now() const noexcept {
  return rest::to_ms(clock_.wall());
}

storage::status catalog::open(storage::store& disk) {
  std::shared_ptr<const catalog_view> loaded;
  auto result = disk.write_now(storage::file::promises, [&](storage::session& db) {
    loaded = std::make_shared<const catalog_view>(catalog_view::load(db));
    revision_ = revision(db);
  });
  if (!result)
    return result;
  const std::lock_guard guard{lock_};
  store_ = &disk;
  view_ = std::move(loaded);
  return result;
}

void catalog::look_again() {
  auto found = std::make_shared<std::int64_t>(0);
  store_->read(
    storage::file::promises, [found](storage::session& db) { *found = revision(db); },
    [this, found](const storage::status& how) {
      if (how && *found != revision_)
        reload();
    });
}

/// In the queue of the changes, so that none of our own is overtaken.
void catalog::reload() {
  struct loaded {
    std::shared_ptr<const catalog_view> view;
    std::int64_t at = 0;
  };
  auto found = std::make_shared<loaded>();
  store_->write(
    storage::file::promises,
    [found](storage::session& db) {
      found->view = std::make_shared<const catalog_view>(catalog_view::load(db));
      found->at = revision(db);
    },
    [this, found](const storage::status& how) {
      if (how)
        replace(std::move(found->view), found->at);
    });
}

void catalog::replace(std::shared_ptr<const catalog_view> by, std::int64_t at_revision) {
  const auto before = view();
  {
    const std::lock_guard guard{lock_};
    view_ = by;
  }
  revision_ = at_revision;
  if (!options_.then.driver_changed)
    return;
  by->each<driver_profile>([&](const shared<driver_profile>& row) {
    const auto old = before->find<driver_profile>(row->id);
    if (!old || *old != *row)
      options_.then.driver_changed(row->user_id);
  });
}

std::shared_ptr<const catalog_view> catalog::view() const {
  const std::lock_guard guard{lock_};
  return view_;
}

void catalog::write(work what, audit_entry entry, render show, const contract::web_reply& reply) {
  auto state = std::make_shared<pending>(
    pending{std::move(what), std::move(entry), std::move(show), reply, {}, {}});
  store_->write(
    storage::file::promises,
    [this, state](storage::session& db) {
      state->refused = state->what(db, state->changed);
      if (!db.ok())
        state->refused.reset(); // what the job did not find it could not read
      if (state->refused)
        return db.fail({storage::errc::conflict, "refused"});
      note(db, state->entry, state->changed);
    },
    [this, state](const storage::status& result) { finish(state, result); });
}

void catalog::finish(const std::shared_ptr<pending>& what, const storage::status& result) {
  if (what->refused)
    return what->reply(std::move(*what->refused));
  if (!result)
    return what->reply(unavailable(result));
  publish(what->changed);
  announce(what->changed);
  if (const auto& did = what->entry; !did.action.empty() && !what->changed.empty())
    log::info("audit", "admin_action",
              {{"admin", did.by}, {"action", did.action}, {"subject", did.subject}});
  what->reply(what->show(*view(), what->changed));
}

void catalog::note(storage::session& db, audit_entry& entry, const changes& changed) const {
  if (!options_.then.audit || entry.action.empty() || changed.empty())
    return;
  entry.at = clock_.wall();
  if (entry.subject.empty())
    entry.subject = std::visit([](const auto& row) { return row.id; }, changed[0]);
  options_.then.audit(db, entry);
}

void catalog::publish(const changes& what) {
  if (what.empty())
    return;
  // The store ends jobs in the order of their commits on one thread, so nobody overtakes here.
  auto next = std::make_shared<catalog_view>(*view());
  next->apply(what);
  const std::lock_guard guard{lock_};
  view_ = std::move(next);
}

void catalog::announce(const changes& what) const {
  std::set<std::string> users;
  bool others = false;
  for (const auto& row : what) {
    auto user = user_of(row);
    others = others || user.empty();
    if (!user.empty())
      users.insert(std::move(user));
  }
  if (options_.then.driver_changed)
    for (const auto& user : users)
      options_.then.driver_changed(user);
  if (others && options_.then.catalog_changed)
    options_.then.catalog_changed();
}

} // namespace fleetwire::systems::rides::catalog
