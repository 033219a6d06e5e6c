#include <utility>

#include "actors/contract/uuid.hpp"
#include "actors/systems/identity/routes/answers.hpp"
#include "actors/systems/identity/routes/routes.hpp"

namespace fleetwire::systems::identity {

namespace {

using contract::web_reply;
using contract::web_request_ptr;
namespace rest = contract::rest;

/// Soft failures answer 201, as the contract has it.
constexpr unsigned soft = 201;

struct outcome {
  std::optional<message> refused;
};

void store_account(desk& shared, const web_request_ptr& asked, const web_reply& reply,
                   account made) {
  made.who.id = contract::random_uuid();
  made.who.created_at = made.who.updated_at = shared.now();
  auto kept = std::make_shared<const account>(std::move(made));
  shared.write<outcome>(
    asked->worker,
    {.run = [kept](storage::session& db, outcome& out) { out.refused = insert_account(db, *kept); },
     .apply = [&shared, kept](const outcome&) { shared.sessions().put_user(kept->who); },
     .then =
       [asked, reply, kept](const storage::status& end, outcome& out) {
         if (out.refused)
           return reply(say(*out.refused, *asked, soft));
         if (!end)
           return reply(say(end, message::unique_constraint, *asked, soft));
         const auto words = pick_language(asked->header("accept-language"));
         reply(rest::success(user_json(kept->who), text_of(message::registered, words), 201));
       }});
}

void enrol(desk& shared, const web_request_ptr& asked, const web_reply& reply) {
  auto read = read_registration(asked->json(), {shared.options().admins_may_register});
  if (!read.ok())
    return reply(refuse(read, *asked));
  account made;
  made.who = std::move(read.value.who);
  made.secret.method = read.value.method;
  made.secret.provider_user_id = std::move(read.value.provider_user_id);
  if (made.secret.method != sign_in::local)
    return store_account(shared, asked, reply, std::move(made));
  const auto fault = shared.hasher().hash(
    std::move(read.value.password),
    [&shared, asked, reply, made = std::move(made)](password::refusal why, std::string hash) {
      shared.on_worker(asked->worker, [&shared, asked, reply, made, why, hash]() mutable {
        if (why != password::refusal::none)
          return reply(say(why, *asked));
        made.secret.password_hash = std::move(hash);
        store_account(shared, asked, reply, std::move(made));
      });
    });
  if (fault != password::refusal::none)
    reply(say(fault, *asked));
}

} // namespace

void route_registration(desk& shared) {
  shared.host().route({"POST", "/api/users/register", contract::access::open,
                       [&shared](const web_request_ptr& asked, const web_reply& reply) {
                         enrol(shared, asked, reply);
                       }});
}

} // namespace fleetwire::systems::identity
