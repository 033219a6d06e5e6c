#define CAF_SUITE tests.sim.orders.stories

#include "tests/sim/orders/shop.hpp"

#include <algorithm>
#include <set>

#include "caf/test/dsl.hpp"

using namespace fleetwire;
using namespace fleetwire::sim;
using namespace std::chrono_literals;
using orders::rules::order_status;

namespace {

using errc = storage::errc;

template <class T>
std::string code_of(const result_of<T>& got) {
  if (!got->has_value())
    return "no answer";
  const auto* no = std::get_if<orders::rules::refusal>(&**got);
  return no ? no->code : "done";
}

template <class T>
T value_of(const result_of<T>& got) {
  CAF_REQUIRE_EQUAL(code_of(got), "done");
  return std::get<T>(**got);
}

struct fixture {
  std::shared_ptr<storage::stepped_disk> disk = std::make_shared<storage::stepped_disk>();
  std::shared_ptr<contract::manual_clock> clock = std::make_shared<contract::manual_clock>();
  shop::setup how{{2, 7}};
  std::unique_ptr<shop> place = open();

  std::unique_ptr<shop> open() { return std::make_unique<shop>(how, disk, clock); }
  void die_and_return() {
    place->crash();
    place = nullptr;
    place = open();
  }
  template <class T>
  T done(const result_of<T>& got) {
    place->settle();
    return value_of(got);
  }
  template <class T>
  std::string code(const result_of<T>& got) {
    place->settle();
    return code_of(got);
  }
  /// Cora's order, given to Dan.
  void begin(const std::string& id = "o1") {
    done(place->make(id));
    done(place->run(id, orders::rules::assign{{"dan", "Dan", {}, {}}, boss}));
  }
  result_of<orders::rules::order> move(order_status to, const orders::rules::caller& by) {
    return place->run("o1", orders::rules::move{to, by});
  }
  std::vector<std::string> contents() {
    std::vector<std::string> out;
    for (const auto& each : done(place->recall("o1", cora)).messages)
      out.push_back(each.content);
    return out;
  }
  std::string standing() {
    const auto now = done(place->catch_up("o1", cora));
    return std::string{to_string(now.order.status)} + " " + std::to_string(now.unread)
           + (now.where ? " " + std::to_string(static_cast<int>(now.where->lat)) : "");
  }
};

bool has(const std::vector<std::string>& all, std::string_view part) {
  return std::ranges::any_of(all, [&](const auto& each) { return each.find(part) != each.npos; });
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(orders_tests, fixture)

CAF_TEST(nothing is told before it is committed) {
  begin();
  const auto before = place->told().size();
  place->store().stall(true);
  const auto moved = move(order_status::picked_up, dan);
  const auto said = place->say("o1", cora, "hello");
  place->settle();
  CAF_CHECK_EQUAL(code_of(moved), "no answer");
  CAF_CHECK_EQUAL(place->told().size(), before);
  place->store().stall(false);
  CAF_CHECK(done(moved).status == order_status::picked_up);
  CAF_CHECK_EQUAL(done(said).content, "hello");
  CAF_REQUIRE_EQUAL(place->told().size(), before + 2);
  const auto states = place->told_as<orders::live::status_changed>();
  CAF_CHECK(states.back().previous == order_status::assigned);
  CAF_CHECK_EQUAL(states.back().by, "dan");
}

CAF_TEST(what waits for a commit is decided after it) {
  begin();
  place->store().stall(true);
  const auto first = move(order_status::picked_up, dan);
  const auto second = move(order_status::cancelled, cora);
  place->settle();
  place->store().stall(false);
  CAF_CHECK_EQUAL(code(first), "done");
  CAF_CHECK_EQUAL(code(second), "INVALID_TRANSITION");
}

CAF_TEST(a commit that fails changes nothing and tells nothing) {
  begin();
  const auto before = place->told().size();
  place->store().fail_next({errc::io, "no"});
  CAF_CHECK_EQUAL(code(move(order_status::picked_up, dan)), "STORAGE_UNAVAILABLE");
  CAF_CHECK_EQUAL(place->told().size(), before);
  CAF_CHECK_EQUAL(standing(), "assigned 0");
  CAF_CHECK_EQUAL(code(move(order_status::picked_up, dan)), "done");
  place->store().fail_next({errc::full, "no"});
  CAF_CHECK_EQUAL(code(place->say("o1", cora, "lost", "k1")), "STORAGE_UNAVAILABLE");
  CAF_CHECK(place->told_as<orders::live::message_said>().empty());
  CAF_CHECK_EQUAL(code(place->say("o1", cora, "found", "k1")), "done");
  CAF_CHECK(contents() == std::vector<std::string>{"found"});
}

CAF_TEST(an order that could not be made can be made) {
  place->store().fail_next({errc::io, "no"});
  CAF_CHECK_EQUAL(code(place->make("o1")), "STORAGE_UNAVAILABLE");
  CAF_CHECK_EQUAL(code(place->make("o1")), "done");
  CAF_CHECK_EQUAL(code(place->make("o1")), "ORDER_EXISTS");
}

CAF_TEST(a store that is full is told) {
  begin();
  place->store().stall(true);
  std::vector<result_of<orders::rules::message>> all;
  for (int i = 0; i < 10'001; ++i)
    all.push_back(place->say("o1", cora, "x"));
  place->settle();
  CAF_CHECK_EQUAL(code_of(all.front()), "no answer");
  CAF_CHECK_EQUAL(code_of(all.back()), "OVERLOADED");
  place->store().stall(false);
  CAF_CHECK_EQUAL(code(all.front()), "done");
}

CAF_TEST(a message is stored and told once for each clientId) {
  begin();
  place->store().stall(true);
  std::vector<result_of<orders::rules::message>> all;
  for (int i = 0; i < 5; ++i)
    all.push_back(place->say("o1", cora, "once", "k1"));
  place->store().stall(false);
  std::set<std::string> ids;
  for (const auto& each : all)
    ids.insert(done(each).id);
  CAF_CHECK_EQUAL(ids.size(), 1u);
  CAF_CHECK_EQUAL(place->told_as<orders::live::message_said>().size(), 1u);
  CAF_CHECK_EQUAL(code(place->say("o1", cora, "twice", "k1")), "CLIENT_ID_TAKEN");
  CAF_CHECK(contents() == std::vector<std::string>{"once"});
}

CAF_TEST(a crash loses nothing that was answered) {
  begin();
  const auto id = done(place->say("o1", cora, "kept", "k1")).id;
  done(move(order_status::picked_up, dan));
  place->say("o1", cora, "lost");
  die_and_return();
  CAF_CHECK_EQUAL(standing(), "picked_up 0");
  CAF_CHECK(contents() == std::vector<std::string>{"kept"});
  CAF_CHECK_EQUAL(done(place->say("o1", cora, "kept", "k1")).id, id);
  CAF_CHECK(place->told_as<orders::live::message_said>().empty());
}

CAF_TEST(a crash between commit and answer keeps the commit) {
  begin();
  place->store().stall(true);
  move(order_status::picked_up, dan);
  place->settle();
  place->store().stall(false);
  place->store().crash_after_commit(storage::file::promises, 1);
  die_and_return();
  CAF_CHECK_EQUAL(standing(), "picked_up 0");
  CAF_CHECK_EQUAL(code(move(order_status::delivering, dan)), "done");
}

CAF_TEST(positions are told at once and written behind) {
  begin();
  place->store().stall(true);
  const auto told = place->report("o1", dan, {1, 2, {}, {}, {}});
  place->settle();
  CAF_CHECK_EQUAL(value_of(told).lat, 1);
  CAF_CHECK_EQUAL(place->told_as<orders::live::courier_moved>().size(), 1u);
  place->store().stall(false);
  CAF_CHECK_EQUAL(standing(), "assigned 0 1");
  die_and_return();
  CAF_CHECK_EQUAL(standing(), "assigned 0 1");
}

CAF_TEST(the newest position is stored before its order is let go) {
  begin();
  done(place->report("o1", dan, {4, 5, {}, {}, {}}));
  place->store().fail_next({errc::io, "no"});
  done(place->report("o1", dan, {6, 7, {}, {}, {}}));
  place->advance(601s);
  CAF_CHECK_EQUAL(place->orders_alive(), 0u);
  CAF_CHECK_EQUAL(standing(), "assigned 0 6");
}

CAF_TEST(an order does not go while its position is on the way to the store) {
  begin();
  done(place->report("o1", dan, {4, 5, {}, {}, {}}));
  place->store().stall(true);
  place->report("o1", dan, {6, 7, {}, {}, {}});
  place->advance(601s);
  CAF_CHECK_EQUAL(place->orders_alive(), 1u);
  place->store().stall(false);
  CAF_CHECK_EQUAL(standing(), "assigned 0 6");
}

CAF_TEST(who cannot be told where the courier is may talk) {
  begin();
  done(place->report("o1", dan, {4, 5, {}, {}, {}}));
  die_and_return();
  CAF_CHECK(contents().empty());
  place->store().fail_next_read({errc::io, "no"});
  CAF_CHECK_EQUAL(code(place->catch_up("o1", cora)), "STORAGE_UNAVAILABLE");
  place->store().fail_next_read({errc::io, "no"});
  CAF_CHECK_EQUAL(code(place->say("o1", cora, "where are you")), "done");
  CAF_CHECK_EQUAL(code(place->report("o1", dan, {6, 7, {}, {}, {}})), "STORAGE_UNAVAILABLE");
  CAF_CHECK_EQUAL(standing(), "assigned 0 4");
}

CAF_TEST(only the courier sends positions and only newer ones) {
  begin();
  clock->advance(1h);
  const auto now = std::chrono::floor<std::chrono::milliseconds>(clock->wall());
  CAF_CHECK_EQUAL(code(place->report("o1", cora, {})), "FORBIDDEN");
  CAF_CHECK_EQUAL(code(place->report("o1", {"dora", "", false, true}, {})), "ORDER_NOT_FOUND");
  CAF_CHECK_EQUAL(code(place->report("o1", dan, {1, 1, {}, {}, now - 1s})), "done");
  CAF_CHECK_EQUAL(code(place->report("o1", dan, {2, 2, {}, {}, now - 2s})), "STALE_POSITION");
  CAF_CHECK_EQUAL(standing(), "assigned 0 1");
  done(move(order_status::cancelled, boss));
  CAF_CHECK_EQUAL(code(place->report("o1", dan, {3, 3, {}, {}, {}})), "ORDER_OVER");
}

CAF_TEST(marks go forward and are told when they do) {
  begin();
  const auto first = done(place->say("o1", dan, "a")).id;
  const auto second = done(place->say("o1", dan, "b")).id;
  CAF_CHECK_EQUAL(standing(), "assigned 2");
  CAF_CHECK_EQUAL(code(place->mark("o1", cora, second)), "done");
  CAF_CHECK_EQUAL(code(place->mark("o1", cora, first)), "done");
  CAF_CHECK_EQUAL(code(place->mark("o1", cora, "none")), "MESSAGE_NOT_FOUND");
  CAF_CHECK_EQUAL(standing(), "assigned 0");
  CAF_CHECK_EQUAL(place->told_as<orders::live::read_up_to>().size(), 1u);
}

CAF_TEST(idle orders are let go and come back) {
  begin();
  done(place->report("o1", dan, {4, 5, {}, {}, {}}));
  CAF_CHECK_EQUAL(place->orders_alive(), 1u);
  place->advance(299s);
  CAF_CHECK_EQUAL(place->orders_alive(), 1u);
  CAF_CHECK_EQUAL(standing(), "assigned 0 4");
  place->advance(299s);
  CAF_CHECK_EQUAL(place->orders_alive(), 1u);
  place->advance(2s);
  CAF_CHECK_EQUAL(place->orders_alive(), 0u);
  CAF_CHECK_EQUAL(standing(), "assigned 0 4");
  CAF_CHECK_EQUAL(place->orders_alive(), 1u);
}

CAF_TEST(orders that are none do not stay) {
  for (int i = 0; i < 50; ++i)
    CAF_CHECK_EQUAL(code(place->catch_up("guess" + std::to_string(i), cora)), "ORDER_NOT_FOUND");
  CAF_CHECK_EQUAL(place->orders_alive(), 0u);
}

CAF_TEST(an order is not let go while the store owes it something) {
  begin();
  place->store().stall(true);
  const auto said = place->say("o1", cora, "slow");
  place->advance(301s);
  CAF_CHECK_EQUAL(place->orders_alive(), 1u);
  place->store().stall(false);
  CAF_CHECK_EQUAL(code(said), "done");
}

CAF_TEST(an open house begins an order with its first use) {
  how.mode = orders::rules::membership::open;
  place = nullptr;
  place = open();
  const orders::rules::caller anybody{"xan", "Xan", false, false};
  CAF_CHECK_EQUAL(code(place->catch_up("o1", anybody)), "ORDER_NOT_FOUND");
  CAF_CHECK_EQUAL(code(place->say("o1", anybody, "")), "BAD_REQUEST");
  CAF_CHECK_EQUAL(code(place->report("o1", anybody, {})), "FORBIDDEN");
  CAF_CHECK_EQUAL(code(place->report("o1", {"dora", "", false, true}, {100, 0, {}, {}, {}})),
                  "BAD_REQUEST");
  CAF_CHECK_EQUAL(code(place->catch_up("o1", anybody)), "ORDER_NOT_FOUND");
  place->store().fail_next({errc::io, "no"});
  CAF_CHECK_EQUAL(code(place->say("o1", anybody, "hi")), "STORAGE_UNAVAILABLE");
  CAF_CHECK_EQUAL(code(place->say("o1", anybody, "hi")), "done");
  CAF_CHECK_EQUAL(code(place->report("o1", anybody, {})), "FORBIDDEN");
  CAF_CHECK_EQUAL(code(place->report("o1", {"dora", "", false, true}, {})), "done");
  die_and_return();
  CAF_CHECK_EQUAL(standing(), "created 1 0");
}

// -- sockets -------------------------------------------------------------------------------------

CAF_TEST(whoever joins is in the room before he hears how things stand) {
  begin();
  const auto client = place->enter("cora:customer", 1);
  client->take();
  client->send(R"(2/events,1["order:join",{"orderId":"o1"}])");
  place->settle();
  const auto got = client->take();
  CAF_REQUIRE_EQUAL(got.size(), 2u);
  CAF_CHECK_EQUAL(got[0], R"(2/events,["order:joined",{"orderId":"o1"}])");
  CAF_CHECK_EQUAL(got[1],
                  R"(3/events,1[{"ok":true,"orderId":"o1","status":"assigned","unread":0}])");
}

CAF_TEST(of two joins at once the one that fails takes nothing from the other) {
  begin();
  const auto client = place->enter("cora:customer", 1);
  client->take();
  place->store().fail_next_read({errc::io, "no"});
  client->send(R"(2/events,1["order:join",{"orderId":"o1"}])");
  client->send(R"(2/events,2["order:join",{"orderId":"o1"}])");
  place->settle();
  const auto got = client->take();
  CAF_CHECK(has(got, "STORAGE_UNAVAILABLE"));
  CAF_CHECK(has(got, R"("ok":true)"));
  done(place->say("o1", dan, "here"));
  CAF_CHECK(has(client->take(), "here"));
}

CAF_TEST(a token that has ended is told and sent away with its next message) {
  begin();
  const auto client = place->enter("cora:customer");
  client->take();
  place->tokens().end("cora:customer");
  client->send(R"(2/events,1["chat:message",{"orderId":"o1","content":"x","type":"TEXT"}])");
  place->settle();
  const auto got = client->take();
  CAF_CHECK(has(got, R"(2/events,["exception",{"status":"error","message":"Unauthorized"}])"));
  CAF_CHECK(!has(got, "3/events,1"));
  CAF_CHECK(client->is_closed());
  CAF_CHECK(contents().empty());
}

CAF_TEST(refusals have the reason for programs) {
  for (const auto& [token, reason] :
       {std::pair{"", "MISSING_TOKEN"}, {"spoiled", "INVALID_TOKEN"}, {"a:b", "INVALID_SESSION"}}) {
    place->tokens().end("a:b");
    const auto client = place->enter(token);
    const auto expected =
      R"(4/events,{"message":"Unauthorized","data":{"code":")" + std::string{reason} + R"("}})";
    CAF_CHECK(has(client->take(), expected));
  }
}

CAF_TEST(a courier who is taken off hears the end and then nothing) {
  begin();
  const auto driver = place->enter("dan:driver");
  driver->send(R"(2/events,["order:join",{"orderId":"o1"}])");
  place->settle();
  driver->take();
  done(move(order_status::created, boss));
  CAF_CHECK(has(driver->take(), R"("previousStatus":"assigned")"));
  done(place->say("o1", cora, "secret"));
  CAF_CHECK(!has(driver->take(), "secret"));
}

CAF_TEST_FIXTURE_SCOPE_END()
