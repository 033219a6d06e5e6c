#include "actors/systems/rides/geo/driver_index.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numbers>

namespace fleetwire::systems::rides::geo {

namespace {

// A town's drivers fall some dozens to a cell; the usual search of 5 km crosses about 100 cells.
constexpr double cell_size_m = 1000.0;
const double half_diagonal_m = cell_size_m * std::sqrt(3.0) / 2;

// Chord and arc of the same pair of points.
double chord_of(double arc_m) {
  const double angle = std::min(arc_m / earth_radius_m, std::numbers::pi);
  return 2 * earth_radius_m * std::sin(angle / 2);
}

double arc_of(double chord_m) {
  return 2 * earth_radius_m * std::asin(std::clamp(chord_m / (2 * earth_radius_m), 0.0, 1.0));
}

bool before(const neighbour& a, const neighbour& b) {
  const auto metres_a = std::llround(a.distance_m);
  const auto metres_b = std::llround(b.distance_m);
  if (metres_a != metres_b)
    return metres_a < metres_b;
  if (a.waiting_since != b.waiting_since)
    return a.waiting_since < b.waiting_since;
  return a.driver < b.driver;
}

} // namespace

std::size_t driver_index::cell_hash::operator()(const cell& c) const noexcept {
  // Coordinates stay below 2^14, so the three make one number; then mixed (splitmix64).
  auto bits = (static_cast<std::uint64_t>(static_cast<std::uint32_t>(c.x)) << 42)
              ^ (static_cast<std::uint64_t>(static_cast<std::uint32_t>(c.y)) << 21)
              ^ static_cast<std::uint32_t>(c.z);
  bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9ULL;
  bits = (bits ^ (bits >> 27)) * 0x94d049bb133111ebULL;
  return static_cast<std::size_t>(bits ^ (bits >> 31));
}

driver_index::place driver_index::place_of(point where) noexcept {
  const double lat = where.lat * std::numbers::pi / 180.0;
  const double lng = where.lng * std::numbers::pi / 180.0;
  return {earth_radius_m * std::cos(lat) * std::cos(lng),
          earth_radius_m * std::cos(lat) * std::sin(lng), earth_radius_m * std::sin(lat)};
}

driver_index::cell driver_index::cell_of(const place& where) noexcept {
  const auto along = [](double metres) {
    return static_cast<std::int32_t>(std::floor(metres / cell_size_m));
  };
  return {along(where.x), along(where.y), along(where.z)};
}

void driver_index::enter_cell(std::uint32_t number, const cell& home) {
  auto& members = cells_[home];
  entries_[number].home = home;
  entries_[number].position = static_cast<std::uint32_t>(members.size());
  members.push_back(number);
}

void driver_index::leave_cell(std::uint32_t number) {
  const auto found = cells_.find(entries_[number].home);
  auto& members = found->second;
  const auto last = members.back();
  members[entries_[number].position] = last;
  entries_[last].position = entries_[number].position;
  members.pop_back();
  if (members.empty())
    cells_.erase(found);
}

bool driver_index::put(std::string_view driver, point where, instant waiting_since) {
  if (!is_valid(where)) {
    remove(driver);
    return false;
  }
  const auto to = place_of(where);
  const auto home = cell_of(to);
  if (const auto found = numbers_.find(driver); found != numbers_.end()) {
    auto& known = entries_[found->second];
    known.where = to;
    known.waiting_since = waiting_since;
    if (known.home != home) {
      leave_cell(found->second);
      enter_cell(found->second, home);
    }
    return true;
  }
  auto number = static_cast<std::uint32_t>(entries_.size());
  if (free_.empty()) {
    entries_.emplace_back();
  } else {
    number = free_.back();
    free_.pop_back();
  }
  entries_[number] = {std::string{driver}, to, waiting_since, {}, 0};
  numbers_.emplace(entries_[number].driver, number);
  enter_cell(number, home);
  return true;
}

bool driver_index::remove(std::string_view driver) {
  const auto found = numbers_.find(driver);
  if (found == numbers_.end())
    return false;
  leave_cell(found->second);
  entries_[found->second].driver.clear();
  free_.push_back(found->second);
  numbers_.erase(found);
  return true;
}

bool driver_index::contains(std::string_view driver) const {
  return numbers_.find(driver) != numbers_.end();
}

// One search: cells are visited in shells around the centre until no further cell can hold a
// better driver. Sparse or very wide searches visit the occupied cells instead.
class driver_index::query {
public:
  query(const driver_index& index, point center, double radius_m, std::size_t limit,
        const filter& accepts)
    : index_{index},
      center_{place_of(center)},
      home_{cell_of(center_)},
      radius_m_{radius_m},
      chord_m_{chord_of(radius_m)},
      limit_{limit},
      accepts_{accepts} {}

