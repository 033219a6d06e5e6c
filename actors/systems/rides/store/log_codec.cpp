#include "actors/systems/rides/store/log_codec.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "actors/contract/json_writer.hpp"
#include "actors/systems/rides/store/columns.hpp"

namespace fleetwire::systems::rides::store {

namespace {

struct adder {
  contract::json_writer& to;
  std::string_view name;

  void operator()(std::monostate) const { to.add(name, nullptr); }

  void operator()(bool flag) const { to.add(name, flag); }

  void operator()(std::int64_t number) const { to.add(name, number); }

  void operator()(double number) const { to.add(name, number); }

  void operator()(const std::string& text) const { to.add(name, std::string_view{text}); }

  void operator()(rules::instant at) const { to.add(name, at); }

  void operator()(geo::point where) const {
    to.nest(name, [&](auto& out) { out.add("lat", where.lat).add("lng", where.lng); });
  }

  void operator()(const rules::named_place& place) const {
    to.nest(name, [&](auto& out) {
      out.add("lat", place.where.lat).add("lng", place.where.lng);
      if (place.address)
        out.add("address", std::string_view{*place.address});
      else
        out.add("address", nullptr);
    });
  }
};

// As json_writer writes it, so without a line break.
void append_metadata(std::string& onto, const std::vector<rules::log_field>& metadata) {
  contract::json_writer out{onto};
  for (const auto& field : metadata)
    std::visit(adder{out, field.name}, field.value);
}

/// What is before `end`, which must be there; the rest begins behind it.
std::optional<std::string_view> cut(std::string_view& rest, char end) {
  const auto size = rest.find(end);
  if (size == std::string_view::npos)
    return std::nullopt;
  const auto out = rest.substr(0, size);
  rest.remove_prefix(size + 1);
  return out;
}

std::optional<std::int64_t> number_in(std::string_view text) {
  std::int64_t out = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), out);
  return fault == std::errc{} && end == text.data() + text.size() ? std::optional{out}
                                                                  : std::nullopt;
}

} // namespace

std::string lines_text(const std::vector<rules::log_entry>& log) {
  std::string out;
  out.reserve(log.size() * 256);
  for (const auto& each : log) {
    if (!out.empty())
      out += '\n';
    out += to_string(each.kind);
    out += ' ';
    out += std::to_string(ms(each.at));
    out += ' ';
    append_metadata(out, each.metadata);
  }
  return out;
}

bool read_lines(std::string_view lines, std::vector<trip_event>& onto) {
  for (bool has_more = true; has_more;) {
    const auto kind = cut(lines, ' ');
    const auto time = cut(lines, ' ');
    const auto at = time ? number_in(*time) : std::nullopt;
    if (!kind || !at)
      return false;
    const auto size = std::min(lines.find('\n'), lines.size());
    has_more = size < lines.size();
    onto.push_back({static_cast<std::int64_t>(onto.size()) + 1, std::string{*kind}, instant_of(*at),
                    std::string{lines.substr(0, size)}});
    lines.remove_prefix(size + (has_more ? 1 : 0));
  }
  return true;
}

} // namespace fleetwire::systems::rides::store
