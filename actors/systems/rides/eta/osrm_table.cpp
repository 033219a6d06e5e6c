#include "actors/systems/rides/eta/osrm_table.hpp"

#include "actors/contract/json.hpp"

#include <array>
#include <charconv>
#include <utility>

namespace fleetwire::systems::rides::eta {

namespace {

constexpr int digits = 6; // a tenth of a metre
/// Nobody waits longer for a car; also keeps what follows within its types.
constexpr double longest_s = 86'400.0 * 365;

void append(std::string& out, double degrees) {
  std::array<char, 32> text;
  const auto end = std::to_chars(text.data(), text.data() + text.size(), degrees,
                                 std::chars_format::fixed, digits);
  out.append(text.data(), end.ptr);
}

void append(std::string& out, geo::point where) {
  append(out, where.lng);
  out += ',';
  append(out, where.lat);
}

} // namespace

std::string table_path(geo::point from, geo::point to) {
  std::string path{"/table/v1/driving/"};
  append(path, from);
  path += ';';
  append(path, to);
  return path += "?sources=0&destinations=1&annotations=duration";
}

table_answer read_table(std::string body) {
  table_answer answer;
  const auto text = contract::document::parse(std::move(body));
  const auto code = text ? text->root()["code"].as_string() : std::nullopt;
  answer.is_understood = code.has_value();
  if (code != "Ok")
    return answer;
  const auto durations = text->root()["durations"];
  const auto seconds = durations[0][0];
  answer.is_understood = seconds.exists();
  if (const auto taken = seconds.as_double(); taken && *taken >= 0 && *taken <= longest_s)
    answer.duration =
      std::chrono::round<std::chrono::milliseconds>(std::chrono::duration<double>{*taken});
  return answer;
}

} // namespace fleetwire::systems::rides::eta
