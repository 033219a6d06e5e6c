#define CAF_SUITE actors.systems.rides.rules.trip_machine
#include "actors/systems/rides/rules/trip_fixture.hpp"

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <sstream>

#include "caf/test/dsl.hpp"

using namespace fleetwire::systems::rides;
using namespace fleetwire::systems::rides::rules;
using namespace fleetwire::systems::rides::rules::fixture;
using namespace std::chrono;

namespace {

// Every stage of a trip; those after an offer have been through it.
life at(const std::string& stage) {
  life l;
  if (stage == "searching")
    l.must(start_assigning{});
  if (stage == "offered")
    l.offered();
  if (stage == "accepted")
    l.accepted();
  if (stage == "arriving")
    l.arriving();
  if (stage == "in_progress" || stage == "completed")
    l.riding();
  if (stage == "completed")
    l.must(complete_ride{"pedro", {}});
  if (stage == "cancelled")
    l.offered().must(cancel_by_passenger{"ana", {}});
  if (stage == "stopped")
    l.riding().must(cancel_by_admin{"root", ""});
  if (stage == "no_drivers")
    l.offered().must(mark_no_drivers{"root", ""});
  l.now += 1s;
  return l;
}

// The letter of the status reached, or the number of the refusal.
std::string result_of(const std::string& stage, const command& what) {
  auto l = at(stage);
  const auto before = l.state;
  const auto result = l.run(what);
  if (const auto* refused = std::get_if<refusal>(&result)) {
    CAF_CHECK(l.state == before);
    CAF_CHECK(!refused->code.empty() && !refused->message.empty());
    return std::to_string(refused->status);
  }
  return std::string{"PACRIDXN"[static_cast<int>(l.state.status)]};
}

override_status to(trip_status target) {
  override_status c;
  c.admin_id = "root";
  c.target = target;
  c.reason = "because";
  return c;
}

std::vector<std::string> words(const std::string& text) {
  std::istringstream in{text};
  return {std::istream_iterator<std::string>{in}, {}};
}

void check_table(const std::vector<command>& columns,
                 const std::vector<std::pair<std::string, std::string>>& rows) {
  for (const auto& [stage, expected] : rows) {
    const auto cells = words(expected);
    CAF_REQUIRE_EQUAL(cells.size(), columns.size());
    for (std::size_t i = 0; i < columns.size(); ++i)
      if (const auto got = result_of(stage, columns[i]); got != cells[i])
        CAF_ERROR(stage << ", command " << i << ": " << got << ", not " << cells[i]);
  }
  CAF_CHECK_EQUAL(rows.size(), 10u);
}

} // namespace

CAF_TEST(every command in every stage) {
  const std::vector<command> commands{
    start_assigning{},
    offer_trip{"a2", "juan", "kia"},
    accept_offer{"a1", "pedro"},
    reject_offer{"a1", "pedro", {}},
    expire_offer{"a1", true},
    check_deadlines{},
    give_up_matching{"none"},
    head_to_pickup{"pedro", 3, {}},
    track_driver{"pedro", {}, {}},
    report_arrival{"pedro"},
    start_ride{"pedro"},
    complete_ride{"pedro", {}},
    cancel_by_passenger{"ana", {}},
    cancel_by_driver{"pedro", {}},
    cancel_by_admin{"root", ""},
    mark_no_drivers{"root", ""},
    retry_matching{"root", "", {}, false},
  };
  CAF_CHECK_EQUAL(commands.size() + 1, std::variant_size_v<command>);
  // start offer accept reject expire due give-up head track arrive ride complete
  // cancel: passenger driver admin; mark retry
  check_table(
    commands,
    {
      {"pending", "A   409 404 409 409 409 N   409 409 409 409 409 X   409 X   N   A"},
      {"searching", "409 A   404 409 409 409 N   409 409 409 409 409 X   409 X   N   A"},
      {"offered", "409 409 C   A   A   409 409 409 409 409 409 409 X   409 X   N   409"},
      {"accepted", "409 409 409 409 409 409 409 R   409 R   I   409 X   A   X   409 409"},
      {"arriving", "409 409 409 409 409 409 409 409 R   R   I   409 X   A   X   409 409"},
      {"in_progress", "409 409 409 409 409 409 409 409 409 409 409 D   409 409 X   409 409"},
      {"completed", "409 409 409 409 409 409 409 409 409 409 409 409 409 409 409 409 409"},
      {"cancelled", "409 409 409 409 409 409 409 409 409 409 409 409 409 409 409 409 409"},
      {"stopped", "409 409 409 409 409 409 409 409 409 409 409 409 409 409 409 409 409"},
      {"no_drivers", "409 409 409 409 409 409 409 409 409 409 409 409 409 409 409 409 A"},
    });
}

