#pragma once

#include <string_view>

namespace fleetwire::systems::identity {

extern const std::string_view openapi_yaml;

} // namespace fleetwire::systems::identity
