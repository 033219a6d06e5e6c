#pragma once

#include "tests/conformance/websocket_oracle/oracle.hpp"

namespace fleetwire::conformance {

/// A stream of frames that depends on the seed alone: about half of them are in order, the others
/// break one rule or another.
[[nodiscard]] stream_case random_stream(unsigned seed);

} // namespace fleetwire::conformance
