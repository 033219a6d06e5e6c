#include "actors/systems/rides/store/log_codec.hpp"

#include "actors/contract/json_writer.hpp"

namespace fleetwire::systems::rides::store {

namespace {

struct adder {
  contract::json_writer& to;
  std::string_view name;

  void operator()(std::monostate) const { to.add(name, nullptr); }

  void operator()(bool flag) const { to.add(name, flag); }

  void operator()(std::int64_t number) const { to.add(name, number); }

  void operator()(double number) const { to.add(name, number); }

  void operator()(const std::string& text) const { to.add(name, std::string_view{text}); }

  void operator()(rules::instant at) const { to.add(name, at); }

  void operator()(geo::point where) const {
    to.nest(name, [&](auto& out) { out.add("lat", where.lat).add("lng", where.lng); });
  }

  void operator()(const rules::named_place& place) const {
    to.nest(name, [&](auto& out) {
      out.add("lat", place.where.lat).add("lng", place.where.lng);
      if (place.address)
        out.add("address", std::string_view{*place.address});
      else
        out.add("address", nullptr);
    });
  }
};

} // namespace

std::string metadata_text(const std::vector<rules::log_field>& metadata) {
  auto made = contract::written(256, [&](contract::json_writer& out) {
    for (const auto& field : metadata)
      std::visit(adder{out, field.name}, field.value);
  });
  return std::move(made.text);
}

} // namespace fleetwire::systems::rides::store
