#define CAF_SUITE actors.systems.fleet.routes.export

#include "actors/systems/fleet/routes/export.hpp"

#include "actors/contract/json.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire::systems::fleet;
using namespace fleetwire::systems::fleet::routes;
using namespace std::chrono_literals;

namespace {

constexpr rules::instant start{std::chrono::sys_days{std::chrono::year{2026} / 3 / 1}};

std::vector<store::position> way() {
  std::vector<store::position> out(3);
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i].seen.where = {1.5, -2.25};
    out[i].seen.at = start + i * 1s;
  }
  out[0].seen.speed = 10;
  out[0].seen.ignition = true;
  out[0].seen.altitude = 7.5;
  out[1].is_impossible = true;
  out[2].seen.accident = true;
  return out;
}

std::string whole(export_format what, const std::vector<store::position>& some) {
  exporter e{what, "v1"};
  auto text = e.begin();
  for (const auto& each : some)
    text += e.rows({each});
  return text + e.end();
}

} // namespace

CAF_TEST(csv has a line for each report) {
  CAF_CHECK_EQUAL(
    whole(export_format::csv, way()),
    "vehicleId,at,lat,lng,speed,heading,accuracy,altitude,fuelLevel,ignition,impossible,"
    "accident\r\n"
    "v1,2026-03-01T00:00:00.000Z,1.5,-2.25,10,,,7.5,,true,,\r\n"
    "v1,2026-03-01T00:00:01.000Z,1.5,-2.25,,,,,,,true,\r\n"
    "v1,2026-03-01T00:00:02.000Z,1.5,-2.25,,,,,,,,true\r\n");
}

CAF_TEST(gpx is a track without jumps) {
  const auto text = whole(export_format::gpx, way());
  CAF_CHECK(text.find("<trk><name>v1</name><trkseg>\n"
                      "<trkpt lat=\"1.5\" lon=\"-2.25\"><ele>7.5</ele>"
                      "<time>2026-03-01T00:00:00.000Z</time></trkpt>\n"
                      "<trkpt lat=\"1.5\" lon=\"-2.25\"><time>2026-03-01T00:00:02.000Z</time>"
                      "</trkpt>\n</trkseg></trk>\n</gpx>\n")
            != std::string::npos);
}

CAF_TEST(geojson is valid whatever the number of rows) {
  const auto all = way();
  const std::vector<std::vector<store::position>> ways{{}, {all[0]}, all};
  for (std::size_t expected = 0; expected < ways.size(); ++expected) {
    const auto text = whole(export_format::geojson, ways[expected]);
    const auto parsed = fleetwire::contract::document::parse(text);
    CAF_REQUIRE(parsed.has_value());
    CAF_CHECK_EQUAL(parsed->root()["features"].size(), expected);
  }
}

CAF_TEST(formats have names) {
  CAF_CHECK(export_format_from("csv") == export_format::csv);
  CAF_CHECK(export_format_from("gpx") == export_format::gpx);
  CAF_CHECK(export_format_from("geojson") == export_format::geojson);
  CAF_CHECK(!export_format_from("json"));
}