CAF_TEST(what an admin may override) {
  std::vector<command> commands;
  for (int i = 0; i < 8; ++i)
    commands.push_back(to(static_cast<trip_status>(i)));
  // pending assigning accepted arriving in_progress completed cancelled no_drivers_found
  check_table(commands, {
                          {"pending", "409 A   409 409 409 409 X   N"},
                          {"searching", "409 409 409 409 409 409 X   N"},
                          {"offered", "409 409 409 409 409 409 X   N"},
                          {"accepted", "409 A   409 R   I   D   X   409"},
                          {"arriving", "409 A   409 409 I   D   X   409"},
                          {"in_progress", "409 409 409 409 409 D   X   409"},
                          {"completed", "409 409 409 409 409 409 409 409"},
                          {"cancelled", "409 409 409 409 409 409 409 409"},
                          {"stopped", "409 409 409 409 409 D   409 409"},
                          {"no_drivers", "409 409 409 409 409 409 409 409"},
                        });
}

CAF_TEST(an override may set the fare and is logged first) {
  auto l = at("arriving");
  auto c = to(trip_status::completed);
  c.fare_total = 77.777;
  const auto done = l.must(c);
  CAF_CHECK_EQUAL(l.state.fare->total, 77.78);
  CAF_CHECK(l.state.started_at == l.now);
  CAF_CHECK(done.log.front().kind == log_kind::status_overridden);
  CAF_CHECK(done.announcements.back().kind == announcement_kind::admin_action_issued);
  CAF_CHECK_EQUAL(done.released_drivers.size(), 1u);
  auto stopped = at("stopped");
  CAF_CHECK(stopped.must(to(trip_status::completed)).released_drivers.empty());
  CAF_CHECK(!stopped.state.cancelled_at);
}

namespace {

// A trip under random commands, and what must hold after each of them.
struct random_world {
  explicit random_world(unsigned seed) : random{seed} {}

  std::mt19937 random;
  life l;
  instant search_began = start;
  std::set<std::string> engaged; // drivers with an offer or on the trip
  int acceptances = 0;

  std::string driver() { return "driver " + std::to_string(random() % 5); }

  std::string assignment() {
    if (l.state.assignments.empty() || random() % 16 == 0)
      return "none";
    if (random() % 6)
      return l.state.assignments.back().id;
    return l.state.assignments[random() % l.state.assignments.size()].id;
  }

  std::string asked() {
    if (l.state.assignments.empty() || random() % 6 == 0)
      return driver();
    return l.state.assignments.back().driver_id;
  }

  command pick() {
    switch (random() % 26) {
      case 0:
      case 1:
        return start_assigning{};
      case 2:
      case 3:
      case 4:
      case 5:
      case 6:
        return offer_trip{"a" + std::to_string(random()), driver(), "car", seconds{random() % 40}};
      case 7:
      case 8:
      case 9:
        return accept_offer{assignment(), asked()};
      case 10:
        return reject_offer{assignment(), asked(), {}};
      case 11:
        return expire_offer{assignment(), random() % 2 == 0};
      case 12:
        return random() % 9 ? command{check_deadlines{}} : command{give_up_matching{"none"}};
      case 13:
      case 14:
        return head_to_pickup{asked(), 5, {}};
      case 15:
        return track_driver{asked(), {}, 4};
      case 16:
        return report_arrival{asked()};
      case 17:
        return start_ride{asked()};
      case 18:
      case 19:
        return complete_ride{asked(), {}};
      case 20:
        return random() % 12 ? command{start_ride{asked()}}
                             : command{cancel_by_passenger{"ana", {}}};
      case 21:
      case 22:
        return cancel_by_driver{asked(), {}};
      case 23:
        return random() % 16 ? command{accept_offer{assignment(), asked()}}
                             : command{cancel_by_admin{"root", ""}};
      case 24:
        return random() % 8 ? command{retry_matching{"root", "", {}, false}}
                            : command{mark_no_drivers{"root", ""}};
      default:
        if (random() % 4)
          return head_to_pickup{asked(), 5, {}};
        return to(static_cast<trip_status>(random() % 8));
    }
  }

  void step() {
    // Time passes; a timer rings before anything else happens, if it is punctual.
    l.now += milliseconds{random() % 9000};
    if (const auto due = next_deadline(l.state); due && *due <= l.now && random() % 4)
      play(check_deadlines{});
    play(pick());
  }

