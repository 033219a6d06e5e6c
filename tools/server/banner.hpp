#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <fleetwire/settings.hpp>

namespace fleetwire::server {

/// What is known once the server listens.
struct started {
  std::string version = {};
  std::string config_file = {}; ///< empty: none was read
  std::string tools = {};       ///< what leads to the other programs: "" or a folder with its "/"
  std::uint16_t port = 0;
  std::uint16_t telemetry_port = 0;
  bool for_people = true; ///< whether somebody sits in front of it
};

/// Where a client on this machine finds the server. Wildcard addresses become localhost.
std::string url(const std::string& host, std::uint16_t port, bool tls);

/// What leads to the programs beside one that was started as `argv0`: "" if the shell found it.
std::string tools_beside(std::string_view argv0);

/// What to do about a server that could not start, if its reason tells; begins with "; ".
std::string advice(std::string_view reason);

/// The block printed after the start. Its first line ends with "listening on URL".
std::string banner(const settings& s, const started& what);

} // namespace fleetwire::server
