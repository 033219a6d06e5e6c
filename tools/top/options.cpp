#include "tools/top/options.hpp"

#include "tools/common/http_client.hpp"

#include <charconv>

namespace fleetwire::top {

namespace {

constexpr double shortest = 0.1;
constexpr double longest = 3'600;

bool read_interval(std::string_view text, std::chrono::milliseconds& to) {
  double seconds = 0;
  auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (fault != std::errc{} || end != text.data() + text.size())
    return false;
  if (!(seconds >= shortest && seconds <= longest))
    return false;
  to = std::chrono::milliseconds{static_cast<int>(seconds * 1'000)};
  return true;
}

} // namespace

options read_options(const std::vector<std::string>& arguments, std::string default_url) {
  options result;
  result.url = std::move(default_url);
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    std::string_view word = arguments[i];
    auto equals = word.find('=');
    const auto name = word.substr(0, equals);
    if (name == "--url" || name == "--interval") {
      if (equals == std::string_view::npos && i + 1 == arguments.size()) {
        result.fault = std::string{name} + " needs a value";
        return result;
      }
      const std::string value{equals == std::string_view::npos ? std::string_view{arguments[++i]}
                                                               : word.substr(equals + 1)};
      if (name == "--url")
        result.url = value;
      else if (!read_interval(value, result.interval))
        result.fault = "--interval is a number of seconds from 0.1 to 3600";
    } else if (word == "--once") {
      result.once = true;
    } else if (word == "--json") {
      result.json = true;
    } else if (word == "--help" || word == "-h") {
      result.help = true;
    } else if (word == "--version") {
      result.version = true;
    } else {
      result.fault = "unknown argument " + std::string{word};
    }
  }
  if (result.json && !result.once && result.fault.empty())
    result.fault = "--json goes with --once";
  if (!tools::parse_url(result.url) && result.fault.empty())
    result.fault = "--url must look like http://127.0.0.1:9100, but is " + result.url;
  return result;
}

std::string_view help_text() noexcept {
  return R"(Usage: fleetwire-top [--url URL] [--interval SECONDS] [--once [--json]]

Shows live what a running fleetwired does: connections, traffic, workers, kinds
of actors and single actors.

  --url URL           the server's internal listener; default is what
                      FLEETWIRE_TELEMETRY_HOST and FLEETWIRE_TELEMETRY_PORT say,
                      else http://127.0.0.1:9100
  --interval SECONDS  time between two looks, 0.1 to 3600; default 1
  --once              print one view as text and end
  --once --json       print the server's telemetry as JSON and end
  --version, --help

Keys: arrows or j k select, Enter opens an actor, Esc or Backspace goes back,
Tab chooses the kind of actors, w the worker, s what they are sorted by (m b u a
choose messages, bytes, queue, age), n p the next and previous page, Space
pauses, h or ? helps, q quits.
)";
}

std::string_view version_text() noexcept {
  return "fleetwire-top " FLEETWIRE_VERSION "\n";
}

} // namespace fleetwire::top
