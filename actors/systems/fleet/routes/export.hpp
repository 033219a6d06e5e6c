#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "actors/systems/fleet/store/positions.hpp"

/// A vehicle's way as other programs read it; impossible jumps are left out of shapes, and marked in
/// tables.
namespace fleetwire::systems::fleet::routes {

enum class export_format : std::uint8_t { csv, gpx, geojson };

std::optional<export_format> export_format_from(std::string_view name) noexcept;
std::string_view content_type(export_format what) noexcept;

/// Writes the file piece by piece: begin(), rows() as often as there are more, end().
class exporter {
public:
  exporter(export_format what, std::string vehicle_id)
    : what_(what), vehicle_id_(std::move(vehicle_id)) {}
  std::string begin() const;
  std::string rows(const std::vector<store::position>& some);
  std::string end() const;

private:
  void csv_row(std::string& out, const store::position& p) const;
  void gpx_row(std::string& out, const store::position& p) const;
  void geojson_row(std::string& out, const store::position& p);

  export_format what_;
  std::string vehicle_id_;
  bool has_rows_ = false;
};

} // namespace fleetwire::systems::fleet::routes
