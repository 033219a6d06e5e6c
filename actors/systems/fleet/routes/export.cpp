#include "actors/systems/fleet/routes/export.hpp"

#include "actors/contract/rest.hpp"
#include "actors/systems/fleet/wire/shapes.hpp"

namespace fleetwire::systems::fleet::routes {

namespace {

using contract::rest::iso;

void cell(std::string& out, const std::optional<double>& number) {
  out += ',';
  if (number)
    append_json_number(out, *number);
}

void number(std::string& out, std::string_view before, double what, std::string_view after) {
  out += before;
  append_json_number(out, what);
  out += after;
}

} // namespace

std::optional<export_format> export_format_from(std::string_view name) noexcept {
  if (name == "csv")
    return export_format::csv;
  if (name == "gpx")
    return export_format::gpx;
  if (name == "geojson")
    return export_format::geojson;
  return std::nullopt;
}

std::string_view content_type(export_format what) noexcept {
  switch (what) {
    case export_format::csv:
      return "text/csv; charset=utf-8";
    case export_format::gpx:
      return "application/gpx+xml";
    case export_format::geojson:
      return "application/geo+json";
  }
  return "application/octet-stream";
}

std::string exporter::begin() const {
  switch (what_) {
    case export_format::csv:
      return "vehicleId,at,lat,lng,speed,heading,accuracy,altitude,fuelLevel,ignition,"
             "impossible,accident\r\n";
    case export_format::gpx: // ids need no escapes
      return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
             "<gpx version=\"1.1\" creator=\"fleetwire\" "
             "xmlns=\"http://www.topografix.com/GPX/1/1\">\n"
             "<trk><name>"
             + vehicle_id_ + "</name><trkseg>\n";
    case export_format::geojson:
      return R"({"type":"FeatureCollection","features":[)";
  }
  return {};
}

std::string exporter::rows(const std::vector<store::position>& some) {
  std::string out;
  out.reserve(some.size() * 160);
  for (const auto& p : some) {
    if (what_ == export_format::csv)
      csv_row(out, p);
    else if (p.is_impossible)
      continue;
    else
      what_ == export_format::gpx ? gpx_row(out, p) : geojson_row(out, p);
  }
  return out;
}

std::string exporter::end() const {
  switch (what_) {
    case export_format::csv:
      return {};
    case export_format::gpx:
      return "</trkseg></trk>\n</gpx>\n";
    case export_format::geojson:
      return "\n]}\n";
  }
  return {};
}

void exporter::csv_row(std::string& out, const store::position& p) const {
  out.append(vehicle_id_).append(1, ',').append(iso(*p.seen.at));
  cell(out, p.seen.where.lat);
  cell(out, p.seen.where.lng);
  cell(out, p.seen.speed);
  cell(out, p.seen.heading);
  cell(out, p.seen.accuracy);
  cell(out, p.seen.altitude);
  cell(out, p.seen.fuel);
  out += p.seen.ignition ? (*p.seen.ignition ? ",true" : ",false") : ",";
  out += p.is_impossible ? ",true" : ",";
  out += p.seen.accident ? ",true\r\n" : ",\r\n";
}

void exporter::gpx_row(std::string& out, const store::position& p) const {
  number(out, "<trkpt lat=\"", p.seen.where.lat, "\"");
  number(out, " lon=\"", p.seen.where.lng, "\">");
  if (p.seen.altitude)
    number(out, "<ele>", *p.seen.altitude, "</ele>");
  out.append("<time>").append(iso(*p.seen.at)).append("</time></trkpt>\n");
}

void exporter::geojson_row(std::string& out, const store::position& p) {
  out += has_rows_ ? ",\n" : "\n";
  has_rows_ = true;
  number(out, R"({"type":"Feature","geometry":{"type":"Point","coordinates":[)", p.seen.where.lng,
         ",");
  number(out, "", p.seen.where.lat, R"(]},"properties":)");
  out.append(wire::position_json(p).text).append(1, '}');
}

} // namespace fleetwire::systems::fleet::routes
