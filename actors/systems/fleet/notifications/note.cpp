#include "actors/systems/fleet/notifications/note.hpp"

#include <algorithm>

#include "actors/contract/rest.hpp"
#include "actors/systems/fleet/wire/ids.hpp"

namespace fleetwire::systems::fleet::notifications {

namespace {

namespace rest = contract::rest;
using contract::need;

constexpr std::string_view not_an_id = " must be an id of 1 to 64 characters";

void need_id(contract::input& in, std::string_view name, std::string_view given) {
  if (!wire::is_id(given))
    in.fault(std::string{name}.append(not_an_id));
}

json read_data(contract::input& in) {
  const auto given = in.raw("data");
  if (!given.exists() || given.is_null())
    return {};
  if (given.type() != value::kind::object || !given.attachments().empty())
    in.fault("data must be an object");
  else if (given.raw().size() > most_data_bytes)
    in.fault("data must be shorter than or equal to " + std::to_string(most_data_bytes) + " bytes");
  return {std::string{given.raw()}};
}

object begin(const note& what) {
  object out;
  out.add("_id", what.id).add("id", what.id).add("title", what.what.title);
  out.add("message", what.what.message).add("type", what.what.type);
  if (!what.what.data.text.empty())
    out.add("data", what.what.data);
  return out;
}

std::string iso(std::int64_t at) {
  return rest::iso(rest::from_ms(at));
}

} // namespace

draft read_draft(contract::input& in) {
  draft out;
  out.title = in.text("title", need::optional, 0, longest_title).value_or("");
  out.message = in.text("message", need::required, 1, longest_message).value_or("");
  if (auto type = in.text("type", need::optional)) {
    need_id(in, "type", *type);
    out.type = std::move(*type);
  }
  out.data = read_data(in);
  return out;
}

std::string read_user(contract::input& in) {
  auto out = in.text("userId");
  if (out)
    need_id(in, "userId", *out);
  return std::move(out).value_or("");
}

std::vector<std::string> read_users(contract::input& in) {
  const auto given = in.raw("userIds");
  std::vector<std::string> out;
  bool is_texts = given.type() == value::kind::array;
  given.for_each([&](value each) {
    auto id = each.as_string();
    is_texts = is_texts && id;
    out.push_back(std::move(id).value_or(""));
  });
  const auto why = fault_of(out);
  if (!is_texts || why)
    in.fault(why ? why->message : "userIds must be a list of ids");
  return each_once(std::move(out));
}

std::optional<rules::refusal> fault_of(std::span<const std::string> users) {
  if (users.empty() || users.size() > most_users)
    return rules::bad("INVALID_INPUT",
                      "userIds must be a list of 1 to " + std::to_string(most_users) + " ids");
  if (!std::ranges::all_of(users, wire::is_id))
    return rules::bad("INVALID_INPUT", std::string{"each of userIds"}.append(not_an_id));
  return std::nullopt;
}

std::vector<std::string> each_once(std::vector<std::string> users) {
  std::ranges::sort(users);
  const auto twice = std::ranges::unique(users);
  users.erase(twice.begin(), twice.end());
  return users;
}

wish read_wish(contract::input& in, std::string_view user) {
  wish out{.user = std::string{user}};
  if (auto before = in.text("before", need::optional)) {
    if (const auto at = rest::parse_iso(*before)) {
      out.before_time = rest::to_ms(*at);
    } else {
      need_id(in, "before", *before);
      out.before = std::move(*before);
    }
  }
  out.limit = static_cast<std::size_t>(in.integer("limit", need::optional, 1, 100).value_or(20));
  out.only_unread = in.flag("unread", need::optional).value_or(false);
  return out;
}

json to_json(const note& what) {
  return begin(what).add("read", what.read).add("createdAt", iso(what.created_at)).build();
}

json to_json(const std::vector<note>& all) {
  std::vector<std::string> items;
  for (const auto& each : all)
    items.push_back(to_json(each).text);
  return rest::array_of(items);
}

json to_sent(const std::vector<note>& all) {
  std::vector<std::string> items;
  for (const auto& each : all)
    items.push_back(object{}.add("userId", each.user).add("id", each.id).build().text);
  return object{}
    .add("sent", static_cast<std::int64_t>(all.size()))
    .add("notifications", rest::array_of(items))
    .build();
}

json to_broadcast(const note& what) {
  return begin(what).add("createdAt", iso(what.created_at)).build();
}

} // namespace fleetwire::systems::fleet::notifications
