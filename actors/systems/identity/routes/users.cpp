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

/// Soft failures answer 200, as the contract has it.
constexpr unsigned soft = 200;

/// Why sessions end whose user is of another type now.
constexpr std::string_view user_changed = "user_changed";

/// False when it was answered.
bool read_id(const web_request_ptr& asked, const web_reply& reply, bool allowed_to_all) {
  if (auto refused = rest::refuse_ids(*asked)) {
    reply(std::move(*refused));
    return false;
  }
  if (allowed_to_all || may_touch(*asked, asked->param("id")))
    return true;
  reply(asked->who ? say(message::forbidden, *asked) : say(message::token_invalid, *asked));
  return false;
}

// -- reading --------------------------------------------------------------------------------------------

void show(desk& shared, const web_request_ptr& asked, const web_reply& reply, const std::string& id,
          json (*shape)(const user&), std::string_view text) {
  using found = std::optional<user>;
  shared.read<found>(asked->worker,
                     {.run = [id](storage::session& db, found& out) { out = find_user(db, id); },
                      .then =
                        [asked, reply, shape, text](const storage::status& end, found& who) {
                          if (!end)
                            return reply(say(end, message::user_not_found, *asked, soft));
                          if (!who)
                            return reply(say(message::user_not_found, *asked, soft));
                          reply(rest::success(shape(*who), text));
                        }});
}

void show_profile(desk& shared, const web_request_ptr& asked, const web_reply& reply) {
  const auto words = pick_language(asked->header("accept-language"));
  show(shared, asked, reply, asked->who->user, profile_json,
       text_of(message::profile_obtained, words));
}

void list(desk& shared, const web_request_ptr& asked, const web_reply& reply) {
  if (!shared.options().original_access && !is_admin(*asked))
    return reply(asked->who ? say(message::forbidden, *asked)
                            : say(message::token_invalid, *asked));
  contract::input in{asked->query};
  const auto optional = contract::need::optional;
  user_filter by;
  by.email = in.text("email", optional);
  if (auto text = in.choice("userType", {"passenger", "driver", "admin"}, optional))
    by.type = parse<user_type>(*text);
  if (auto text = in.choice("status", {"active", "inactive", "banned"}, optional))
    by.status = parse<user_status>(*text);
  by.vehicle_id = in.uuid("vehicleId", optional);
  const auto where = in.paging();
  if (!in.finish())
    return reply(rest::invalid(in.faults()));
  if (by.email)
    by.email = normal_email(*by.email);
  shared.read<user_page>(
    asked->worker,
    {.run =
       [by, where](storage::session& db, user_page& out) {
         out = list_users(db, by, static_cast<std::int64_t>(where.limit),
                          static_cast<std::int64_t>(where.offset()));
       },
     .then =
       [asked, reply, where](const storage::status& end, user_page& page) {
         if (!end)
           return reply(say(end, message::user_not_found, *asked));
         std::vector<std::string> items;
         for (const auto& who : page.users)
           items.push_back(user_item_json(who).text);
         reply(rest::listed(rest::array_of(items), where, static_cast<std::size_t>(page.total)));
       }});
}

// -- changing -------------------------------------------------------------------------------------------

/// By somebody else than the owner of the record.
void audit(storage::session& db, const contract::web_request& asked, std::string_view action,
           const std::string& subject, millis now, const std::string& detail = {}) {
  if (!is_self(asked, subject))
    insert_audit(db, {now, asked.who ? asked.who->user : "", std::string{action}, subject, detail,
                      asked.address});
}

struct changed {
  std::optional<message> refused;
  user who;
  std::string type; ///< before
  std::vector<session_record> sessions; ///< that ended: their tokens do not fit him any more
};

/// Returns which members are others now.
std::string merge(user& who, const user_changes& what) {
  std::string out;
  const auto differs = [&out](std::string_view name, bool does) {
    if (does)
      out.append(out.empty() ? "" : ", ").append(name);
    return does;
  };
  if (differs("name", what.name && who.name != *what.name))
    who.name = *what.name;
  if (differs("email", what.email && who.email != what.email)) {
    who.email = what.email;
    who.email_verified = false;
  }
  if (differs("phoneNumber", what.phone && who.phone != what.phone)) {
    who.phone = what.phone;
    who.phone_verified = false;
  }
  if (differs("userType", what.type && who.type != *what.type))
    who.type = *what.type;
  return out;
}

void apply_changes(storage::session& db, const contract::web_request& asked,
                   const user_changes& what, millis now, changed& out) {
  const std::string id{asked.param("id")};
  auto who = find_user(db, id);
  if (!who) {
    out.refused = message::user_not_found;
    return;
  }
  const auto before = who->type;
  const auto members = merge(*who, what);
  who->updated_at = now;
  out.refused = update_user(db, *who);
  if (!out.refused && !members.empty())
    audit(db, asked, "user.change", id, now, members);
  if (!out.refused && who->type != before) {
    out.sessions = list_sessions(db, id, now);
    for (const auto& one : out.sessions)
      revoke_session(db, one.id, user_changed, now);
  }
  out.type = to_string(before);
  out.who = std::move(*who);
}

void change(desk& shared, gate& sessions, const web_request_ptr& asked, const web_reply& reply) {
  if (!read_id(asked, reply, shared.options().original_access))
    return;
  auto read = read_changes(asked->json(), is_admin(*asked));
  if (!read.ok())
    return reply(refuse(read, *asked));
  shared.write<changed>(
    asked->worker,
    {.run = [asked, what = std::move(read.value), now = shared.now()](
              storage::session& db, changed& out) { apply_changes(db, *asked, what, now, out); },
     .apply =
       [&shared](const changed& out) {
         if (out.refused)
           return;
         shared.sessions().put_user(out.who);
         shared.forget_person(out.who.id);
         for (const auto& one : out.sessions)
           shared.sessions().remove_session(one.id);
       },
     .then =
       [&sessions, asked, reply](const storage::status& end, changed& out) {
         if (out.refused)
           return reply(say(*out.refused, *asked, soft));
         if (!end)
           return reply(say(end, message::update_failed, *asked, soft));
         sessions.revoked(asked->worker, std::move(out.sessions), out.type,
                          std::string{user_changed},
                          [reply, who = user_json(out.who)] { reply(rest::success(who)); });
       }});
}

