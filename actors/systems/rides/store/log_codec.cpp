#include "actors/systems/rides/store/log_codec.hpp"

#include <cstdlib>

#include <fleetwire/value.hpp>

namespace fleetwire::systems::rides::store {

namespace {

void append_padded(std::string& out, long number, std::size_t width) {
  const auto digits = std::to_string(number);
  if (digits.size() < width)
    out.append(width - digits.size(), '0');
  out += digits;
}

void append_year(std::string& out, int year) {
  const bool is_usual = year >= 0 && year <= 9999;
  if (!is_usual)
    out += year < 0 ? '-' : '+';
  append_padded(out, std::abs(year), is_usual ? 4 : 6);
}

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

  void operator()(rules::instant at) const { to.add(name, std::string_view{iso_text(at)}); }

  void operator()(geo::point where) const { to.add(name, place_json(where)); }

  void operator()(const rules::named_place& place) const { to.add(name, place_json(place)); }
};

} // namespace

std::string iso_text(rules::instant at) {
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss time{at - day};
  std::string out;
  append_year(out, static_cast<int>(date.year()));
  out += '-';
  append_padded(out, static_cast<unsigned>(date.month()), 2);
  out += '-';
  append_padded(out, static_cast<unsigned>(date.day()), 2);
  out += 'T';
  append_padded(out, time.hours().count(), 2);
  out += ':';
  append_padded(out, time.minutes().count(), 2);
  out += ':';
  append_padded(out, time.seconds().count(), 2);
  out += '.';
  append_padded(out, time.subseconds().count(), 3);
  out += 'Z';
  return out;
}

std::string metadata_text(const std::vector<rules::log_field>& metadata) {
  object out;
  for (const auto& field : metadata)
    std::visit(adder{out, field.name}, field.value);
  return out.build().text;
}

} // namespace fleetwire::systems::rides::store
