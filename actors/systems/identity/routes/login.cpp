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

/// Somebody else may change the account while its password is hashed: so often it is judged anew.
constexpr int most_rounds = 3;

/// One POST /api/auth/login, from its body to its answer. Moves from worker to store, to the hashing
/// thread and back, one step at a time; whoever has the next step keeps it alive.
class login : public std::enable_shared_from_this<login> {
public:
  login(desk& shared, gate& sessions, web_request_ptr asked, web_reply reply)
    : desk_(shared), gate_(sessions), asked_(std::move(asked)), reply_(std::move(reply)) {}

  void begin() {
    if (!desk_.by_address.take(asked_->address, desk_.now()))
      return reply_(say(password::refusal::busy, *asked_));
    auto read = read_login(asked_->json());
    if (!read.ok())
      return reply_(refuse(read, *asked_));
    wanted_ = std::move(read.value);
    const auto& name = wanted_.phone ? *wanted_.phone : *wanted_.email;
    if (!desk_.by_account.take(name, desk_.now()))
      return reply_(say(password::refusal::busy, *asked_));
    look_up();
  }

private:
  using found = std::optional<account>;
  /// What the last job decided.
  struct outcome {
    std::optional<message> refused;
    bool changed = false; ///< since the password was hashed
    user who;
    session_record made;
  };

  void look_up() {
    auto self = shared_from_this();
    desk_.read<found>(asked_->worker, {.run =
                                         [self](storage::session& db, found& out) {
                                           const auto& by = self->wanted_;
                                           out = by.phone ? find_account_by_phone(db, *by.phone)
                                                          : find_account_by_email(db, *by.email);
                                         },
                                       .then =
                                         [self](const storage::status& end, found& out) {
                                           if (!end)
                                             return self->refuse_with(end);
                                           self->account_ = std::move(out);
                                           self->compare();
                                         }});
  }

  void compare() {
    if (account_)
      if (auto why = check_account(account_->secret.locks, desk_.now()))
        return reply_(say(*why, *asked_));
    auto self = shared_from_this();
    auto done = [self](password::hasher::checked said) {
      self->desk_.on_worker(self->asked_->worker, [self, said] { self->compared(said); });
    };
    const bool has_password = account_ && !account_->secret.password_hash.empty();
    const auto fault =
      has_password
        ? desk_.hasher().verify(wanted_.password, account_->secret.password_hash, std::move(done))
        : desk_.hasher().verify_nobody(wanted_.password, std::move(done));
    if (fault != password::refusal::none)
      reply_(say(fault, *asked_));
  }

  void compared(const password::hasher::checked& said) {
    if (said.fault != password::refusal::none)
      return reply_(say(said.fault, *asked_));
    const bool has_password = account_ && !account_->secret.password_hash.empty();
    if (!has_password)
      return reply_(say(message::bad_credentials, *asked_));
    if (said.result != password::verdict::match)
      return count_failure();
    renewed_ = said.renewed;
    commit();
  }

  /// In a job of its own: it outlives the refused login.
  void count_failure() {
    auto self = shared_from_this();
    desk_.write<lockout>(asked_->worker,
                         {.run =
                            [self](storage::session& db, lockout& out) {
                              out = record_failure(db, self->account_->who.id,
                                                   self->desk_.lockout_rule(), self->desk_.now());
                            },
                          .then =
                            [self](const storage::status& end, lockout&) {
                              if (!end)
                                return self->refuse_with(end);
                              self->reply_(say(message::bad_credentials, *self->asked_));
                            }});
  }

  void commit() {
    auto self = shared_from_this();
    desk_.write<outcome>(
      asked_->worker,
      {.run = [self](storage::session& db, outcome& out) { self->judge(db, out); },
       .apply =
         [self](const outcome& out) {
           if (out.refused || out.changed)
             return;
           self->desk_.sessions().put_user(out.who);
           self->desk_.sessions().put_session(out.made);
         },
       .then = [self](const storage::status& end, outcome& out) { self->finish(end, out); }});
  }

  /// In the job: the account as it is now, not as it was when its password was read.
  void judge(storage::session& db, outcome& out) const {
    const auto now = desk_.now();
    auto fresh = find_account(db, account_->who.id);
    out.changed = !fresh || fresh->secret.password_hash != account_->secret.password_hash;
    if (out.changed)
      return;
    out.refused = check_account(fresh->secret.locks, now);
    if (!out.refused)
      out.refused = check_login(fresh->who, wanted_);
    if (out.refused)
      return;
    out.made = session_for(fresh->who, now);
    clear_failures(db, fresh->who.id);
    if (!renewed_.empty())
      renew_password(db, fresh->who.id, fresh->secret.password_hash, renewed_);
    insert_session(db, out.made);
    out.who = std::move(fresh->who);
  }

  session_record session_for(const user& who, millis now) const {
    const auto by = device_of(asked_->header("user-agent"));
    session_record out;
    out.id = contract::random_uuid();
    out.jti = contract::random_uuid();
    out.user_id = who.id;
    out.type = wanted_.session.value_or(session_type_of(by));
    out.application = wanted_.application;
    out.created_at = out.last_activity_at = now;
    out.access_expires_at = now + desk_.policy().access_ttl;
    out.refresh_expires_at = now + desk_.policy().refresh_ttl;
    out.os = by.os;
    out.browser = by.browser;
    out.device_kind = by.kind;
    out.app_version = wanted_.app_version.value_or("");
    out.ip_address = asked_->address;
    out.user_agent = std::string{asked_->header("user-agent").substr(0, 500)};
    return out;
  }

  void finish(const storage::status& end, outcome& out) {
    if (end.code() == storage::errc::conflict || (end && out.changed)) {
      if (++rounds_ < most_rounds)
        return look_up();
      return reply_(say(message::login_failed, *asked_));
    }
    if (!end)
      return refuse_with(end);
    if (out.refused)
      return reply_(say(*out.refused, *asked_));
    auto self = shared_from_this();
    gate_.logged_in(asked_->worker, out.made, out.who,
                    [self, made = out.made, who = out.who] { self->answer(made, who); });
  }

  void answer(const session_record& made, const user& who) const {
    const auto tokens = make_tokens(desk_.trusted()->ring.own, made, who, desk_.now());
    const bool web = made.type == session_type::web;
    object data;
    data.add("accessToken", tokens.access);
    if (!web)
      data.add("refreshToken", tokens.refresh);
    data.add("sessionType", to_string(made.type));
    data.add("accessTokenExpiresAt", made.access_expires_at);
    data.add("refreshTokenExpiresAt", made.refresh_expires_at);
    data.add("sid", made.jti).add("userType", to_string(who.type));
    data.add("user", short_user_json(who));
    auto out = rest::success(data.build());
    if (web)
      set_refresh_cookie(out, *asked_, desk_.options(), tokens.refresh);
    reply_(std::move(out));
  }

  void refuse_with(const storage::status& end) const {
    reply_(say(end, message::login_failed, *asked_));
  }

  desk& desk_;
  gate& gate_;
  const web_request_ptr asked_;
  const web_reply reply_;
  login_request wanted_;
  found account_;
  std::string renewed_;
  int rounds_ = 0;
};

} // namespace

void route_login(desk& shared, gate& sessions) {
  shared.host().route(
    {"POST", "/api/auth/login", contract::access::open,
     [&shared, &sessions](const web_request_ptr& asked, web_reply reply) {
       std::make_shared<login>(shared, sessions, asked, std::move(reply))->begin();
     }});
}

} // namespace fleetwire::systems::identity
