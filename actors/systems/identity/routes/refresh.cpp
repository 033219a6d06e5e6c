#include <memory>
#include <utility>

#include "actors/contract/uuid.hpp"
#include "actors/systems/identity/routes/answers.hpp"
#include "actors/systems/identity/routes/routes.hpp"
#include "actors/systems/identity/store/sessions.hpp"

namespace fleetwire::systems::identity {

namespace {

using contract::web_answer;
using contract::web_reply;
using contract::web_request_ptr;
namespace rest = contract::rest;

constexpr int most_rounds = 3;
constexpr std::string_view reuse_reason = "token_reuse_detected";
constexpr std::string_view logout_reason = "user_logout";

/// The refresh token of a request. The cookie wins, and decides where the next one goes.
struct given_token {
  std::string text;
  bool by_cookie = false;
};

given_token token_of(const contract::web_request& asked) {
  if (const auto cookie = refresh_cookie(asked); !cookie.empty())
    return {std::string{cookie}, true};
  return {asked.json()["refreshToken"].as_string().value_or(""), false};
}

/// One POST /api/auth/refresh.
class refresh : public std::enable_shared_from_this<refresh> {
public:
  refresh(desk& shared, gate& sessions, web_request_ptr asked, web_reply reply)
    : desk_(shared), gate_(sessions), asked_(std::move(asked)), reply_(std::move(reply)) {}