struct ended {
  std::optional<message> refused;
  std::vector<session_record> sessions;
  std::string type;
};

void answer_ended(gate& sessions, const web_request_ptr& asked, const web_reply& reply,
                  const storage::status& end, ended& out, message otherwise,
                  const std::string& reason) {
  if (out.refused)
    return reply(say(*out.refused, *asked, soft));
  if (!end)
    return reply(say(end, otherwise, *asked, soft));
  sessions.revoked(asked->worker, std::move(out.sessions), out.type, reason,
                   [reply] { reply(rest::success(json{"null"})); });
}

void remove(desk& shared, gate& sessions, const web_request_ptr& asked, const web_reply& reply) {
  if (!read_id(asked, reply, false))
    return;
  const std::string id{asked->param("id")};
  shared.write<ended>(asked->worker,
                      {.run =
                         [id, asked, now = shared.now()](storage::session& db, ended& out) {
                           if (const auto who = find_user(db, id))
                             out.type = to_string(who->type);
                           out.sessions = list_sessions(db, id, now);
                           out.refused = delete_user(db, id, now);
                           audit(db, *asked, "user.delete", id, now);
                         },
                       .apply =
                         [&shared, id](const ended&) {
                           shared.sessions().remove_user(id);
                           shared.forget_person(id);
                         },
                       .then =
                         [&sessions, asked, reply](const storage::status& end, ended& out) {
                           answer_ended(sessions, asked, reply, end, out, message::update_failed,
                                        "user_deleted");
                         }});
}

// -- the password ---------------------------------------------------------------------------------------

void store_password(desk& shared, gate& sessions, const web_request_ptr& asked,
                    const web_reply& reply, const std::string& hash) {
  const std::string id{asked->param("id")};
  shared.write<ended>(asked->worker,
                      {.run =
                         [id, hash, asked, now = shared.now()](storage::session& db, ended& out) {
                           const auto who = find_user(db, id);
                           if (!who) {
                             out.refused = message::user_not_found;
                             return;
                           }
                           out.type = to_string(who->type);
                           const auto mine = is_self(*asked, id)
                                               ? find_session_by_jti(db, asked->who->session)
                                               : std::optional<session_record>{};
                           out.sessions = list_sessions(db, id, now);
                           std::erase_if(out.sessions, [&](const session_record& one) {
                             return mine && one.id == mine->id;
                           });
                           set_password(db, id, hash, now);
                           for (const auto& one : out.sessions)
                             revoke_session(db, one.id, "password_changed", now);
                           audit(db, *asked, "user.password", id, now);
                         },
                       .apply =
                         [&shared](const ended& out) {
                           for (const auto& one : out.sessions)
                             shared.sessions().remove_session(one.id);
                         },
                       .then =
                         [&sessions, asked, reply](const storage::status& end, ended& out) {
                           answer_ended(sessions, asked, reply, end, out, message::password_failed,
                                        "password_changed");
                         }});
}

void change_password(desk& shared, gate& sessions, const web_request_ptr& asked,
                     const web_reply& reply) {
  if (!read_id(asked, reply, false))
    return;
  auto read = read_password_change(asked->json());
  if (!read.ok())
    return reply(refuse(read, *asked));
  const auto fault = shared.hasher().hash(
    std::move(read.value),
    [&shared, &sessions, asked, reply](password::refusal why, const std::string& hash) {
      shared.on_worker(asked->worker, [&shared, &sessions, asked, reply, why, hash] {
        if (why != password::refusal::none)
          return reply(say(why, *asked));
        store_password(shared, sessions, asked, reply, hash);
      });
    });
  if (fault != password::refusal::none)
    reply(say(fault, *asked));
}

} // namespace

void route_users(desk& shared, gate& sessions) {
  auto& host = shared.host();
  using contract::access;
  const auto legacy = shared.options().original_access ? access::open : access::signed_in;
  host.route(
    {"GET", "/api/users", legacy, [&shared](const web_request_ptr& asked, const web_reply& reply) {
       list(shared, asked, reply);
     }});
  host.route({"GET", "/api/users/profile", access::signed_in,
              [&shared](const web_request_ptr& asked, const web_reply& reply) {
                show_profile(shared, asked, reply);
              }});
  host.route({"GET", "/api/users/:id", access::signed_in,
              [&shared](const web_request_ptr& asked, const web_reply& reply) {
                if (read_id(asked, reply, shared.options().original_access))
                  show(shared, asked, reply, std::string{asked->param("id")}, user_json, "OK");
              }});
  host.route({"PATCH", "/api/users/:id", legacy,
              [&shared, &sessions](const web_request_ptr& asked, const web_reply& reply) {
                change(shared, sessions, asked, reply);
              }});
  host.route({"PATCH", "/api/users/:id/password", access::signed_in,
              [&shared, &sessions](const web_request_ptr& asked, const web_reply& reply) {
                change_password(shared, sessions, asked, reply);
              }});
  host.route({"DELETE", "/api/users/:id", access::signed_in,
              [&shared, &sessions](const web_request_ptr& asked, const web_reply& reply) {
                remove(shared, sessions, asked, reply);
              }});
}

} // namespace fleetwire::systems::identity
