#include "actors/systems/orders/store/codec.hpp"

#include "actors/contract/json.hpp"

namespace fleetwire::systems::orders::store {

namespace {

void add_known(object& to, std::string_view key, const std::optional<std::string>& text) {
  if (text)
    to.add(key, std::string_view{*text});
}

} // namespace

std::string courier_text(const rules::courier& who) {
  object out;
  out.add("id", std::string_view{who.id}).add("name", std::string_view{who.name});
  add_known(out, "phone", who.phone);
  add_known(out, "photo", who.photo);
  return out.build().text;
}

std::string place_text(const rules::place& where) {
  object out;
  if (where.lat && where.lng)
    out.add("lat", *where.lat).add("lng", *where.lng);
  add_known(out, "address", where.address);
  return out.build().text;
}

std::optional<rules::courier> read_courier(std::string_view text) {
  const auto parsed = contract::document::parse(std::string{text});
  if (!parsed)
    return std::nullopt;
  const auto from = parsed->root();
  const auto id = from["id"].as_string();
  const auto name = from["name"].as_string();
  if (!id || !name)
    return std::nullopt;
  return rules::courier{*id, *name, from["phone"].as_string(), from["photo"].as_string()};
}

std::optional<rules::place> read_place(std::string_view text) {
  const auto parsed = contract::document::parse(std::string{text});
  if (!parsed || parsed->root().type() != value::kind::object)
    return std::nullopt;
  const auto from = parsed->root();
  return rules::place{from["lat"].as_double(), from["lng"].as_double(),
                      from["address"].as_string()};
}

} // namespace fleetwire::systems::orders::store
