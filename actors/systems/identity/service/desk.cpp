#include "actors/systems/identity/service/desk.hpp"

#include <algorithm>
#include <exception>
#include <stdexcept>

#include "actors/contract/rest.hpp"
#include "actors/contract/uuid.hpp"
#include "actors/systems/identity/store/sessions.hpp"
#include "config/log.hpp"

namespace fleetwire::systems::identity {

namespace {

constexpr std::size_t most_people = 10'000;
constexpr std::int64_t purged_at_once = 1'000;
constexpr std::chrono::milliseconds tidy_every{std::chrono::minutes{10}};
/// Sessions that ended are kept so long, for those who look into what happened.
constexpr millis keep_ended = 30LL * 86'400'000;

session_policy policy_of(const auth_settings& from) {
  return {from.access_ttl.count(), from.refresh_ttl.count(), from.refresh_grace.count()};
}

contract::auth_error as_error(token_refusal why) noexcept {
  switch (why) {
    case token_refusal::missing:
      return contract::auth_error::missing;
    case token_refusal::expired:
      return contract::auth_error::expired;
    case token_refusal::no_subject:
      return contract::auth_error::no_subject;
    case token_refusal::user_not_found:
      return contract::auth_error::unknown_user;
    case token_refusal::user_inactive:
      return contract::auth_error::inactive;
    case token_refusal::invalid_session:
      return contract::auth_error::no_session;
    case token_refusal::access_expired:
      return contract::auth_error::session_expired;
    default:
      return contract::auth_error::invalid;
  }
}

bool may_claim(const foreign_issuer& from, const std::string& role) {
  if (from.roles.empty())
    return role != "admin" && role != "service";
  return std::ranges::find(from.roles, role) != from.roles.end();
}

/// What a stranger says of himself, as far as his issuer may say it.
void trust(const std::vector<foreign_issuer>& known, const caller& said, contract::principal& out) {
  const auto from = std::ranges::find_if(
    known, [&](const foreign_issuer& each) { return each.issuer.name == said.issuer; });
  if (from == known.end())
    return;
  if (!may_claim(*from, out.type))
    out.type.clear();
  std::erase_if(out.roles, [&](const std::string& role) { return !may_claim(*from, role); });
}

/// What a type of ours is called in the other systems.
void add_meaning(contract::principal& out) {
  if (out.type == "passenger")
    out.roles.emplace_back("customer");
  else if (out.type == "driver")
    out.roles.emplace_back("courier");
}

contract::person person_of(const user& who) {
  return {who.id,
          std::string{to_string(who.type)},
          std::string{to_string(who.status)},
          who.name,
          who.email.value_or(""),
          who.phone.value_or(""),
          who.picture_url.value_or(""),
          who.roles};
}

} // namespace

desk::desk(contract::system_host& host, const auth_settings& options)
  : by_address(options.logins_per_second, options.login_burst),
    by_account(options.account_logins_per_minute / 60, options.account_login_burst),
    host_(host),
    options_(options),
    policy_(policy_of(options)),
    sessions_(policy_),
    trusted_(
      std::make_shared<const credentials>(load_keys(options, host.data_folder()), sessions_)) {}

// -- life -------------------------------------------------------------------------------------------

password::parameters desk::hash_cost() const noexcept {
  return {options_.argon2_memory_kib, options_.argon2_passes, options_.argon2_lanes};
}

void desk::open() {
  hasher_ =
    std::make_unique<password::hasher>(password::hasher_options{hash_cost(), options_.hash_queue});
  make_admin();
  load_everybody();
  tidy();
}

void desk::close() {
  if (hasher_)
    hasher_->stop();
}

void desk::change_keys(const auth_settings& to) {
  const auto before = trusted();
  auto next = std::make_shared<const credentials>(load_keys(to, host_.data_folder(), &before->ring),
                                                  sessions_);
  const auto names = [](const credentials& of) {
    return of.ring.own.access.front().id + ' ' + of.ring.own.refresh.front().id;
  };
  const bool are_new = names(*next) != names(*before);
  {
    std::unique_lock guard{trusted_mutex_};
    trusted_.swap(next);
  }
  log::info("identity", "keys_loaded", {{"new_secrets", are_new}});
}

credentials_ptr desk::trusted() const {
  std::shared_lock guard{trusted_mutex_};
  return trusted_;
}

void desk::load_everybody() {
  const auto loaded =
    host_.store().write_now(storage::file::promises, [this](storage::session& db) {
      load_users(db, [this](const user& who) { sessions_.put_user(who); });
      load_sessions(db, now(), [this](const session_record& one) { sessions_.put_session(one); });
    });
  if (!loaded)
    throw std::runtime_error("auth: " + loaded.detail());
}

/// The one of the settings, if nobody has his address.
void desk::make_admin() {
  if (options_.admin_email.empty())
    return;
  account made;
  made.who.id = contract::random_uuid();
  made.who.name = "admin";
  made.who.email = normal_email(options_.admin_email);
  made.who.type = user_type::admin;
  made.who.created_at = made.who.updated_at = now();
  bool lacks_password = false;
  const auto written = host_.store().write_now(storage::file::promises, [&](storage::session& db) {
    if (find_account_by_email(db, *made.who.email))
      return;
    lacks_password = options_.admin_password.empty();
    if (lacks_password)
      return;
    made.secret.password_hash = password::hash(options_.admin_password, hash_cost());
    insert_account(db, made);
    insert_audit(db, {now(), "settings", "user.create", made.who.id, "admin", {}});
  });
  if (!written)
    throw std::runtime_error("auth: " + written.detail());
  if (lacks_password)
    log::warn("identity", "admin_not_made",
              {{"email", *made.who.email}, {"why", "auth.admin_password is not set"}});
}

/// Forgets what no token can name any more, in memory and after a while in the store.
void desk::tidy() {
  sessions_.sweep(now());
  host_.store().write(storage::file::promises,
                      [before = now() - keep_ended](storage::session& db) {
                        purge_sessions(db, before, purged_at_once);
                      },
                      {});
  host_.after(tidy_every, [this] { tidy(); });
}

millis desk::now() const noexcept {
  return contract::rest::to_ms(host_.clock().wall());
}

void desk::on_worker(unsigned at, std::function<void()> task) const {
  host_.worker(at).submit([task = std::move(task)] {
    try {
      task();
    } catch (const std::exception& failure) {
      log::error("identity", "task_failed", {{"what", failure.what()}});
    }
  });
}

// -- who somebody is ----------------------------------------------------------------------------------

lockout_policy desk::lockout_rule() const noexcept {
  return {static_cast<int>(options_.lockout_failures), options_.lockout_time.count()};
}

desk::checked desk::check(std::string_view token) const {
  const auto at = now();
  caller said;
  const auto known = trusted();
  auto why = known->tokens.check(token, at, said);
  // The table is stricter than a clock that may differ: what has expired has expired.
  if (why == token_refusal::access_expired && at >= said.expires_at)
    why = token_refusal::expired;
  checked out;
  if (why != token_refusal::none)
    out.fault = as_error(why);
  if (!said.who)
    return out;
  auto& who = out.who.emplace();
  who.user = said.who->id;
  who.session = said.sid;
  who.type = said.who->type;
  who.roles = said.who->roles;
  who.name = said.who->name;
  who.expires = said.expires_at == 0
                  ? std::chrono::system_clock::time_point::max()
                  : contract::rest::to_clock(contract::rest::from_ms(said.expires_at));
  if (said.issuer != own_issuer)
    who.issuer = said.issuer;
  trust(known->ring.foreign, said, who);
  if (!said.sid.empty())
    add_meaning(who);
  return out;
}

void desk::find_person(std::string_view id,
                       std::function<void(std::optional<contract::person>)> done) {
  std::unique_lock guard{people_mutex_};
  if (const auto* found = people_.find(id)) {
    auto copy = *found;
    guard.unlock();
    return done(std::move(copy));
  }
  const auto before = people_changes_;
  guard.unlock();
  auto found = std::make_shared<std::optional<contract::person>>();
  host_.store().read(
    storage::file::promises,
    [found, id = std::string{id}](storage::session& db) {
      if (auto who = find_user(db, id))
        *found = person_of(*who);
    },
    [this, found, before, done = std::move(done)](const storage::status&) {
      if (*found) {
        std::lock_guard keep{people_mutex_};
        if (people_.size() >= most_people)
          people_.clear();
        if (before == people_changes_)
          people_[(*found)->id] = **found;
      }
      done(std::move(*found));
    });
}

void desk::forget_person(std::string_view id) {
  std::lock_guard guard{people_mutex_};
  ++people_changes_;
  people_.erase(id);
}

} // namespace fleetwire::systems::identity
