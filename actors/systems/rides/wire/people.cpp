#include "actors/systems/rides/wire/people.hpp"

#include "actors/systems/rides/wire/fields.hpp"

namespace fleetwire::systems::rides::wire {

namespace {

std::optional<std::string> known(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional{text};
}

} // namespace

rules::person known_of(const contract::person& who) {
  return {who.id, known(who.name), known(who.photo), known(who.phone)};
}

json driver_slim_json(const std::optional<contract::person>& who) {
  if (!who)
    return {"null"};
  const auto slim = rules::as_driver(known_of(*who));
  object out;
  put(out, "id", slim.id);
  put(out, "name", slim.name);
  put(out, "photoUrl", slim.photo_url);
  put(out, "phoneMasked", slim.phone_masked);
  put(out, "phone", slim.phone);
  out.add("ratingAvg", nullptr).add("ratingCount", nullptr);
  return out.build();
}

json passenger_slim_json(const std::optional<contract::person>& who) {
  if (!who)
    return {"null"};
  const auto slim = rules::as_passenger(known_of(*who));
  object out;
  put(out, "id", slim.id);
  put(out, "name", slim.name);
  put(out, "photoUrl", slim.photo_url);
  put(out, "phoneMasked", slim.phone_masked);
  return out.build();
}

json vehicle_slim_json(const std::optional<rules::vehicle_slim>& what) {
  if (!what)
    return {"null"};
  object out;
  put(out, "id", what->id);
  put(out, "make", what->make);
  put(out, "model", what->model);
  put(out, "color", what->color);
  put(out, "plateNumber", what->plate_number);
  return out.build();
}

} // namespace fleetwire::systems::rides::wire
