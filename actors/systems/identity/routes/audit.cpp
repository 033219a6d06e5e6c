#include "actors/contract/input.hpp"
#include "actors/systems/identity/routes/answers.hpp"
#include "actors/systems/identity/routes/permit.hpp"
#include "actors/systems/identity/routes/routes.hpp"
#include "actors/systems/identity/store/sessions.hpp"

namespace fleetwire::systems::identity {

namespace {

namespace rest = contract::rest;

json entry_json(const audit_entry& one) {
  object out;
  out.add("at", rest::iso(rest::from_ms(one.at))).add("actorId", one.actor);
  out.add("action", one.action).add("subjectId", one.subject);
  out.add("detail", one.detail).add("ipAddress", one.ip_address);
  return out.build();
}

struct found {
  std::vector<audit_entry> entries;
  std::int64_t total = 0;
};

void list(desk& shared, const contract::web_request_ptr& asked, const contract::web_reply& reply) {
  if (!is_admin(*asked))
    return reply(say(message::forbidden, *asked));
  contract::input in{asked->query};
  const auto where = in.paging();
  if (!in.finish())
    return reply(rest::invalid(in.faults()));
  shared.read<found>(
    asked->worker,
    {.run =
       [where](storage::session& db, found& out) {
         out.entries = list_audit(db, static_cast<std::int64_t>(where.limit),
                                  static_cast<std::int64_t>(where.offset()));
         out.total = count_audit(db);
       },
     .then =
       [asked, reply, where](const storage::status& end, found& all) {
         if (!end)
           return reply(say(end, message::user_not_found, *asked));
         std::vector<std::string> items;
         for (const auto& one : all.entries)
           items.push_back(entry_json(one).text);
         reply(rest::listed(rest::array_of(items), where, static_cast<std::size_t>(all.total)));
       }});
}

} // namespace

void route_audit(desk& shared) {
  shared.host().route(
    {.method = "GET",
     .pattern = "/api/auth/audit",
     .handler = [&shared](const contract::web_request_ptr& asked,
                          const contract::web_reply& reply) { list(shared, asked, reply); }});
}

} // namespace fleetwire::systems::identity
