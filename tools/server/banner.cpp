#include "tools/server/banner.hpp"

#include <algorithm>
#include <thread>

namespace fleetwire::server {

namespace {

std::string joined(const std::vector<std::string>& list) {
  std::string out;
  for (const auto& item : list)
    out += (out.empty() ? "" : ", ") + item;
  return out;
}

std::string line(std::string name, const std::string& text) {
  name.resize(11, ' ');
  return "  " + name + text + "\n";
}

/// The folder that Node finds the client in, if the served files are part of an npm installation.
std::string node_path(const settings& s) {
  constexpr std::string_view inside = "/socket.io-client/dist";
  std::string_view folder = s.socketio.serve_client;
  while (folder.ends_with('/'))
    folder.remove_suffix(1);
  if (!folder.ends_with(inside))
    return {};
  folder.remove_suffix(inside.size());
  return folder.ends_with("node_modules") ? "NODE_PATH=" + std::string{folder} + " " : "";
}

std::string demo_suggestions(const settings& s, const std::string& address) {
  return "\nOpen " + address + "/ in a browser: vans that drive, and a place to talk.\n"
         + "\nTry, from another terminal:\n" + "  " + node_path(s)
         + "node -e \"require('socket.io-client')('" + address
         + "/demo').on('van', (van) => console.log(van))\"\n";
}

std::string suggestions(const settings& s, const started& what, const std::string& address,
                        const std::string& telemetry) {
  const bool demo = std::find(s.systems.begin(), s.systems.end(), "demo") != s.systems.end();
  std::string out = demo ? demo_suggestions(s, address) : "\nTry, from another terminal:\n";
  out += "  curl '" + address + s.engineio.path + "?EIO=4&transport=polling'\n";
  if (s.telemetry.enabled) {
    const auto flag = s.telemetry.port == 9100 ? std::string{} : " --url " + telemetry;
    out += "  curl " + telemetry + "/health/ready\n";
    out += "  " + what.tools + "fleetwire-ctl status" + flag + "\n";
    out += "  " + what.tools + "fleetwire-top" + flag + "\n";
  }
  return out + "\nCtrl-C lets the clients go in order; twice ends at once.\n";
}

} // namespace

std::string url(const std::string& host, std::uint16_t port, bool tls) {
  std::string shown = host;
  if (host == "0.0.0.0" || host == "::")
    shown = "localhost";
  else if (host.find(':') != std::string::npos)
    shown = "[" + host + "]";
  return (tls ? "https://" : "http://") + shown + ":" + std::to_string(port);
}

std::string tools_beside(std::string_view argv0) {
  return std::string{argv0.substr(0, argv0.rfind('/') + 1)};
}

std::string advice(std::string_view reason) {
  const auto has = [reason](std::string_view part) {
    return reason.find(part) != std::string_view::npos;
  };
  const bool telemetry = has("telemetry");
  const bool is_taken = has("Address already in use");
  if (is_taken && telemetry)
    return "; is another server running? Give this one --telemetry.port=N (0: any free one)";
  if (is_taken)
    return "; use --port N or server.port (0: any free one)";
  if (has("Permission denied") && has("listen"))
    return "; ports below 1024 need the capability CAP_NET_BIND_SERVICE";
  if (has("Cannot assign") && has("listen"))
    return telemetry ? "; telemetry.host must be an address of this machine"
                     : "; server.host must be an address of this machine";
  return {};
}

std::string banner(const settings& s, const started& what) {
  const auto address = url(s.server.host, what.port, !s.tls.certificate.empty());
  const auto telemetry = url(s.telemetry.host, what.telemetry_port, false);
  const auto processors = std::max(1u, std::thread::hardware_concurrency());
  std::string out = "fleetwired " + what.version + " listening on " + address + "\n\n";
  out += line("workers", std::to_string(s.server.workers == 0 ? processors : s.server.workers));
  out += line("systems", s.systems.empty() ? "none; the namespace \"/\" accepts every client"
                                           : joined(s.systems));
  out += line("telemetry", s.telemetry.enabled ? telemetry
                                                   + "  (/metrics, /health/ready, "
                                                     "/telemetry)"
                                               : "off");
  out += line("data", s.storage.data.empty() ? "in memory" : s.storage.data);
  out += line("settings", what.config_file.empty() ? "defaults (no --config)" : what.config_file);
  return what.for_people ? out + suggestions(s, what, address, telemetry) : out;
}

} // namespace fleetwire::server
