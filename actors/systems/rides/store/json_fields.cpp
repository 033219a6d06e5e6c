#include "actors/systems/rides/store/json_fields.hpp"

#include <limits>

#include "actors/systems/rides/store/columns.hpp"

namespace fleetwire::systems::rides::store {

namespace {

template <class T>
bool assign(std::optional<T> from, T& out) {
  if (from)
    out = std::move(*from);
  return from.has_value();
}

} // namespace

void field_writer::put(std::string_view key, rules::instant at) {
  out_->add(key, ms(at));
}

void field_writer::put(std::string_view key, geo::point where) {
  auto& pair = out_->value_of(key);
  pair += '[';
  append_json_number(pair, where.lat);
  pair += ',';
  append_json_number(pair, where.lng);
  pair += ']';
}

void field_writer::put(std::string_view key, const std::vector<std::string>& texts) {
  out_->add(key, array_of(texts, [](const std::string& each) {
              json out;
              append_json_string(out.text, each);
              return out;
            }));
}

field_reader::field_reader(value from) {
  ok_ = from.type() == value::kind::object;
  from.for_each_member(
    [this](std::string_view key, value member) { members_.emplace_back(key, member); });
}

value field_reader::find(std::string_view key) const noexcept {
  for (const auto& [name, member] : members_)
    if (name == key)
      return member;
  return {};
}

bool field_reader::read(const value& from, std::string& out) {
  return assign(from.as_string(), out);
}

bool field_reader::read(const value& from, bool& out) {
  return assign(from.as_bool(), out);
}

bool field_reader::read(const value& from, double& out) {
  return assign(from.as_double(), out);
}

bool field_reader::read(const value& from, std::int64_t& out) {
  return assign(from.as_int(), out);
}

bool field_reader::read(const value& from, int& out) {
  const auto number = from.as_int();
  if (!number || *number < std::numeric_limits<int>::min()
      || *number > std::numeric_limits<int>::max())
    return false;
  out = static_cast<int>(*number);
  return true;
}

bool field_reader::read(const value& from, rules::instant& out) {
  const auto number = from.as_int();
  if (number)
    out = instant_of(*number);
  return number.has_value();
}

bool field_reader::read(const value& from, geo::point& out) {
  return from.size() == 2 && read(from[std::size_t{0}], out.lat)
         && read(from[std::size_t{1}], out.lng);
}

bool field_reader::read(const value& from, std::vector<std::string>& out) {
  return read_array(from, out, [](const value& each, std::string& to) { return read(each, to); });
}

} // namespace fleetwire::systems::rides::store
