#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fleetwire/value.hpp>

#include "actors/contract/json_writer.hpp"
#include "actors/systems/rides/geo/point.hpp"
#include "actors/systems/rides/rules/trip.hpp"

/// Records as JSON objects: what is absent is left out, times are milliseconds since 1970. For our
/// own eyes; nothing a client sees is written this way.
namespace fleetwire::systems::rides::store {

class field_writer {
public:
  field_writer() { made_.text.reserve(512); }

  void put(std::string_view key, std::string_view text) { out_->add(key, text); }
  void put(std::string_view key, const std::string& text) {
    out_->add(key, std::string_view{text});
  }
  void put(std::string_view key, const char* text) { out_->add(key, text); }
  void put(std::string_view key, bool flag) { out_->add(key, flag); }
  void put(std::string_view key, double number) { out_->add(key, number); }
  void put(std::string_view key, int number) { out_->add(key, number); }
  void put(std::string_view key, std::int64_t number) { out_->add(key, number); }
  void put(std::string_view key, rules::instant at);
  void put(std::string_view key, geo::point where);
  void put(std::string_view key, const std::vector<std::string>& texts);
  void put(std::string_view key, const json& text) { out_->add(key, text); }

  template <class T>
  void put(std::string_view key, const std::optional<T>& maybe) {
    if (maybe)
      put(key, *maybe);
  }

  /// The last call.
  json build() {
    out_.reset();
    return std::move(made_);
  }

private:
  json made_;
  std::optional<contract::json_writer> out_{made_.text}; ///< ends the object when it goes
};

/// The elements, each made by `write(element)`, as a JSON array.
template <class T, class F>
json array_of(const std::vector<T>& from, F&& write) {
  json out{"["};
  for (const auto& each : from) {
    if (out.text.size() > 1)
      out.text += ',';
    out.text += write(each).text;
  }
  out.text += ']';
  return out;
}

/// Finds the members of an object in one pass. Views: valid as long as the text it was made from.
class field_reader {
public:
  explicit field_reader(value from);

  /// Must be there and of this type.
  template <class T>
  void need(std::string_view key, T& out) {
    expect_that(read(find(key), out));
  }

  /// May be missing; of another type it is a fault.
  template <class T>
  void want(std::string_view key, std::optional<T>& out) {
    const auto found = find(key);
    if (!found.exists())
      out.reset();
    else
      expect_that(read(found, out.emplace()));
  }

  /// Missing when there is none.
  value find(std::string_view key) const noexcept;

  void expect_that(bool holds) noexcept { ok_ = ok_ && holds; }

  /// Whether all that was asked for could be read.
  bool ok() const noexcept { return ok_; }

private:
  static bool read(const value& from, std::string& out);
  static bool read(const value& from, bool& out);
  static bool read(const value& from, double& out);
  static bool read(const value& from, int& out);
  static bool read(const value& from, std::int64_t& out);
  static bool read(const value& from, rules::instant& out);
  static bool read(const value& from, geo::point& out);
  static bool read(const value& from, std::vector<std::string>& out);

  std::vector<std::pair<std::string_view, value>> members_;
  bool ok_ = true;
};

/// Reads each element of an array with `read(element, out)`; false if one fails or it is no array.
template <class T, class F>
bool read_array(const value& from, std::vector<T>& out, F&& read) {
  bool good = from.type() == value::kind::array;
  out.clear();
  if (good)
    from.for_each([&](value each) { good = read(each, out.emplace_back()) && good; });
  return good;
}

} // namespace fleetwire::systems::rides::store
