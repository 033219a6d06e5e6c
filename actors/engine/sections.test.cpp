#define CAF_SUITE actors.engine.sections

#include "actors/systems/all_systems.hpp"
#include "config/loader.hpp"
#include "config/section.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire;

namespace {

settings with_sections() {
  settings out;
  systems::add_sections(out);
  return out;
}

} // namespace

CAF_TEST(the commented file holds every option of the core and of all systems with its default) {
  auto fresh = with_sections();
  auto s = with_sections();
  config::sources from;
  from.file = FLEETWIRE_SOURCE_FOLDER "/config/fleetwire.toml";
  auto result = config::load(s, from);
  for (const auto& f : result.faults)
    CAF_ERROR(f.to_string());
  const auto defaults = config::schema(fresh);
  const auto loaded = config::schema(s);
  for (std::size_t i = 0; i < defaults.size(); ++i) {
    const auto prefix = defaults[i].path + " = ";
    CAF_CHECK_EQUAL(prefix + config::show(loaded[i], true),
                    prefix + config::show(defaults[i], true));
    CAF_CHECK_EQUAL(prefix + (result.origins.count(defaults[i].path) ? "present" : "absent"),
                    prefix + "present");
  }
}

CAF_TEST(defaults of systems are within their own bounds and belong to their sections) {
  auto s = with_sections();
  CAF_CHECK(!s.sections.all().empty());
  for (const auto& section : s.sections.all()) {
    std::vector<config::option> rows;
    section->describe(rows);
    CAF_CHECK(!rows.empty());
    for (const auto& row : rows) {
      CAF_CHECK(config::valid(row));
      CAF_CHECK(!row.help.empty());
      CAF_CHECK_EQUAL(row.path.substr(0, row.path.find('.')), section->name());
    }
  }
}
