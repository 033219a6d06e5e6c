#pragma once

#include <string_view>

/// The files of page/, taken over by the build.
namespace fleetwire::systems::demo {

extern const std::string_view index_html;
extern const std::string_view style_css;
extern const std::string_view map_js;

} // namespace fleetwire::systems::demo
