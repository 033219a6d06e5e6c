#include <utility>

#include "actors/contract/input.hpp"
#include "actors/systems/identity/routes/answers.hpp"
#include "actors/systems/identity/routes/permit.hpp"
#include "actors/systems/identity/routes/routes.hpp"
#include "actors/systems/identity/store/sessions.hpp"

namespace fleetwire::systems::identity {

namespace {

using contract::web_reply;
using contract::web_request_ptr;
namespace rest = contract::rest;

constexpr std::string_view reason = "session_revoked";

/// Whose sessions are meant: `?userId=` of an admin, else one's own. False when it was answered.
bool read_owner(const web_request_ptr& asked, const web_reply& reply, std::string& out) {
  contract::input in{asked->query};
  auto given = in.uuid("userId", contract::need::optional);
  if (!in.finish()) {
    reply(rest::invalid(in.faults()));
    return false;
  }
  out = given.value_or(asked->who->user);
  if (may_touch(*asked, out))
    return true;
  reply(say(message::forbidden, *asked));
  return false;
}

void list(desk& shared, const web_request_ptr& asked, const web_reply& reply) {
  std::string user;
  if (!read_owner(asked, reply, user))
    return;
  shared.read<std::vector<session_record>>(
    asked->worker,
    {.run =
       [user, now = shared.now()](storage::session& db, std::vector<session_record>& out) {
         out = list_sessions(db, user, now);
       },
     .then =
       [asked, reply](const storage::status& end, std::vector<session_record>& all) {
         if (!end)
           return reply(say(end, message::user_not_found, *asked));
         std::vector<std::string> items;
         for (const auto& one : all)
           items.push_back(session_json(one, one.jti == asked->who->session).text);
         reply(rest::success(rest::array_of(items)));
       }});
}

struct ended {
  std::vector<session_record> sessions;
  std::string type;
};

/// What all three kinds of an end have in common: the commit, the table, the sockets, the answer.
void end_sessions(desk& shared, gate& sessions, const web_request_ptr& asked,
                  const web_reply& reply, bool must_be_one,
                  std::function<void(storage::session&, ended&)> pick) {
  auto run = [asked, now = shared.now(), pick = std::move(pick)](storage::session& db, ended& out) {
    pick(db, out);
    for (const auto& one : out.sessions)
      revoke_session(db, one.id, reason, now);
    if (out.sessions.empty())
      return;
    if (const auto who = find_user(db, out.sessions.front().user_id))
      out.type = to_string(who->type);
    if (out.sessions.front().user_id != asked->who->user)
      insert_audit(db, {now, asked->who->user, "session.revoke", out.sessions.front().user_id,
                        std::to_string(out.sessions.size()), asked->address});
  };
  shared.write<ended>(
    asked->worker,
    {.run = std::move(run),
     .apply =
       [&shared](const ended& out) {
         for (const auto& one : out.sessions)
           shared.sessions().remove_session(one.id);
       },
     .then =
       [&sessions, asked, reply, must_be_one](const storage::status& end, ended& out) {
         if (!end)
           return reply(say(end, message::user_not_found, *asked));
         if (must_be_one && out.sessions.empty())
           return reply(rest::problem(404, "Session not found", "SESSION_NOT_FOUND"));
         const auto count = static_cast<std::int64_t>(out.sessions.size());
         sessions.revoked(
           asked->worker, std::move(out.sessions), out.type, std::string{reason},
           [reply, count] { reply(rest::success(object{}.add("revoked", count).build())); });
       }});
}

void revoke_one(desk& shared, gate& sessions, const web_request_ptr& asked,
                const web_reply& reply) {
  if (auto refused = rest::refuse_ids(*asked))
    return reply(std::move(*refused));
  const std::string id{asked->param("id")};
  end_sessions(shared, sessions, asked, reply, true, [asked, id](storage::session& db, ended& out) {
    auto found = find_session(db, id);
    if (!found)
      found = find_session_by_jti(db, id);
                 // A stranger's is as good as none: ids tell nothing.
    if (found && !found->revoked && may_touch(*asked, found->user_id))
      out.sessions.push_back(std::move(*found));
  });
}

/// One's own but the one that asks; all of somebody else's.
void revoke_all(desk& shared, gate& sessions, const web_request_ptr& asked,
                const web_reply& reply) {
  std::string user;
  if (!read_owner(asked, reply, user))
    return;
  end_sessions(shared, sessions, asked, reply, false,
               [asked, user, now = shared.now()](storage::session& db, ended& out) {
                 out.sessions = list_sessions(db, user, now);
                 std::erase_if(out.sessions, [&](const session_record& one) {
                   return one.jti == asked->who->session || one.previous_jti == asked->who->session;
                 });
               });
}

} // namespace

void route_sessions(desk& shared, gate& sessions) {
  auto& host = shared.host();
  const auto signed_in = contract::access::signed_in;
  host.route({"GET", "/api/auth/sessions", signed_in,
              [&shared](const web_request_ptr& asked, const web_reply& reply) {
                list(shared, asked, reply);
              }});
  host.route({"DELETE", "/api/auth/sessions", signed_in,
              [&shared, &sessions](const web_request_ptr& asked, const web_reply& reply) {
                revoke_all(shared, sessions, asked, reply);
              }});
  host.route({"DELETE", "/api/auth/sessions/:id", signed_in,
              [&shared, &sessions](const web_request_ptr& asked, const web_reply& reply) {
                revoke_one(shared, sessions, asked, reply);
              }});
}

} // namespace fleetwire::systems::identity
