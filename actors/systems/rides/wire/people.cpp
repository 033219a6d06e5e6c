#include "actors/systems/rides/wire/people.hpp"

#include "actors/systems/rides/wire/fields.hpp"

namespace fleetwire::systems::rides::wire {

namespace {

std::optional<std::string> known(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional{text};
}

/// Empty texts of a user's record are unknown ones.
rules::person known_of(const contract::person& who) {
  return {who.id, known(who.name), known(who.photo), known(who.phone)};
}

} // namespace

void put_driver(json_writer& to, std::string_view key, const std::optional<contract::person>& who) {
  if (!who)
    return void(to.add(key, nullptr));
  const auto slim = rules::as_driver(known_of(*who));
  to.nest(key, [&](json_writer& out) {
    out.add("id", slim.id);
    put(out, "name", slim.name);
    put(out, "photoUrl", slim.photo_url);
    put(out, "phoneMasked", slim.phone_masked);
    put(out, "phone", slim.phone);
    out.add("ratingAvg", nullptr).add("ratingCount", nullptr);
  });
}

void put_passenger(json_writer& to, std::string_view key,
                   const std::optional<contract::person>& who) {
  if (!who)
    return void(to.add(key, nullptr));
  const auto slim = rules::as_passenger(known_of(*who));
  to.nest(key, [&](json_writer& out) {
    out.add("id", slim.id);
    put(out, "name", slim.name);
    put(out, "photoUrl", slim.photo_url);
    put(out, "phoneMasked", slim.phone_masked);
  });
}

void put_vehicle(json_writer& to, std::string_view key,
                 const std::optional<rules::vehicle_slim>& what) {
  if (!what)
    return void(to.add(key, nullptr));
  to.nest(key, [&](json_writer& out) {
    out.add("id", what->id);
    put(out, "make", what->make);
    put(out, "model", what->model);
    put(out, "color", what->color);
    put(out, "plateNumber", what->plate_number);
  });
}

} // namespace fleetwire::systems::rides::wire
