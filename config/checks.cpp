#include "config/schema.hpp"
#include "config/values.hpp"

#include <algorithm>
#include <set>

namespace fleetwire::config {

namespace {

void check_tls(const settings& s, std::vector<fault>& out) {
  if (s.tls.certificate.empty() != s.tls.key.empty()) {
    const auto* missing = s.tls.key.empty() ? "tls.key" : "tls.certificate";
    out.push_back({{},
                   missing,
                   std::string{missing}
                     + " is missing: TLS needs tls.certificate "
                       "and tls.key"});
  }
}

void check_transports(const settings& s, std::vector<fault>& out) {
  const auto& list = s.engineio.transports;
  const std::set<std::string> unique(list.begin(), list.end());
  if (list.empty())
    out.push_back({{}, "engineio.transports", "engineio.transports must name at least one"});
  else if (unique.size() != list.size())
    out.push_back({{}, "engineio.transports", "engineio.transports names one twice"});
}

void check_systems(const settings& s, std::vector<fault>& out) {
  const std::set<std::string> unique(s.systems.begin(), s.systems.end());
  if (unique.size() != s.systems.size())
    out.push_back({{}, "systems", "systems names one twice"});
}

void check_listeners(const settings& s, std::vector<fault>& out) {
  if (s.telemetry.enabled && s.server.port != 0 && s.server.port == s.telemetry.port)
    out.push_back(
      {{},
       "telemetry.port",
       "telemetry.port must differ from server.port, both are " + std::to_string(s.server.port)});
}

void check_drain(const settings& s, std::vector<fault>& out) {
  if (s.server.drain_wave > s.server.drain_timeout)
    out.push_back({{},
                   "server.drain_wave",
                   "server.drain_wave (" + format_duration(s.server.drain_wave)
                     + ") must not be longer than server.drain_timeout ("
                     + format_duration(s.server.drain_timeout) + ")"});
}

/// A bucket that holds less than one event would let none through.
void check_bursts(const settings& s, std::vector<fault>& out) {
  const auto check = [&out](double rate, double burst, const char* name) {
    if (rate > 0 && burst < 1)
      out.push_back({{}, name, std::string{name} + " must be at least 1 while there is a rate"});
  };
  check(s.guard.handshakes_per_second, s.guard.handshake_burst, "guard.handshake_burst");
  check(s.guard.events_per_second, s.guard.event_burst, "guard.event_burst");
  const auto largest = static_cast<double>(s.engineio.max_http_buffer_size);
  if (s.guard.bytes_per_second > 0 && s.guard.byte_burst < largest)
    out.push_back({{},
                   "guard.byte_burst",
                   "guard.byte_burst must not be smaller than one message may be "
                   "(engineio.max_http_buffer_size)"});
}

} // namespace

std::vector<fault> check_together(const settings& s) {
  std::vector<fault> out;
  check_tls(s, out);
  check_transports(s, out);
  check_systems(s, out);
  check_listeners(s, out);
  check_drain(s, out);
  check_bursts(s, out);
  return out;
}

std::vector<fault> check(const settings& s) {
  auto copy = s;
  std::vector<fault> out;
  for (const auto& o : schema(copy))
    if (!valid(o))
      out.push_back({{}, o.path, o.path + " must be " + describe(o) + ", but is " + show(o)});
  std::ranges::move(check_together(s), std::back_inserter(out));
  return out;
}

std::vector<std::string> changed_but_not_reloadable(const settings& from, const settings& to) {
  auto a = from;
  auto b = to;
  const auto before = schema(a);
  const auto after = schema(b);
  std::vector<std::string> out;
  for (std::size_t i = 0; i < before.size(); ++i)
    if (!before[i].reloadable && show(before[i], true) != show(after[i], true))
      out.push_back(before[i].path);
  // Another certificate can be read at any time, but a listener is with TLS or without.
  if (from.tls.certificate.empty() != to.tls.certificate.empty())
    out.emplace_back("tls.certificate");
  return out;
}

settings reloaded(const settings& from, const settings& to) {
  auto out = from;
  auto source = to;
  const auto table = schema(out);
  const auto wanted = schema(source);
  const auto copy = [](auto* place, const auto& other) {
    *place = **std::get_if<std::remove_const_t<decltype(place)>>(&other);
  };
  for (std::size_t i = 0; i < table.size(); ++i)
    if (table[i].reloadable)
      std::visit([&](auto* place) { copy(place, wanted[i].target); }, table[i].target);
  if (from.tls.certificate.empty() != to.tls.certificate.empty())
    out.tls = from.tls;
  return out;
}

} // namespace fleetwire::config
