#include "actors/systems/fleet/rules/geofence.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numbers>
#include <utility>

namespace fleetwire::systems::fleet::rules {

namespace {

enum class side : std::uint8_t { outside, border, inside };

// Twice the area of the triangle: positive when `p` lies left of a → b.
double turn(point a, point b, point p) {
  return (b.lng - a.lng) * (p.lat - a.lat) - (b.lat - a.lat) * (p.lng - a.lng);
}

bool is_on_edge(point a, point b, point p) {
  const auto [low, high] = std::minmax(a.lng, b.lng);
  const auto [south, north] = std::minmax(a.lat, b.lat);
  return turn(a, b, p) == 0 && p.lng >= low && p.lng <= high && p.lat >= south && p.lat <= north;
}

// Counts crossings of a ray to the east; an edge owns its lower end, so a corner counts once.
side side_of(const ring& line, point p) {
  bool inside = false;
  for (std::size_t i = 1; i < line.size(); ++i) {
    const auto a = line[i - 1];
    const auto b = line[i];
    if (is_on_edge(a, b, p))
      return side::border;
    const double t = turn(a, b, p);
    if ((a.lat <= p.lat && b.lat > p.lat && t > 0) || (b.lat <= p.lat && a.lat > p.lat && t < 0))
      inside = !inside;
  }
  return inside ? side::inside : side::outside;
}

/// Whole turns that bring `lng` within half a turn of `near`.
double unrolled(double lng, double near) {
  if (std::abs(lng - near) <= 180)
    return lng;
  return lng + (lng < near ? 360 : -360);
}

ring unroll(const ring& line, double start) {
  ring out;
  out.reserve(line.size());
  for (const auto& each : line)
    out.push_back({each.lat, unrolled(each.lng, out.empty() ? start : out.back().lng)});
  return out;
}

std::optional<std::string> fault_of(const circle& c) {
  if (!is_on_earth(c.center))
    return "a position is out of range";
  // Written so that NaN fails too.
  if (!(c.radius_m >= 1 && c.radius_m <= 1'000'000))
    return "the radius must be from 1 to 1000000 metres";
  return std::nullopt;
}

std::optional<std::string> fault_of(const ring& line) {
  if (line.size() < 4)
    return "a ring needs four positions";
  if (!std::all_of(line.begin(), line.end(), is_on_earth))
    return "a position is out of range";
  if (line.front() != line.back())
    return "a ring must end where it starts";
  const auto flat = unroll(line, line.front().lng);
  if (flat.front() != flat.back())
    return "a ring must not go round a pole";
  return std::nullopt;
}

std::optional<std::string> fault_of(const polygon& lines) {
  if (lines.empty())
    return "a polygon needs a ring";
  std::size_t corners = 0;
  for (const auto& line : lines) {
    corners += line.size();
    if (auto fault = fault_of(line))
      return fault;
  }
  if (corners > most_corners)
    return "a polygon may have " + std::to_string(most_corners) + " positions";
  return std::nullopt;
}

} // namespace

std::optional<std::string> fault_of(const shape& what) {
  return std::visit([](const auto& each) { return fault_of(each); }, what);
}

area::area(const shape& what) {
  if (const auto* round = std::get_if<circle>(&what)) {
    circle_ = *round;
    return;
  }
  const auto& lines = std::get<polygon>(what);
  for (const auto& line : lines)
    lines_.push_back(unroll(line, lines_.empty() ? line.front().lng : lines_[0].front().lng));
  const auto& bounds = lines_.front();
  const auto [south, north] = std::minmax_element(bounds.begin(), bounds.end(),
                                                  [](point a, point b) { return a.lat < b.lat; });
  const auto [west, east] = std::minmax_element(bounds.begin(), bounds.end(),
                                                [](point a, point b) { return a.lng < b.lng; });
  south_ = south->lat;
  north_ = north->lat;
  west_ = west->lng;
  east_ = east->lng;
}

bool area::covers(point where) const noexcept {
  if (where.lng < west_ || where.lng > east_)
    return false;
  const auto bounds = side_of(lines_.front(), where);
  if (bounds != side::inside)
    return bounds == side::border;
  return std::none_of(lines_.begin() + 1, lines_.end(),
                      [&](const ring& hole) { return side_of(hole, where) == side::inside; });
}

bool area::contains(point where) const noexcept {
  constexpr double km_per_degree = earth_radius_km * std::numbers::pi / 180;
  if (circle_) // by latitude first, which is cheap
    return std::abs(where.lat - circle_->center.lat) * km_per_degree
             <= circle_->radius_m / 1000 + 1e-6
           && distance_km(where, circle_->center) <= circle_->radius_m / 1000;
  if (where.lat < south_ || where.lat > north_)
    return false;
  return covers(where) || covers({where.lat, where.lng + 360})
         || covers({where.lat, where.lng - 360});
}

geofence_set::geofence_set(std::vector<geofence> all) : all_(std::move(all)) {
  std::sort(all_.begin(), all_.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
  areas_.reserve(all_.size());
  for (const auto& each : all_)
    areas_.emplace_back(each.where);
}

const geofence* geofence_set::find(std::string_view id) const noexcept {
  const auto found = std::lower_bound(
    all_.begin(), all_.end(), id, [](const geofence& a, std::string_view b) { return a.id < b; });
  return found != all_.end() && found->id == id ? &*found : nullptr;
}

std::vector<std::string> geofence_set::around(std::string_view vehicle, point where) const {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < all_.size(); ++i) {
    const auto& only = all_[i].vehicles;
    if (!only.empty() && std::find(only.begin(), only.end(), vehicle) == only.end())
      continue;
    if (areas_[i].contains(where))
      out.push_back(all_[i].id);
  }
  return out;
}

crossings between(const std::vector<std::string>& before, const std::vector<std::string>& now) {
  crossings out;
  std::set_difference(now.begin(), now.end(), before.begin(), before.end(),
                      std::back_inserter(out.entered));
  std::set_difference(before.begin(), before.end(), now.begin(), now.end(),
                      std::back_inserter(out.exited));
  return out;
}

} // namespace fleetwire::systems::fleet::rules
