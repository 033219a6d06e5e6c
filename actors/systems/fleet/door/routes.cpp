#include "actors/systems/fleet/door/routes.hpp"

#include "actors/contract/rest.hpp"
#include "actors/systems/fleet/wire/ids.hpp"

namespace fleetwire::systems::fleet::door {

namespace {

std::optional<rules::refusal> fault_of(const contract::web_request& request, right needed) {
  if (!wire::is_id(request.who->user) || (needed == right::keeper && !is_keeper(*request.who)))
    return rules::forbidden();
  for (const auto& [name, text] : request.params)
    if (!wire::is_id(text))
      return rules::bad("INVALID_ID", name + " must be an id of 1 to 64 characters");
  return std::nullopt;
}

} // namespace

bool is_keeper(const contract::principal& who) noexcept {
  return who.is("admin") || who.is("service");
}

void add_route(contract::system_host& host, std::string_view method, std::string_view pattern,
               right needed, contract::web_handler handle) {
  host.route({.method = method,
              .pattern = pattern,
              .who = contract::access::signed_in,
              .handler =
                [needed, handle = std::move(handle)](const contract::web_request_ptr& request,
                                                     const contract::web_reply& answer) {
                  if (const auto why = fault_of(*request, needed))
                    return answer(refused(*why));
                  handle(request, answer);
                },
              .strangers = true});
}

contract::web_answer refused(const rules::refusal& why) {
  return contract::rest::problem(why.status, why.message, why.code);
}

} // namespace fleetwire::systems::fleet::door
