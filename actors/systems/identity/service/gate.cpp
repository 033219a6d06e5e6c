#include "actors/systems/identity/service/gate.hpp"

#include <algorithm>
#include <latch>
#include <tuple>

#include "actors/contract/rest.hpp"
#include "config/log.hpp"

namespace fleetwire::systems::identity {

namespace {

using contract::auth_error;
using contract::session_event;
using principal_in_socket = std::shared_ptr<const contract::principal>;

constexpr std::string_view room_of_session = "session:";
/// Sockets of one user, wherever they are: how a recovered socket proves whose it was.
constexpr std::string_view room_of_user = "identity:";

struct words {
  std::string_view text;
  std::string_view code;
};

words words_for(auth_error why) noexcept {
  switch (why) {
    case auth_error::missing:
      return {"Missing token", "MISSING_TOKEN"};
    case auth_error::invalid:
      return {"Invalid or expired access token", "INVALID_TOKEN"};
    case auth_error::expired:
      return {"Invalid or expired access token", "TOKEN_EXPIRED"};
    case auth_error::no_subject:
      return {"Missing sub/sid", "MISSING_SUBJECT"};
    case auth_error::unknown_user:
      return {"User not found", "USER_NOT_FOUND"};
    case auth_error::inactive:
      return {"User inactive", "USER_INACTIVE"};
    case auth_error::no_session:
      return {"Invalid session", "INVALID_SESSION"};
    case auth_error::session_expired:
      return {"Access expired", "ACCESS_EXPIRED"};
    case auth_error::mismatch:
      return {"The token is somebody else's", "USER_MISMATCH"};
  }
  return {"Invalid or expired access token", "INVALID_TOKEN"};
}

refusal explain(const contract::entry_rules& rules, auth_error why) {
  if (rules.explain)
    return rules.explain(why);
  const auto said = words_for(why);
  return {std::string{said.text}, object{}.add("code", said.code).build()};
}

json revoked_note(std::string_view sid, std::string_view reason, millis at) {
  return object{}
    .add("sid", sid)
    .add("reason", reason)
    .add("at", contract::rest::iso(contract::rest::from_ms(at)))
    .build();
}

/// Whether `given` is nothing or names `user`; foreign back ends number their users.
bool may_claim(value given, std::string_view user) {
  if (!given.exists() || given.is_null())
    return true;
  return given.type() == value::kind::number ? given.raw() == user : given.as_string() == user;
}

void emit_note(const nsp& where, std::string_view sid, std::string_view event, const json& note) {
  if (!sid.empty())
    where.to(session_room(sid)).emit(event, note);
}

} // namespace

json device_json(const session_record& one) {
  object out;
  const auto add = [&](std::string_view name, const std::string& text) {
    if (text.empty())
      out.add(name, nullptr);
    else
      out.add(name, text);
  };
  add("os", one.os);
  add("browser", one.browser);
  out.add("model", nullptr);
  add("appVersion", one.app_version);
  add("deviceType", one.device_kind);
  return out.build();
}

std::string session_room(std::string_view sid) {
  return std::string{room_of_session}.append(sid);
}

// -- life ---------------------------------------------------------------------------------------------

gate::gate(desk& shared) : desk_(shared) {}

gate::~gate() = default;

void gate::open() {
  expiries_.resize(desk_.host().workers());
}

void gate::close() {
  std::latch cleared{static_cast<std::ptrdiff_t>(expiries_.size())};
  for (unsigned i = 0; i < expiries_.size(); ++i)
    desk_.host().worker(i).submit([this, i, &cleared] {
      expiries_[i].clear();
      cleared.count_down();
    });
  cleared.wait();
}

// -- the port -------------------------------------------------------------------------------------------

contract::auth_result gate::check(std::string_view token) const {
  auto said = desk_.check(token);
  if (said.fault)
    return *said.fault;
  return std::move(*said.who);
}

void gate::find_person(std::string_view id,
                       std::function<void(std::optional<contract::person>)> done) const {
  desk_.find_person(id, std::move(done));
}

void gate::search_people(std::string_view words, std::size_t limit,
                         std::function<void(std::vector<std::string>)> done) const {
  auto found = std::make_shared<std::vector<std::string>>();
  desk_.host().store().read(
    storage::file::promises,
    [found, words = std::string{words}, limit](storage::session& db) {
      *found = search_users(db, words, static_cast<std::int64_t>(limit));
    },
    [found, done = std::move(done)](const storage::status&) { done(std::move(*found)); });
}

void gate::on_session(session_listener listener) {
  listeners_.push_back(std::move(listener));
}

void gate::protect(nsp& where, contract::entry_rules rules) {
  auto shared = std::make_shared<const contract::entry_rules>(std::move(rules));
  where.use([this, shared](socket& s, const next& go) { enter(s, *shared, go); });
  where.on_connect([this, shared](socket& s) { settle(s, *shared); });
  where.on_disconnect([this](socket& s, std::string_view) { forget(s); });
  guarded_.push_back({where, std::move(shared)});
}

void gate::say_at_end(const nsp& where, std::string event, json what) {
  for (auto& each : guarded_)
    if (each.where.name() == where.name()) {
      each.last_event = std::move(event);
      each.last_words = std::move(what);
      return;
    }
}

std::optional<refusal> gate::renew(socket& s, std::string_view token) {
  const auto& rules = *guard_of(s).rules;
  auto judged = judge(token, s.auth(), rules);
  if (const auto* why = std::get_if<refusal>(&judged))
    return *why;
  auto next = std::get<principal_in_socket>(std::move(judged));
  const auto& now = contract::principal_of(s);
  if (std::tie(now.user, now.issuer, now.type, now.roles)
      != std::tie(next->user, next->issuer, next->type, next->roles))
    return explain(rules, auth_error::mismatch);
  leave_sessions(s);
  s.local() = next;
  follow(s, *next, rules, std::string{token});
  return std::nullopt;
}

bool gate::is_still_good(const socket& s) const {
  const auto& who = contract::principal_of(s);
  const auto now = desk_.now();
  if (contract::rest::to_ms(who.expires) <= now)
    return false;
  return who.session.empty()
         || desk_.sessions().check(who.user, who.session, now).session != session_state::invalid;
}

// -- on their way in ------------------------------------------------------------------------------------

gate::judgement gate::judge(std::string_view token, const json& said_of_himself,
                            const contract::entry_rules& rules) const {
  auto said = desk_.check(token);
  if (said.who && !said.who->issuer.empty() && !rules.strangers)
    return explain(rules, auth_error::invalid);
  // A wrong role weighs more than a session that has ended.
  const bool known = said.who && (!said.fault || *said.fault != auth_error::unknown_user);
  if (known && rules.admit)
    if (auto why = rules.admit(*said.who))
      return *why;
  if (said.fault)
    return explain(rules, *said.fault);
  // What its issuer's clock may still allow ends by ours: the socket would be cut at once.
  if (contract::rest::to_ms(said.who->expires) <= desk_.now())
    return explain(rules, auth_error::expired);
  if (!rules.user_claim.empty()
      && !may_claim(value{said_of_himself.text}[rules.user_claim], said.who->user))
    return explain(rules, auth_error::mismatch);
  return std::make_shared<const contract::principal>(std::move(*said.who));
}

std::optional<refusal> gate::admit(const socket& s, const contract::entry_rules& rules) const {
  auto judged = judge(contract::token_of(s), s.auth(), rules);
  if (auto* why = std::get_if<refusal>(&judged))
    return std::move(*why);
  s.local() = std::get<principal_in_socket>(std::move(judged));
  return std::nullopt;
}

void gate::enter(socket& s, const contract::entry_rules& rules, const next& go) const {
  const auto why = admit(s, rules);
  if (!why)
    return go();
  log::info("identity", "socket_refused", {{"nsp", s.nsp()}, {"why", why->message}});
  if (desk_.options().reject != "disconnect")
    return go(*why);
  s.local() = principal_in_socket{std::make_shared<const contract::principal>()};
  go(); // settle() sends it away
}

/// The first of the handlers: the others see nobody who may not be here.
void gate::settle(socket& s, const contract::entry_rules& rules) {
  // One that was recovered did not come by enter().
  if (!s.local().has_value() && admit(s, rules))
    s.local() = principal_in_socket{std::make_shared<const contract::principal>()};
  const auto who = std::any_cast<principal_in_socket>(s.local());
  if (who->user.empty()) {
    say_last(s);
    return s.disconnect(true);
  }
  const auto rooms = s.rooms();
  const auto mine = std::string{room_of_user}.append(who->issuer).append("/").append(who->user);
  if (s.recovered() && std::ranges::find(rooms, mine) == rooms.end())
    return s.disconnect(true); // somebody else's state
  leave_sessions(s);
  s.join(mine);
  follow(s, *who, rules);
}

void gate::leave_sessions(const socket& s) {
  for (const auto& room : s.rooms())
    if (room.starts_with(room_of_session))
      s.leave(room);
}

/// Hears of the end of the session and of the token.
void gate::follow(socket& s, const contract::principal& who, const contract::entry_rules& rules,
                  std::string newer_token) {
  forget(s);
  if (!who.session.empty())
    join_session(s, who);
  if (s.connected())
    expect_expiry(s, {.end = contract::rest::to_ms(who.expires),
                      .warning = rules.warning.count(),
                      .over = [this](const socket& ended) { cut_off(ended); },
                      .newer_token = std::move(newer_token)});
}

void gate::join_session(socket& s, const contract::principal& who) {
  s.join(session_room(who.session));
  // It may have ended since the token was looked at; from here on the room hears of it.
  if (desk_.sessions().check(who.user, who.session, desk_.now()).session != session_state::invalid)
    return;
  say_last(s);
  s.emit("auth:session_revoked", revoked_note(who.session, "revoked", desk_.now()));
  s.disconnect(true);
}

void gate::expect_expiry(const socket& s, expiry::plan what) {
  if (auto* at = here())
    expiries_[at->index()].insert_or_assign(std::string{s.id()},
                                            std::make_unique<expiry>(*at, s, std::move(what)));
}

/// When its token is no good any more; the client comes back by itself, with a new one or to hear why
/// not.
void gate::cut_off(const socket& s) {
  say_last(s);
  forget(s);
  s.close_transport();
}

void gate::keys_changed() {
  for (unsigned i = 0; i < expiries_.size(); ++i)
    desk_.on_worker(i, [this, i] {
      std::vector<std::string> ids;
      for (const auto& [id, each] : expiries_[i])
        ids.push_back(id);
      look_again(i, std::move(ids));
    });
}

/// Some at a time: to verify a signature takes its while, and others wait for this worker.
void gate::look_again(unsigned at, std::vector<std::string> ids) {
  constexpr int at_once = 64;
  for (int n = 0; n < at_once && !ids.empty(); ++n) {
    const auto each = expiries_[at].find(ids.back());
    ids.pop_back();
    if (each == expiries_[at].end())
      continue;
    const auto who = each->second->who(); // a copy: it may end here
    const auto& newer = each->second->newer_token();
    if (desk_.check(newer.empty() ? contract::token_of(who) : newer).fault)
      cut_off(who);
  }
  if (!ids.empty())
    desk_.on_worker(
      at, [this, at, rest = std::move(ids)]() mutable { look_again(at, std::move(rest)); });
}

void gate::forget(const socket& s) {
  if (auto* at = here())
    expiries_[at->index()].erase(std::string{s.id()});
}

const gate::guard& gate::guard_of(const socket& s) const {
  return *std::ranges::find(guarded_, s.nsp(), [](const guard& each) { return each.where.name(); });
}

void gate::say_last(const socket& s) const {
  if (const auto& mine = guard_of(s); !mine.last_event.empty())
    s.emit(mine.last_event, mine.last_words);
}

contract::worker* gate::here() const noexcept {
  auto& host = desk_.host();
  for (unsigned i = 0; i < host.workers(); ++i)
    if (host.worker(i).here())
      return &host.worker(i);
  return nullptr;
}

// -- sessions -------------------------------------------------------------------------------------------

session_event gate::event_of(session_event::kind what, const session_record& one,
                             const std::string& type) const {
  session_event out;
  out.what = what;
  out.user = one.user_id;
  out.user_type = type;
  out.session = one.jti;
  out.session_type = to_string(one.type);
  out.device = device_json(one);
  out.at = contract::rest::from_ms(desk_.now());
  return out;
}

void gate::tell(unsigned at, std::shared_ptr<const session_event> what, std::size_t step,
                std::function<void()> then) {
  if (step == listeners_.size())
    return then();
  listeners_[step](*what, [this, at, what, step, then = std::move(then)] {
    desk_.on_worker(at, [this, at, what, step, then] { tell(at, what, step + 1, then); });
  });
}

void gate::logged_in(unsigned at, const session_record& one, const user& who,
                     std::function<void()> answer) {
  auto what = event_of(session_event::kind::logged_in, one, std::string{to_string(who.type)});
  tell(at, std::make_shared<const session_event>(std::move(what)), 0, std::move(answer));
}

void gate::refreshed(unsigned at, const session_record& one, const user& who,
                     std::function<void()> answer) {
  auto what = event_of(session_event::kind::refreshed, one, std::string{to_string(who.type)});
  what.old_session = one.previous_jti;
  auto event = std::make_shared<const session_event>(std::move(what));
  tell(at, event, 0, [this, event, answer = std::move(answer)] {
    answer();
    const auto note = object{}
                        .add("oldSid", event->old_session)
                        .add("newSid", event->session)
                        .add("at", contract::rest::iso(event->at))
                        .build();
    for (const auto& each : guarded_)
      emit_note(each.where, event->old_session, "auth:session_refreshed", note);
    for (const auto& each : guarded_)
      each.where.to(session_room(event->old_session)).close_transports();
  });
}

void gate::send_away(const session_record& one, const std::string& reason, const json& note) {
  for (const auto& sid : {one.jti, one.previous_jti})
    for (const auto& each : guarded_) {
      if (!each.last_event.empty())
        emit_note(each.where, sid, each.last_event, each.last_words);
      emit_note(each.where, sid, "auth:session_revoked",
                sid == one.jti ? note : revoked_note(sid, reason, desk_.now()));
    }
  for (const auto& sid : {one.jti, one.previous_jti})
    for (const auto& each : guarded_)
      if (!sid.empty())
        each.where.to(session_room(sid)).disconnect_sockets(true);
}

void gate::revoked(unsigned at, std::vector<session_record> all, const std::string& type,
                   const std::string& reason, std::function<void()> answer) {
  if (all.empty())
    return answer();
  auto one = std::move(all.back());
  all.pop_back();
  auto what = event_of(session_event::kind::revoked, one, type);
  what.reason = reason;
  auto event = std::make_shared<const session_event>(std::move(what));
  tell(at, event, 0,
       [this, at, one = std::move(one), all = std::move(all), type, reason,
        answer = std::move(answer)]() mutable {
         send_away(one, reason, revoked_note(one.jti, reason, desk_.now()));
         revoked(at, std::move(all), type, reason, std::move(answer));
       });
}

} // namespace fleetwire::systems::identity
