#define CAF_SUITE actors.engine.telemetry.actor_rows
#include "actors/engine/telemetry/actor_rows.hpp"

#include "actors/engine/telemetry/report.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire;

CAF_TEST(ids lead back to what they were made from) {
  auto room = parse_actor_id(room_actor_id(3, "/a:b", "x/y.z:%"));
  CAF_CHECK_EQUAL(room.kind, "room");
  CAF_CHECK_EQUAL(room.worker, 3u);
  CAF_CHECK_EQUAL(room.nsp, "/a:b");
  CAF_CHECK_EQUAL(room.name, "x/y.z:%");
  auto socket = parse_actor_id(socket_actor_id(0, "/", "abc"));
  CAF_CHECK_EQUAL(socket.kind, "socket");
  CAF_CHECK_EQUAL(socket.name, "abc");
  CAF_CHECK_EQUAL(parse_actor_id(connection_actor_id("a-b_c")).name, "a-b_c");
  CAF_CHECK_EQUAL(parse_actor_id(worker_actor_id(12)).worker, 12u);
  CAF_CHECK_EQUAL(parse_actor_id("engine").kind, "engine");
}

CAF_TEST(what is no id has no kind) {
  for (auto text : {"", ".", "engine.1", "worker", "worker.", "worker.x", "worker.1x", "worker.-1",
                    "worker.99999999999999", "connection", "connection.", "room.1", "room.1.x",
                    "room..x:y", "planet.1"})
    CAF_CHECK_EQUAL(parse_actor_id(text).kind, "");
}

CAF_TEST(rows go from the greatest to the least and equals keep their order) {
  std::vector<actor_row> rows(3);
  rows[0].id = "b";
  rows[1].id = "a";
  rows[2].id = "c";
  rows[2].rank = 1;
  sort_rows(rows);
  CAF_CHECK_EQUAL(rows[0].id + rows[1].id + rows[2].id, "cba");
}

CAF_TEST(queries are bounded and their words known) {
  std::string fault;
  auto how = read_actor_query("kind=room&worker=1&limit=500&offset=100000&sort=members", fault);
  CAF_CHECK_EQUAL(fault, "");
  CAF_CHECK_EQUAL(how.kind, "room");
  CAF_CHECK_EQUAL(how.worker, 1);
  CAF_CHECK_EQUAL(how.limit, 500u);
  CAF_CHECK_EQUAL(how.offset, 100'000u);
  for (auto text : {"kind=planet", "worker=-1", "worker=x", "limit=501", "limit=", "limit=-1",
                    "offset=100001", "sort=colour", "colour=red"}) {
    fault.clear();
    read_actor_query(text, fault);
    CAF_CHECK(!fault.empty());
  }
}
