#define CAF_SUITE actors.contract.rest

#include "actors/contract/rest.hpp"

#include <limits>

#include "caf/test/dsl.hpp"

using namespace fleetwire;
using namespace fleetwire::contract;

CAF_TEST(an answer is wrapped) {
  const auto ok = rest::success(json{"{\"a\":1}"}, "Trip retrieved", 201);
  CAF_CHECK_EQUAL(ok.status, 201u);
  CAF_CHECK_EQUAL(ok.body, R"({"success":true,"message":"Trip retrieved","data":{"a":1}})");
  const auto bad = rest::problem(404, "Trip not found");
  CAF_CHECK_EQUAL(bad.body,
                  R"({"success":false,"message":"Trip not found","error":{"code":"Not Found"}})");
  const auto coded = rest::problem(409, "x", "ASSIGNMENT_EXPIRED", json{"[1]"});
  CAF_CHECK_EQUAL(coded.body, R"({"success":false,"message":"x",)"
                              R"("error":{"code":"ASSIGNMENT_EXPIRED","details":[1]}})");
}

CAF_TEST(a page knows its neighbours) {
  const auto meta = [](std::size_t page, std::size_t total) {
    const auto body = rest::listed(json{"[]"}, {page, 10}, total).body;
    return body.substr(body.find("\"pageCount\""));
  };
  CAF_CHECK_EQUAL(meta(1, 0), R"("pageCount":1,"totalPages":1,"hasNext":false,"hasPrev":false,)"
                              R"("nextPage":null,"prevPage":null}})");
  CAF_CHECK_EQUAL(meta(1, 11), R"("pageCount":2,"totalPages":2,"hasNext":true,"hasPrev":false,)"
                               R"("nextPage":2,"prevPage":null}})");
  CAF_CHECK_EQUAL(meta(2, 20), R"("pageCount":2,"totalPages":2,"hasNext":false,"hasPrev":true,)"
                               R"("nextPage":null,"prevPage":1}})");
}

CAF_TEST(times are written and read as JavaScript does) {
  const auto when = rest::from_ms(1'769'860'800'123);
  const auto text = rest::iso(when);
  CAF_CHECK_EQUAL(text, "2026-01-31T12:00:00.123Z");
  CAF_CHECK(rest::parse_iso(text) == when);
  CAF_CHECK(rest::parse_iso("2026-01-31T13:00:00.123+01:00") == when);
  CAF_CHECK(rest::parse_iso("2026-01-31T12:00") == rest::from_ms(1'769'860'800'000));
  CAF_CHECK(rest::parse_iso("2026-01-31") == rest::from_ms(1'769'817'600'000));
  for (const auto* bad : {"", "2026", "2026-02-30", "2026-01-31T24:00:00Z", "2026-01-31T12:00:60Z",
                          "2026-01-31T12:00:00.Z", "2026-01-31T12:00:00Zx", "-026-01-31"})
    CAF_CHECK(!rest::parse_iso(bad));
}

CAF_TEST(times reach as far as four digits) {
  // Nanoseconds end in 2262: such a year must not come back as another one.
  for (const auto* text :
       {"0000-01-01T00:00:00.000Z", "1600-02-29T12:00:00.000Z", "2262-04-12T00:00:00.000Z",
        "2600-01-01T00:00:00.001Z", "9999-12-31T23:59:59.999Z"}) {
    const auto read = rest::parse_iso(text);
    CAF_REQUIRE(read);
    CAF_CHECK_EQUAL(rest::iso(*read), text);
  }
  CAF_CHECK(!rest::parse_iso("9999-12-31T23:59:59-00:01"));
  CAF_CHECK(!rest::parse_iso("0000-01-01T00:00:00+00:01"));
  CAF_CHECK(rest::instant_of(253'402'300'799'999));
  CAF_CHECK(rest::instant_of(-62'167'219'200'000));
  for (const auto ms :
       {std::int64_t{253'402'300'800'000}, std::int64_t{-62'167'219'200'001},
        std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::min()})
    CAF_CHECK(!rest::instant_of(ms));
}

CAF_TEST(the clock says what is nearest) {
  using clock = std::chrono::system_clock;
  const auto now = rest::from_ms(1'769'860'800'123);
  CAF_CHECK(rest::to_clock(now) == now);
  CAF_CHECK(rest::to_clock(*rest::parse_iso("9999-12-31")) == clock::time_point::max());
  CAF_CHECK(rest::to_clock(*rest::parse_iso("0001-01-01")) == clock::time_point::min());
  CAF_CHECK(rest::to_clock(rest::from_ms(9'000'000'000'000'000'000)) == clock::time_point::max());
}

CAF_TEST(times look as in JavaScript) {
  using milliseconds = std::chrono::milliseconds;
  const auto at = [](std::int64_t ms) {
    return rest::iso(std::chrono::sys_time<milliseconds>{milliseconds{ms}});
  };
  CAF_CHECK_EQUAL(at(0), "1970-01-01T00:00:00.000Z");
  CAF_CHECK_EQUAL(at(-1), "1969-12-31T23:59:59.999Z");
  CAF_CHECK_EQUAL(at(951'827'696'007), "2000-02-29T12:34:56.007Z");
  CAF_CHECK_EQUAL(at(253'402'300'799'999), "9999-12-31T23:59:59.999Z");
  CAF_CHECK_EQUAL(at(253'402'300'800'000), "+010000-01-01T00:00:00.000Z");
  CAF_CHECK_EQUAL(at(-62'167'219'200'001), "-000001-12-31T23:59:59.999Z");
}

CAF_TEST(ids of a path are checked and read) {
  web_request asked;
  asked.params = {{"id", "3F2504E0-4F89-41D3-9A0C-0305E82C3301"}};
  CAF_CHECK(!rest::refuse_ids(asked));
  CAF_CHECK_EQUAL(rest::id_in(asked, "id"), "3f2504e0-4f89-41d3-9a0c-0305e82c3301");
  asked.params.emplace_back("other", "3F2504E0");
  const auto refused = rest::refuse_ids(asked);
  CAF_REQUIRE(refused.has_value());
  CAF_CHECK_EQUAL(refused->status, 400u);
}
