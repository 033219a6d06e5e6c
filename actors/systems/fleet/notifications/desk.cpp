#include "actors/systems/fleet/notifications/desk.hpp"

#include <memory>
#include <utility>

#include "actors/contract/random_id.hpp"
#include "actors/contract/rest.hpp"
#include "actors/systems/fleet/door/door.hpp"
#include "actors/systems/fleet/notifications/table.hpp"
#include "actors/systems/fleet/wire/reply.hpp"

namespace fleetwire::systems::fleet::notifications {

namespace {

constexpr std::chrono::minutes forget_every{10};
/// In one job, so that nobody waits long behind it.
constexpr std::size_t forget_at_once = 2'000;

rules::refusal unknown(const std::string& id) {
  return rules::not_found("NOTIFICATION_NOT_FOUND", "You have no notification " + id);
}

} // namespace

desk::desk(contract::system_host& host, const fleet_settings& how, nsp where)
  : host_(host),
    kept_(how.notifications_kept.count()),
    most_(how.notifications_per_user),
    where_(std::move(where)) {}

void desk::open() {
  forget_old();
}

/// Runs in a job; `tell` says it to clients after the commit, before the caller has his answer.
template <class T, class Run, class Tell>
void desk::change(Run run, Tell tell, answer<T> done) {
  auto result = std::make_shared<std::variant<T, rules::refusal>>();
  auto job = [result, run = std::move(run)](storage::session& db) { *result = run(db); };
  auto then = [result, tell = std::move(tell), done = std::move(done)](const storage::status& end) {
    if (!end)
      *result = wire::unavailable();
    if (const auto* good = std::get_if<T>(result.get()))
      tell(*good);
    if (done)
      done(*result);
  };
  host_.store().write(storage::file::promises, std::move(job), std::move(then));
}

void desk::send(std::span<const std::string> users, const draft& what,
                answer<std::vector<note>> done) {
  using stored = std::vector<std::pair<note, std::int64_t>>;
  stored made;
  for (const auto& user : users)
    made.emplace_back(make(user, what), 0);
  const auto run = [made = std::move(made),
                    most = most_](storage::session& db) -> std::variant<stored, rules::refusal> {
    auto out = made;
    for (auto& [one, count] : out) {
      insert(db, one, most);
      count = unread_of(db, one.user);
    }
    return out;
  };
  const auto tell = [this](const stored& all) {
    for (const auto& [one, count] : all) {
      where_.to(door::user_room(one.user)).emit("notification:new", to_json(one));
      tell_count(one.user, count);
    }
  };
  change<stored>(run, tell, [done = std::move(done)](const auto& result) {
    if (!done)
      return;
    if (const auto* why = std::get_if<rules::refusal>(&result))
      return done(*why);
    std::vector<note> notes;
    for (const auto& [one, count] : std::get<stored>(result))
      notes.push_back(one);
    done(std::move(notes));
  });
}

note desk::broadcast(const draft& what) {
  auto said = make({}, what);
  where_.emit("notification:broadcast", to_broadcast(said));
  return said;
}

void desk::count(const std::string& user, answer<std::int64_t> done) {
  const auto run = [user](storage::session& db) -> std::variant<std::int64_t, rules::refusal> {
    return unread_of(db, user);
  };
  change<std::int64_t>(
    run, [this, user](std::int64_t count) { tell_count(user, count); }, std::move(done));
}

void desk::mark_read(const std::string& user, const std::string& id, answer<std::int64_t> done) {
  const auto run =
    [user, id, at = now()](storage::session& db) -> std::variant<std::int64_t, rules::refusal> {
    if (!notifications::mark_read(db, user, id, at))
      return unknown(id);
    return unread_of(db, user);
  };
  change<std::int64_t>(
    run, [this, user](std::int64_t count) { tell_count(user, count); }, std::move(done));
}

void desk::mark_all_read(const std::string& user, answer<all_read> done) {
  const auto run = [user,
                    at = now()](storage::session& db) -> std::variant<all_read, rules::refusal> {
    return all_read{notifications::mark_all_read(db, user, at), unread_of(db, user)};
  };
  change<all_read>(
    run, [this, user](const all_read& all) { tell_count(user, all.count); }, std::move(done));
}

void desk::list(wish what, answer<page> done) {
  auto found = std::make_shared<page>();
  auto job = [found, what = std::move(what)](storage::session& db) {
    auto wider = what;
    ++wider.limit;
    found->notes = notifications::list(db, wider);
    found->has_more = found->notes.size() > what.limit;
    if (found->has_more)
      found->notes.pop_back();
  };
  host_.store().read(storage::file::promises, std::move(job),
                     [found, done = std::move(done)](const storage::status& end) {
                       if (end)
                         done(std::move(*found));
                       else
                         done(wire::unavailable());
                     });
}

/// A count changes when something unread is forgotten.
void desk::forget_old() {
  using counts = std::vector<std::pair<std::string, std::int64_t>>;
  const auto run = [before =
                      now() - kept_](storage::session& db) -> std::variant<counts, rules::refusal> {
    counts out;
    for (auto& user : prune(db, before, forget_at_once).unread_by) {
      const auto left = unread_of(db, user);
      out.emplace_back(std::move(user), left);
    }
    return out;
  };
  const auto tell = [this](const counts& all) {
    for (const auto& [user, count] : all)
      tell_count(user, count);
  };
  change<counts>(run, tell, {});
  host_.after(forget_every, [this] { forget_old(); });
}

std::int64_t desk::now() const noexcept {
  return contract::rest::to_ms(host_.clock().wall());
}

note desk::make(std::string user, const draft& what) const {
  return {.id = std::string{contract::random_id::make(0).text()},
          .user = std::move(user),
          .what = what,
          .created_at = now()};
}

void desk::tell_count(std::string_view user, std::int64_t count) const {
  where_.to(door::user_room(user)).emit("notification:count", object{}.add("count", count));
}

} // namespace fleetwire::systems::fleet::notifications
