#include "actors/systems/rides/store/log_codec.hpp"

#include "actors/contract/rest.hpp"

#include <fleetwire/value.hpp>

namespace fleetwire::systems::rides::store {

namespace {

json place_json(geo::point where) {
  return object{}.add("lat", where.lat).add("lng", where.lng).build();
}

json place_json(const rules::named_place& place) {
  object out;
  out.add("lat", place.where.lat).add("lng", place.where.lng);
  if (place.address)
    out.add("address", std::string_view{*place.address});
  else
    out.add("address", nullptr);
  return out.build();
}

struct adder {
  object& to;
  std::string_view name;

  void operator()(std::monostate) const { to.add(name, nullptr); }

  void operator()(bool flag) const { to.add(name, flag); }

  void operator()(std::int64_t number) const { to.add(name, number); }

  void operator()(double number) const { to.add(name, number); }

  void operator()(const std::string& text) const { to.add(name, std::string_view{text}); }

  void operator()(rules::instant at) const {
    to.add(name, std::string_view{contract::rest::iso(at)});
  }

  void operator()(geo::point where) const { to.add(name, place_json(where)); }

  void operator()(const rules::named_place& place) const { to.add(name, place_json(place)); }
};

} // namespace

std::string metadata_text(const std::vector<rules::log_field>& metadata) {
  object out;
  for (const auto& field : metadata)
    std::visit(adder{out, field.name}, field.value);
  return out.build().text;
}

} // namespace fleetwire::systems::rides::store
