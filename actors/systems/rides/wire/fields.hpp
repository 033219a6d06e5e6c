#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <fleetwire/value.hpp>

#include "actors/contract/rest.hpp"
#include "actors/systems/rides/geo/point.hpp"
#include "actors/systems/rides/rules/availability.hpp"

/// Members of objects that clients see: what is not known is null, times are ISO texts.
namespace fleetwire::systems::rides::wire {

using rules::instant;

inline json point_json(geo::point where) {
  return object{}.add("lat", where.lat).add("lng", where.lng).build();
}

inline object& put(object& to, std::string_view key, const std::string& text) {
  return to.add(key, std::string_view{text});
}

inline object& put(object& to, std::string_view key, std::string_view text) {
  return to.add(key, text);
}

inline object& put(object& to, std::string_view key, double number) {
  return to.add(key, number);
}

inline object& put(object& to, std::string_view key, int number) {
  return to.add(key, number);
}

inline object& put(object& to, std::string_view key, instant at) {
  return to.add(key, std::string_view{contract::rest::iso(at)});
}

inline object& put(object& to, std::string_view key, geo::point where) {
  return to.add(key, point_json(where));
}

inline object& put(object& to, std::string_view key, const json& text) {
  return to.add(key, text);
}

template <class T>
object& put(object& to, std::string_view key, const std::optional<T>& maybe) {
  return maybe ? put(to, key, *maybe) : to.add(key, nullptr);
}

/// Left out when it is not known.
template <class T>
object& put_known(object& to, std::string_view key, const std::optional<T>& maybe) {
  return maybe ? put(to, key, *maybe) : to;
}

/// The elements, each made by `write(element)`.
template <class T, class F>
json list_json(const std::vector<T>& from, F&& write) {
  json out{"["};
  for (const auto& each : from) {
    if (out.text.size() > 1)
      out.text += ',';
    out.text += write(each).text;
  }
  out.text += ']';
  return out;
}

} // namespace fleetwire::systems::rides::wire
