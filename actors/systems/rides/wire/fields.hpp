#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <fleetwire/value.hpp>

#include "actors/contract/json_writer.hpp"
#include "actors/systems/rides/geo/point.hpp"
#include "actors/systems/rides/rules/availability.hpp"

/// Members of objects that clients see: what is not known is null, times are ISO texts.
namespace fleetwire::systems::rides::wire {

using contract::json_writer;
using contract::written;
using rules::instant;

template <class T>
json_writer& put(json_writer& to, std::string_view key, const T& what) {
  return to.add(key, what);
}

inline json_writer& put(json_writer& to, std::string_view key, geo::point where) {
  return to.nest(key, [&](json_writer& out) { out.add("lat", where.lat).add("lng", where.lng); });
}

template <class T>
json_writer& put(json_writer& to, std::string_view key, const std::optional<T>& maybe) {
  return maybe ? put(to, key, *maybe) : to.add(key, nullptr);
}

/// Left out when it is not known.
template <class T>
json_writer& put_known(json_writer& to, std::string_view key, const std::optional<T>& maybe) {
  return maybe ? put(to, key, *maybe) : to;
}

/// Null when it is empty: the texts of a record that nobody has filled in.
inline json_writer& put_text(json_writer& to, std::string_view key, std::string_view text) {
  return text.empty() ? to.add(key, nullptr) : to.add(key, text);
}

/// An array of objects, each written by `write(json_writer&, element)`.
template <class T, class F>
void append_list(std::string& out, const std::vector<T>& from, F&& write) {
  out += '[';
  for (const auto& each : from) {
    if (&each != from.data())
      out += ',';
    json_writer one{out};
    write(one, each);
  }
  out += ']';
}

} // namespace fleetwire::systems::rides::wire
