#include "actors/systems/rides/geo/area.hpp"

#include <algorithm>
#include <utility>

namespace fleetwire::systems::rides::geo {

namespace {

enum class side { outside, border, inside };

// Twice the area of the triangle: positive when `p` lies left of a → b.
double turn(point a, point b, point p) {
  return (b.lng - a.lng) * (p.lat - a.lat) - (b.lat - a.lat) * (p.lng - a.lng);
}

bool lies_between(point a, point b, point p) {
  return p.lng >= std::min(a.lng, b.lng) && p.lng <= std::max(a.lng, b.lng)
         && p.lat >= std::min(a.lat, b.lat) && p.lat <= std::max(a.lat, b.lat);
}

// Counts the crossings of a ray eastwards; an edge owns its lower end, so a corner counts once.
side side_of(const ring& line, point p) {
  bool is_inside = false;
  for (std::size_t i = 0; i + 1 < line.size(); ++i) {
    const auto a = line[i], b = line[i + 1];
    const double t = turn(a, b, p);
    if (t == 0 && lies_between(a, b, p))
      return side::border;
    const bool rises = a.lat <= p.lat && b.lat > p.lat;
    const bool falls = b.lat <= p.lat && a.lat > p.lat;
    if ((rises && t > 0) || (falls && t < 0))
      is_inside = !is_inside;
  }
  return is_inside ? side::inside : side::outside;
}

bool covers(const polygon& shape, point where) {
  const auto bounds = side_of(shape.front(), where);
  if (bounds != side::inside)
    return bounds == side::border;
  return std::all_of(shape.begin() + 1, shape.end(),
                     [&](const ring& hole) { return side_of(hole, where) != side::inside; });
}

} // namespace

std::string_view describe(area_fault fault) noexcept {
  switch (fault) {
    case area_fault::empty:
      return "a multipolygon needs a polygon, and a polygon a ring";
    case area_fault::ring_too_short:
      return "a ring needs four positions";
    case area_fault::ring_not_closed:
      return "a ring must end where it starts";
    case area_fault::position_out_of_range:
      return "a position is out of range";
  }
  return "not a multipolygon";
}

std::optional<area_fault> fault_of(const multipolygon& shape) noexcept {
  if (shape.empty())
    return area_fault::empty;
  for (const auto& part : shape) {
    if (part.empty())
      return area_fault::empty;
    for (const auto& line : part) {
      if (line.size() < 4)
        return area_fault::ring_too_short;
      if (!std::all_of(line.begin(), line.end(), is_valid))
        return area_fault::position_out_of_range;
      if (line.front() != line.back())
        return area_fault::ring_not_closed;
    }
  }
  return std::nullopt;
}

bool area::box::contains(point where) const noexcept {
  return lies_between(low, high, where);
}

area::area(multipolygon shape) : shape_{std::move(shape)} {
  std::erase_if(shape_, [](const polygon& part) { return part.empty() || part.front().empty(); });
  for (const auto& part : shape_) {
    box bounds{part.front().front(), part.front().front()};
    for (const auto& p : part.front()) {
      bounds.low = {std::min(bounds.low.lat, p.lat), std::min(bounds.low.lng, p.lng)};
      bounds.high = {std::max(bounds.high.lat, p.lat), std::max(bounds.high.lng, p.lng)};
    }
    boxes_.push_back(bounds);
  }
}

bool area::contains(point where) const noexcept {
  for (std::size_t i = 0; i < shape_.size(); ++i)
    if (boxes_[i].contains(where) && covers(shape_[i], where))
      return true;
  return false;
}

} // namespace fleetwire::systems::rides::geo
