#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "tools/ctl/command.hpp"

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
  const auto answer = fleetwire::ctl::run({argv + 1, argv + argc}, default_url());
  std::fputs(answer.out.c_str(), stdout);
  if (!answer.error.empty())
    std::fprintf(stderr, "fleetwire-ctl: %s\n", answer.error.c_str());
  return answer.code;
}
