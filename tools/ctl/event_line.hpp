#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace fleetwire::ctl {

/// An event as a person reads it: "12:00:01.250 /drivers trip:started {…}". `body` is what follows
/// the namespace in its packet, with the id of an ack if it has one. The time is local. Pure but
/// for the host's time zone; empty when it is no event.
std::string event_line(std::chrono::system_clock::time_point at, std::string_view name_space,
                       std::string_view body, bool coloured);

} // namespace fleetwire::ctl