  void play(const command& what) {
    const auto before = l.state;
    const auto result = l.run(what);
    if (const auto* done = std::get_if<change>(&result))
      check_change(before, what, *done);
    else
      CAF_REQUIRE(l.state == before);
    check_state();
  }

  void check_change(const trip& before, const command& what, const change& done) {
    CAF_REQUIRE_EQUAL(done.state.version, before.version + (done.has_effect() ? 1 : 0));
    if (!done.has_effect())
      CAF_REQUIRE(done.state == before);
    check_acceptance(before, what, done);
    const bool may_reopen =
      std::holds_alternative<retry_matching>(what) || std::holds_alternative<override_status>(what);
    CAF_REQUIRE(is_active(before.status) || may_reopen);
    if (done.state.assigning_deadline && done.state.assigning_deadline != before.assigning_deadline)
      search_began = l.now;
    // Whoever is engaged is released exactly once.
    for (const auto& who : done.released_drivers)
      CAF_REQUIRE(engaged.erase(who) == 1);
    if (std::holds_alternative<offer_trip>(what))
      CAF_REQUIRE(engaged.insert(std::get<offer_trip>(what).driver_id).second);
    for (const auto& entry : done.log)
      CAF_REQUIRE(entry.at == l.now);
  }

  void check_acceptance(const trip& before, const command& what, const change& done) {
    const auto* accepting = std::get_if<accept_offer>(&what);
    const auto is_acceptance = [](const announcement& a) {
      return a.kind == announcement_kind::driver_accepted;
    };
    const auto said =
      std::count_if(done.announcements.begin(), done.announcements.end(), is_acceptance);
    CAF_REQUIRE_EQUAL(said, accepting ? 1 : 0);
    if (!accepting)
      return;
    ++acceptances;
    const auto* offer = live_offer(before);
    CAF_REQUIRE(offer && offer->id == accepting->assignment_id);
    CAF_REQUIRE(offer->driver_id == accepting->driver_id);
    CAF_REQUIRE(l.now < offer->expires_at);
    CAF_REQUIRE(before.status == trip_status::assigning && !before.driver_id);
  }

  void check_state() const {
    const auto& t = l.state;
    int offered = 0, accepted = 0;
    std::set<std::string> drivers, ids;
    for (const auto& a : t.assignments) {
      offered += a.status == assignment_status::offered;
      accepted += a.status == assignment_status::accepted;
      CAF_REQUIRE(drivers.insert(a.driver_id).second);
      CAF_REQUIRE(ids.insert(a.id).second);
    }
    const bool has_driver = t.status >= trip_status::accepted && t.status <= trip_status::completed;
    CAF_REQUIRE_EQUAL(offered, live_offer(t) ? 1 : 0);
    CAF_REQUIRE(offered == 0 || t.status == trip_status::assigning);
    CAF_REQUIRE_EQUAL(accepted, has_driver ? 1 : 0);
    CAF_REQUIRE(!has_driver || t.driver_id == t.assignments.back().driver_id);
    CAF_REQUIRE_EQUAL(t.assigning_deadline.has_value(), t.status == trip_status::assigning);
    if (t.assigning_deadline)
      CAF_REQUIRE(*t.assigning_deadline <= search_began + assigning_limit);
    if (const auto* offer = live_offer(t))
      CAF_REQUIRE(offer->expires_at <= *t.assigning_deadline);
    CAF_REQUIRE_EQUAL(t.fare.has_value(), t.status == trip_status::completed);
    CAF_REQUIRE_EQUAL(t.cancelled_at.has_value(), t.status == trip_status::cancelled);
    if (!is_active(t.status))
      CAF_REQUIRE(engaged.empty());
    else
      CAF_REQUIRE_EQUAL(engaged.size(), static_cast<std::size_t>(offered + accepted));
  }
};

} // namespace

CAF_TEST(random lives keep every promise) {
  std::map<trip_status, int> ends;
  int acceptances = 0;
  for (unsigned seed = 1; seed <= 250; ++seed) {
    random_world world{seed};
    for (int i = 0; i < 50; ++i)
      world.step();
    ++ends[world.l.state.status];
    acceptances += world.acceptances;
  }
  // The walk must get everywhere to mean anything.
  CAF_CHECK(acceptances > 100);
  CAF_CHECK(ends[trip_status::completed] > 20);
  CAF_CHECK(ends[trip_status::cancelled] > 20);
  CAF_CHECK(ends[trip_status::no_drivers_found] + ends[trip_status::assigning] > 20);
}
