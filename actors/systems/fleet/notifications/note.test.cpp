#define CAF_SUITE actors.systems.fleet.notifications.note

#include "actors/systems/fleet/notifications/note.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire;
using namespace fleetwire::systems::fleet::notifications;

namespace {

/// The first fault of a body, or nothing.
template <class Read>
std::string fault_of(std::string_view body, Read read) {
  contract::input in{value{body}};
  read(in);
  return in.finish() ? "" : in.faults().front();
}

std::string draft_fault(std::string_view body) {
  return fault_of(body, [](contract::input& in) { read_draft(in); });
}

std::string users_fault(std::string_view body) {
  return fault_of(body, [](contract::input& in) { read_users(in); });
}

std::string wish_fault(std::string_view body) {
  return fault_of(body, [](contract::input& in) { read_wish(in, "u1"); });
}

std::string message_of(std::size_t length) {
  return R"({"message":")" + std::string(length, 'x') + R"("})";
}

std::string data_of(std::size_t bytes) {
  // {"a":"…"} has eight bytes around the text.
  return R"({"message":"m","data":{"a":")" + std::string(bytes - 8, 'x') + R"("}})";
}

std::string users_of(std::size_t count) {
  std::string all;
  for (std::size_t i = 0; i < count; ++i)
    all += (i == 0 ? "\"u" : ",\"u") + std::to_string(i) + '"';
  return R"({"userIds":[)" + all + "]}";
}

} // namespace

CAF_TEST(a message is enough) {
  contract::input in{value{R"({"message":"hi"})"}};
  const auto what = read_draft(in);
  CAF_REQUIRE(in.finish());
  CAF_CHECK_EQUAL(what.title, "");
  CAF_CHECK_EQUAL(what.message, "hi");
  CAF_CHECK_EQUAL(what.type, "info");
  CAF_CHECK_EQUAL(what.data.text, "");
}

CAF_TEST(texts have bounds in characters) {
  CAF_CHECK_EQUAL(draft_fault(message_of(longest_message)), "");
  CAF_CHECK(draft_fault(message_of(longest_message + 1)) != "");
  CAF_CHECK(draft_fault(message_of(0)) != "");
  const auto titled = [](std::size_t length) {
    std::string title;
    for (std::size_t i = 0; i < length; ++i)
      title += "é";
    return R"({"message":"m","title":")" + title + R"("})";
  };
  CAF_CHECK_EQUAL(draft_fault(titled(longest_title)), "");
  CAF_CHECK(draft_fault(titled(longest_title + 1)) != "");
  CAF_CHECK_EQUAL(draft_fault(data_of(most_data_bytes)), "");
  CAF_CHECK(draft_fault(data_of(most_data_bytes + 1)) != "");
}

CAF_TEST(a draft of the wrong types is refused) {
  for (const auto* bad :
       {"{}", R"({"message":1})", R"({"message":null})", R"({"message":["a"]})",
        R"({"message":"m","title":5})", R"({"message":"m","type":"a b"})",
        R"({"message":"m","type":""})", R"({"message":"m","data":[1]})",
        R"({"message":"m","data":"x"})", R"({"message":"m","colour":"red"})", "[]", "\"m\""})
    CAF_CHECK(draft_fault(bad) != "");
}

CAF_TEST(users of a bulk are counted once each) {
  contract::input in{value{R"({"userIds":["b","a","b"]})"}};
  const auto users = read_users(in);
  CAF_CHECK(in.finish());
  CAF_CHECK_EQUAL(users, (std::vector<std::string>{"a", "b"}));
  CAF_CHECK_EQUAL(users_fault(users_of(most_users)), "");
  CAF_CHECK(users_fault(users_of(most_users + 1)) != "");
  for (const auto* bad : {"{}", R"({"userIds":[]})", R"({"userIds":"u1"})", R"({"userIds":[1]})",
                          R"({"userIds":["u1",""]})", R"({"userIds":{"0":"u1"}})"})
    CAF_CHECK(users_fault(bad) != "");
}

CAF_TEST(a list is asked for by id or by time) {
  contract::input by_id{value{R"({"before":"n1","limit":100,"unread":true})"}};
  const auto first = read_wish(by_id, "u1");
  CAF_CHECK(by_id.finish());
  CAF_CHECK_EQUAL(first.before, "n1");
  CAF_CHECK(!first.before_time);
  CAF_CHECK_EQUAL(first.limit, 100u);
  CAF_CHECK(first.only_unread);
  contract::input by_time{value{R"({"before":"2026-01-31T12:00:00.000Z"})"}};
  const auto second = read_wish(by_time, "u1");
  CAF_CHECK_EQUAL(second.before, "");
  CAF_CHECK_EQUAL(second.before_time.value_or(0), 1'769'860'800'000);
  CAF_CHECK_EQUAL(second.limit, 20u);
  for (const auto* bad :
       {R"({"limit":0})", R"({"limit":101})", R"({"limit":"5"})", R"({"limit":1.5})",
        R"({"unread":"yes"})", R"({"before":"a b"})", R"({"before":7})"})
    CAF_CHECK(wish_fault(bad) != "");
}

CAF_TEST(clients see both names of an id) {
  note one{.id = "n1",
           .user = "u1",
           .what = {"T", "m", "warning", {R"({"a":1.50})"}},
           .created_at = 0,
           .read = false};
  CAF_CHECK_EQUAL(to_json(one).text,
                  R"({"_id":"n1","id":"n1","title":"T","message":"m","type":"warning",)"
                  R"("data":{"a":1.50},"read":false,"createdAt":"1970-01-01T00:00:00.000Z"})");
  one.what.data = {};
  CAF_CHECK_EQUAL(to_broadcast(one).text,
                  R"({"_id":"n1","id":"n1","title":"T","message":"m","type":"warning",)"
                  R"("createdAt":"1970-01-01T00:00:00.000Z"})");
}