  void begin() {
    auto given = token_of(*asked_);
    by_cookie_ = given.by_cookie;
    if (given.text.empty())
      return reply_(say(message::no_refresh_token, *asked_));
    const auto known = desk_.trusted();
    if (known->refresh->verify(given.text, desk_.now() / 1'000, said_) != jwt::error::none)
      return reply_(say(message::refresh_invalid, *asked_));
    commit();
  }

private:
  struct outcome {
    refresh_decision said;
    user who;
    session_record session;
  };

  void commit() {
    auto self = shared_from_this();
    desk_.write<outcome>(
      asked_->worker,
      {.run = [self](storage::session& db, outcome& out) { self->judge(db, out); },
       .apply = [self](const outcome& out) { self->apply(out); },
       .then = [self](const storage::status& end, outcome& out) { self->finish(end, out); }});
  }

  void judge(storage::session& db, outcome& out) const {
    const auto now = desk_.now();
    auto found = find_session(db, said_.family);
    if (found && found->user_id != said_.subject)
      found = std::nullopt;
    const auto who = find_user(db, said_.subject);
    if (who)
      out.who = *who;
    out.said = judge_refresh(found ? &*found : nullptr, said_.jti, who ? &*who : nullptr,
                             desk_.policy(), now);
    if (found)
      out.session = std::move(*found);
    if (out.said.verdict == refresh_verdict::rotate) {
      out.session = rotated(std::move(out.session), contract::random_uuid(), desk_.policy(), now);
      update_rotated(db, out.session);
    } else if (out.said.verdict == refresh_verdict::reuse) {
      revoke_session(db, out.session.id, reuse_reason, now);
    }
  }

  void apply(const outcome& out) const {
    if (out.said.verdict == refresh_verdict::rotate) {
      desk_.sessions().put_user(out.who);
      desk_.sessions().put_session(out.session);
    } else if (out.said.verdict == refresh_verdict::reuse) {
      desk_.sessions().remove_session(out.session.id);
    }
  }

  void finish(const storage::status& end, outcome& out) {
    if (end.code() == storage::errc::conflict && ++rounds_ < most_rounds)
      return commit();
    if (!end)
      return reply_(say(end, message::refresh_revoked, *asked_));
    auto self = shared_from_this();
    switch (out.said.verdict) {
      case refresh_verdict::rotate:
        return gate_.refreshed(
          asked_->worker, out.session, out.who,
          [self, session = out.session, who = out.who] { self->answer(session, who); });
      case refresh_verdict::repeat:
        return answer(out.session, out.who);
      case refresh_verdict::reuse:
        return gate_.revoked(asked_->worker, {out.session}, std::string{to_string(out.who.type)},
                             std::string{reuse_reason},
                             [self, why = out.said.why] { self->reply_(say(why, *self->asked_)); });
      case refresh_verdict::refuse:
        return reply_(say(out.said.why, *asked_));
    }
  }

  void answer(const session_record& session, const user& who) const {
    const auto tokens = make_tokens(desk_.trusted()->ring.own, session, who, desk_.now());
    object data;
    data.add("accessToken", tokens.access);
    if (!by_cookie_)
      data.add("refreshToken", tokens.refresh);
    data.add("accessTokenExpiresAt", session.access_expires_at);
    data.add("refreshTokenExpiresAt", session.refresh_expires_at);
    data.add("sid", session.jti).add("sessionType", to_string(session.type));
    auto out = rest::success(data.build());
    if (by_cookie_)
      set_refresh_cookie(out, *asked_, desk_.options(), tokens.refresh);
    reply_(std::move(out));
  }

  desk& desk_;
  gate& gate_;
  const web_request_ptr asked_;
  const web_reply reply_;
  jwt::claims said_;
  bool by_cookie_ = false;
  int rounds_ = 0;
};

// -- logout -------------------------------------------------------------------------------------------

struct ended {
  std::optional<session_record> session;
  std::string type;
};

/// The session a logout means: the refresh token's, else the access token's; nothing when neither is
/// any good.
void end_session(storage::session& db, const jwt::claims& said, const std::string& sid, millis now,
                 ended& out) {
  auto found =
    said.family.empty() ? std::optional<session_record>{} : find_session(db, said.family);
  if (found && found->user_id != said.subject)
    found = std::nullopt;
  if (!found && !sid.empty())
    found = find_session_by_jti(db, sid);
  if (!found || !revoke_session(db, found->id, logout_reason, now))
    return;
  if (const auto who = find_user(db, found->user_id))
    out.type = to_string(who->type);
  out.session = std::move(found);
}

void log_out(desk& shared, gate& sessions, const web_request_ptr& asked, const web_reply& reply) {
  auto finish = [&shared, asked, reply] {
    web_answer out{.status = 204, .body = {}};
    clear_refresh_cookie(out, *asked, shared.options());
    reply(std::move(out));
  };
  jwt::claims said;
  const auto known = shared.trusted();
  if (known->refresh->verify(token_of(*asked).text, shared.now() / 1'000, said) != jwt::error::none)
    said = {};
  auto sid = asked->who ? asked->who->session : std::string{};
  if (said.family.empty() && sid.empty())
    return finish();
  shared.write<ended>(
    asked->worker,
    {.run = [&shared, said, sid](storage::session& db,
                                 ended& out) { end_session(db, said, sid, shared.now(), out); },
     .apply =
       [&shared](const ended& out) {
         if (out.session)
           shared.sessions().remove_session(out.session->id);
       },
     .then =
       [&shared, &sessions, asked, reply, finish](const storage::status& end, ended& out) {
         if (!end)
           return reply(say(end, message::login_failed, *asked, 503));
         if (!out.session)
           return finish();
         sessions.revoked(asked->worker, {*out.session}, out.type, std::string{logout_reason},
                          finish);
       }});
}

} // namespace

void route_refresh(desk& shared, gate& sessions) {
  auto& host = shared.host();
  host.route({"POST", "/api/auth/refresh", contract::access::open,
              [&shared, &sessions](const web_request_ptr& asked, web_reply reply) {
                std::make_shared<refresh>(shared, sessions, asked, std::move(reply))->begin();
              }});
  host.route({"POST", "/api/auth/logout", contract::access::open,
              [&shared, &sessions](const web_request_ptr& asked, const web_reply& reply) {
                log_out(shared, sessions, asked, reply);
              }});
}

} // namespace fleetwire::systems::identity
