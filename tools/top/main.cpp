#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "tools/top/options.hpp"
#include "tools/top/screen.hpp"

namespace {

/// The listener that a server with the same environment would open.
std::string default_url() {
  const char* host = std::getenv("FLEETWIRE_TELEMETRY_HOST");
  const char* port = std::getenv("FLEETWIRE_TELEMETRY_PORT");
  std::string name = host != nullptr && *host != '\0' ? host : "127.0.0.1";
  if (name.find(':') != std::string::npos)
    name = "[" + name + "]";
  return "http://" + name + ":" + (port != nullptr && *port != '\0' ? port : "9100");
}

} // namespace

int main(int argc, char** argv) {
  using namespace fleetwire::top;
  const auto how = read_options({argv + 1, argv + argc}, default_url());
  if (how.help || how.version) {
    std::fputs((how.help ? help_text() : version_text()).data(), stdout);
    return 0;
  }
  if (!how.fault.empty()) {
    std::fprintf(stderr, "fleetwire-top: %s\n", how.fault.c_str());
    return 2;
  }
  return how.once ? print_once(how) : watch(how);
}
