// How much CPU one search among 50,000 drivers takes, as the matcher does it: the index, and for each
// driver near enough whether his vehicle fits. Prints one line of JSON.

#include "actors/systems/rides/rules/matching.hpp"
#include "actors/systems/rides/rules/trip_commands.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <random>
#include <string>
#include <unordered_map>
#include <vector>

using namespace fleetwire::systems::rides;

namespace {

constexpr int drivers = 50'000;
constexpr int searches = 20'000;
constexpr rules::instant now{std::chrono::hours{480'000}};

double cpu_us() {
  timespec t{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return 1e6 * static_cast<double>(t.tv_sec) + 1e-3 * static_cast<double>(t.tv_nsec);
}

/// A city: most are near the centre, where searches are hardest.
class city {
public:
  geo::point somewhere() { return {10.49 + spread_(dice_), -66.88 + spread_(dice_)}; }
  int below(int bound) { return static_cast<int>(dice_() % static_cast<unsigned>(bound)); }

private:
  std::mt19937 dice_{7};
  std::normal_distribution<double> spread_{0, 0.05}; // degrees; some 5.5 km
};

rules::trip wish(geo::point where) {
  rules::request_trip wanted;
  wanted.trip_id = "trip";
  wanted.passenger_id = "ana";
  wanted.category_id = "car";
  wanted.service_class_id = "fine";
  wanted.pickup = where;
  wanted.stops = {{1, where, "Station", {}, {}, {}}};
  wanted.terms.type = {"sedan", "Sedan", "car", "Car", {"fine"}, true, 100, 50, 10, 0};
  wanted.terms.klass = {"fine", "Fine", 1, 1, 1, 1};
  return std::get<rules::change>(rules::request(wanted, now)).state;
}

} // namespace

int main() {
  city town;
  geo::driver_index index;
  std::unordered_map<std::string, bool> fits; // one in ten
  for (int i = 0; i < drivers; ++i) {
    const auto id = "00000000-0000-4000-8000-" + std::to_string(100'000'000'000 + i);
    index.put(id, town.somewhere(), now);
    fits[id] = town.below(10) == 0;
  }
  const auto passes = [&](std::string_view who) { return fits.at(std::string{who}); };
  std::vector<double> spent;
  std::size_t found = 0;
  for (int i = 0; i < searches; ++i) {
    const auto trip = wish(town.somewhere());
    const auto round = rules::plan_round(rules::round_cause::first, {});
    const auto begin = cpu_us();
    found += rules::find_candidates(index, trip, round, passes).candidates.empty() ? 0 : 1;
    spent.push_back(cpu_us() - begin);
  }
  std::ranges::sort(spent);
  std::printf("{\"ok\":%s,\"p50_us\":%.1f,\"p99_us\":%.1f,\"max_us\":%.1f,\"found\":%zu}\n",
              found > searches / 2 ? "true" : "false", spent[searches / 2],
              spent[searches * 99 / 100], spent.back(), found);
}