  std::vector<neighbour> run() {
    const auto last_shell = static_cast<std::int32_t>(std::ceil(chord_m_ / cell_size_m));
    std::size_t steps = 0;
    for (std::int32_t shell = 0; shell <= last_shell; ++shell) {
      // So many steps would cost more than looking at every occupied cell.
      steps += shell == 0 ? 1 : 24 * static_cast<std::size_t>(shell) * shell + 2;
      if (steps > 1000 && steps > 16 * index_.cells_.size()) {
        visit_occupied(shell);
        break;
      }
      visit_shell(shell);
      if (is_complete_within(shell * cell_size_m))
        break;
    }
    std::sort_heap(found_.begin(), found_.end(), before);
    return std::move(found_);
  }

private:
  void visit_shell(std::int32_t shell) {
    for (auto x = -shell; x <= shell; ++x) {
      for (auto y = -shell; y <= shell; ++y) {
        const bool is_side = std::abs(x) == shell || std::abs(y) == shell;
        for (auto z = -shell; z <= shell; z += is_side || shell == 0 ? 1 : 2 * shell)
          visit({home_.x + x, home_.y + y, home_.z + z});
      }
    }
  }

  void visit_occupied(std::int32_t first_shell) {
    for (const auto& [at, members] : index_.cells_) {
      const auto shell =
        std::max({std::abs(at.x - home_.x), std::abs(at.y - home_.y), std::abs(at.z - home_.z)});
      if (shell >= first_shell && may_reach(at))
        visit_members(members);
    }
  }

  void visit(const cell& at) {
    // Most cubes of a shell lie inside the earth or in the sky.
    const auto [x, y, z] = middle_of(at);
    if (std::abs(std::sqrt(x * x + y * y + z * z) - earth_radius_m) > half_diagonal_m)
      return;
    const auto found = index_.cells_.find(at);
    if (found != index_.cells_.end() && may_reach(at))
      visit_members(found->second);
  }

  void visit_members(const std::vector<std::uint32_t>& members) {
    for (const auto number : members) {
      const auto& known = index_.entries_[number];
      // Spares most of a crowd the arcsine.
      if (squared_distance(known.where, center_) > squared_bound_)
        continue;
      const double arc = arc_of(distance_between(known.where, center_));
      // A millimetre forgives what rounding does to a driver exactly on the edge.
      if (arc > radius_m_ + 0.001)
        continue;
      offer({known.driver, arc, known.waiting_since});
    }
  }

  void offer(const neighbour& who) {
    if (found_.size() == limit_ && !before(who, found_.front()))
      return;
    if (accepts_ && !accepts_(who.driver))
      return;
    if (found_.size() == limit_) {
      std::pop_heap(found_.begin(), found_.end(), before);
      found_.pop_back();
    }
    found_.push_back(who);
    std::push_heap(found_.begin(), found_.end(), before);
    if (found_.size() == limit_)
      squared_bound_ = squared_chord_beyond(found_.front().distance_m);
  }

  // Further than this, a driver is neither within that distance nor equal to it in whole metres.
  static double squared_chord_beyond(double arc_m) {
    const double chord = chord_of(arc_m + 1) + 0.001;
    return chord * chord;
  }

  // After the shells up to here, all drivers within this distance have been seen.
  bool is_complete_within(double seen_m) const {
    return found_.size() == limit_ && chord_of(found_.front().distance_m + 1) <= seen_m;
  }

  bool may_reach(const cell& at) const {
    return distance_between(middle_of(at), center_) <= chord_m_ + half_diagonal_m + 1;
  }

  static place middle_of(const cell& at) {
    return {(at.x + 0.5) * cell_size_m, (at.y + 0.5) * cell_size_m, (at.z + 0.5) * cell_size_m};
  }

  static double squared_distance(const place& a, const place& b) {
    const double x = a.x - b.x, y = a.y - b.y, z = a.z - b.z;
    return x * x + y * y + z * z;
  }

  static double distance_between(const place& a, const place& b) {
    return std::sqrt(squared_distance(a, b));
  }

  const driver_index& index_;
  const place center_;
  const cell home_;
  const double radius_m_;
  const double chord_m_;
  const std::size_t limit_;
  const filter& accepts_;
  double squared_bound_ = squared_chord_beyond(radius_m_);
  std::vector<neighbour> found_; // a heap, the worst in front
};

std::vector<neighbour> driver_index::nearest(point center, double radius_m, std::size_t limit,
                                             const filter& accepts) const {
  if (!is_valid(center) || !(radius_m >= 0) || limit == 0)
    return {};
  return query{*this, center, radius_m, limit, accepts}.run();
}

} // namespace fleetwire::systems::rides::geo
