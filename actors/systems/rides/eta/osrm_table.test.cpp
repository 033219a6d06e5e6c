#define CAF_SUITE actors.systems.rides.eta.osrm_table

#include "actors/systems/rides/eta/osrm_table.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire::systems::rides;
using namespace fleetwire::systems::rides::eta;
using namespace std::chrono_literals;

namespace {

std::string table(const std::string& duration) {
  return R"({"code":"Ok","destinations":[{"name":""}],"durations":[[)" + duration + "]]}";
}

} // namespace

CAF_TEST(longitude comes first and numbers are written plainly) {
  CAF_CHECK_EQUAL(table_path({10.4911, -66.8792}, {10.5, -66}),
                  "/table/v1/driving/-66.879200,10.491100;-66.000000,10.500000"
                  "?sources=0&destinations=1&annotations=duration");
  CAF_CHECK_EQUAL(table_path({1e-9, 179.9999999}, {-90, -180}),
                  "/table/v1/driving/180.000000,0.000000;-180.000000,-90.000000"
                  "?sources=0&destinations=1&annotations=duration");
}

CAF_TEST(a duration is seconds with a fraction) {
  CAF_CHECK(read_table(table("287.4")).duration == 287'400ms);
  CAF_CHECK(read_table(table("0")).duration == 0ms);
  CAF_CHECK(read_table(table("31536000")).duration == 8760h);
  CAF_CHECK(read_table(table("287.4")).is_understood);
}

CAF_TEST(where there is no way there is an answer without a duration) {
  for (const auto& body :
       {table("null"), std::string{R"({"code":"NoSegment","message":"far out"})"},
        std::string{R"({"code":"InvalidQuery"})"}, table("-1"), table("31536001"), table("1e300"),
        table(R"("287")")}) {
    const auto answer = read_table(body);
    CAF_CHECK(answer.is_understood);
    CAF_CHECK(!answer.duration);
  }
}

CAF_TEST(garbage is not understood) {
  for (const auto* body :
       {"", "<html>", "{", "[]", "null", R"({"code":7})", R"({"durations":[[1]]})",
        R"({"code":"Ok"})", R"({"code":"Ok","durations":[]})", R"({"code":"Ok","durations":[[]]})",
        R"({"code":"Ok","durations":7})", R"({"code":"Ok","durations":[[1]]} x)"}) {
    const auto answer = read_table(body);
    CAF_CHECK(!answer.is_understood);
    CAF_CHECK(!answer.duration);
  }
}
