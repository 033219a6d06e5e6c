#include "actors/systems/fleet/wire/reports.hpp"

#include "actors/contract/json_cursor.hpp"
#include "actors/systems/fleet/wire/ids.hpp"
#include "actors/systems/fleet/wire/members.hpp"

#include <optional>
#include <string_view>
#include <utility>

namespace fleetwire::systems::fleet::wire {

namespace {

using contract::json_cursor;

/// Reads the members of one report, whichever comes first.
class report_reader {
public:
  explicit report_reader(json_cursor& in) noexcept : in_(in) {}

  /// All of the object that comes next, also when something is wrong.
  void read() {
    if (!in_.enter_object()) {
      in_.take();
      note(invalid("the body", "an object"));
      return;
    }
    for (std::string_view key; in_.next_member(key);)
      read_member(key);
  }
  fault take_fault() {
    if (!wrong_ && (!has_lat_ || !has_lng_))
      note(rules::bad("INVALID_POSITION", "lat and lng must be numbers"));
    return std::move(wrong_);
  }
  rules::report& seen() noexcept { return seen_; }
  value id() const noexcept { return id_; }

private:
  void note(fault what) {
    if (!wrong_)
      wrong_ = std::move(what);
  }
  void number(double& to, bool& has) {
    const auto read = in_.take().as_double();
    if (!read)
      return note(rules::bad("INVALID_POSITION", "lat and lng must be numbers"));
    to = *read;
    has = true;
  }
  template <class T>
  void member(std::string_view key, T& to) {
    if (auto no = wire::read(in_.take(), key, to))
      note(std::move(no));
  }
  void accident() {
    std::optional<bool> said;
    member("accident", said);
    seen_.accident = said.value_or(false);
  }
  void read_member(std::string_view key) {
    if (key == "lat")
      number(seen_.where.lat, has_lat_);
    else if (key == "lng" || key == "lon")
      number(seen_.where.lng, has_lng_);
    else if (key == "speed")
      member(key, seen_.speed);
    else if (key == "heading")
      member(key, seen_.heading);
    else if (key == "accuracy")
      member(key, seen_.accuracy);
    else if (key == "altitude")
      member(key, seen_.altitude);
    else if (key == "fuelLevel")
      member(key, seen_.fuel);
    else if (key == "ignition")
      member(key, seen_.ignition);
    else if (key == "at" || key == "timestamp")
      member(key, seen_.at);
    else if (key == "accident")
      accident();
    else if (key == "vehicleId")
      id_ = in_.take();
    else
      other(key);
  }
  void other(std::string_view key) {
    if (key != "location" || !in_.enter_object()) {
      in_.take();
      return;
    }
    // Valid JSON has an end to its depth.
    for (std::string_view inner; in_.next_member(inner);)
      inner == "vehicleId" ? void(in_.take()) : read_member(inner);
  }

  json_cursor& in_;
  rules::report seen_;
  value id_;
  bool has_lat_ = false;
  bool has_lng_ = false;
  fault wrong_;
};

read_result<named_report> read_named(json_cursor& in) {
  report_reader reader{in};
  reader.read();
  auto id = reader.id().as_string();
  if (!id || !is_id(*id))
    return rules::bad("INVALID_ID", "vehicleId must be an id of 1 to 64 characters");
  if (auto wrong = reader.take_fault())
    return *std::move(wrong);
  return named_report{*std::move(id), std::move(reader.seen())};
}

} // namespace

read_result<rules::report> read_report(value body) {
  json_cursor in{body.raw()};
  report_reader reader{in};
  reader.read();
  if (auto wrong = reader.take_fault())
    return *std::move(wrong);
  return std::move(reader.seen());
}

std::size_t read_reports(value body, std::size_t most, const report_visitor& each) {
  json_cursor in{body.type() == value::kind::object ? body["reports"].raw() : body.raw()};
  std::size_t count = 0;
  if (in.enter_array())
    while (count <= most && in.next_element()) {
      ++count;
      each(read_named(in));
    }
  return count;
}

} // namespace fleetwire::systems::fleet::wire
