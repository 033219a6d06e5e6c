#include "tools/load/scenario.hpp"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <string>

namespace fleetwire::load {

namespace {

constexpr std::string_view payload_start = R"({"seq":)";
constexpr std::size_t sequence_digits = 10;
constexpr std::uint64_t sequence_base = 1'000'000'000;
constexpr std::size_t joins_in_flight = 256;

} // namespace

stretch::stretch(int server_pid)
  : server_pid_(server_pid),
    server_from_(server_pid > 0 ? sample_process(server_pid) : std::nullopt),
    own_from_(own_cpu_seconds()),
    own_until_(own_from_),
    from_(now()),
    until_(from_) {}

void stretch::end() {
  until_ = now();
  own_until_ = own_cpu_seconds();
  if (server_pid_ > 0)
    server_until_ = sample_process(server_pid_);
}

double stretch::server_cpu() const {
  return server_known() ? server_until_->cpu_seconds - server_from_->cpu_seconds : 0;
}

void stretch::add_to(report& out, std::string_view key, std::string_view label,
                     double count) const {
  auto name = std::string{label};
  out.add(key, name, count);
  out.add("seconds", "measured", seconds(), "s");
  out.add(std::string{key} + "_per_s", name + " per second", count / seconds());
  if (server_known()) {
    // Ticks of 10 ms: less than one is not a figure.
    double cpu = server_cpu();
    out.add("server_cpu_s", "server processor time", cpu, "s");
    out.add("server_cpu_percent", "server load of a core", 100 * cpu / seconds(), "%");
    out.add(std::string{key} + "_per_cpu_s", name + " per second of server CPU", count / cpu);
    out.add("server_rss_mb", "server memory",
            static_cast<double>(server_until_->rss_bytes) / (1024 * 1024), "MB");
  }
  out.add("own_cpu_percent", "load generator's own load", 100 * own_cpu() / seconds(), "%");
}

scenario::scenario(const options& o) : options_(o), crowd_(o, *this) {}

void scenario::progress(std::string_view phase, double done, double total, bool always) {
  auto at = now();
  if (options_.quiet || (!always && at - shown_at_ < nanos_per_second))
    return;
  shown_at_ = at;
  std::fprintf(stderr, "%.*s %s / %s\n", static_cast<int>(phase.size()), phase.data(),
               readable(done).c_str(), readable(total).c_str());
}

void scenario::turn_until(nanos end, std::string_view phase, const std::function<nanos()>& step,
                          const std::function<bool()>& done) {
  auto from = now();
  for (auto at = from; at < end && !done(); at = now()) {
    auto wake_at = std::min({end, step(), at + nanos_per_second});
    crowd_.turn(wake_at);
    progress(phase, to_seconds(at - from), to_seconds(end - from));
  }
}

void scenario::turn_until(nanos end, std::string_view phase) {
  turn_until(end, phase, [=] { return end; }, [] { return false; });
}

bool scenario::open_all() {
  crowd_.open_all();
  auto total = static_cast<double>(crowd_.size());
  while (!crowd_.settled()) {
    crowd_.turn(now() + nanos_per_second);
    progress("connecting", static_cast<double>(crowd_.counts.ready), total);
  }
  return crowd_.counts.ready == crowd_.size() && crowd_.counts.lost == 0;
}

bool scenario::join_rooms(const std::function<room_names(std::size_t)>& rooms_of) {
  joining_ = true;
  joins_pending_ = 0;
  auto lost = crowd_.counts.lost;
  std::size_t next = 0;
  while ((next < crowd_.size() || joins_pending_ > 0) && crowd_.counts.lost == lost) {
    for (; next < crowd_.size() && joins_pending_ < joins_in_flight; ++next) {
      for (const auto& room : rooms_of(next)) {
        crowd_[next].send('2', {"1[\"join\",\"", room, "\"]"});
        ++joins_pending_;
      }
    }
    if (next < crowd_.size() || joins_pending_ > 0)
      crowd_.turn(now() + nanos_per_second);
    progress("joining", static_cast<double>(next), static_cast<double>(crowd_.size()));
  }
  joining_ = false;
  return crowd_.counts.lost == lost;
}

void scenario::on_packet(connection& source, char type, std::string_view body) {
  if (!joining_)
    on_traffic(source, type, body);
  else if (type == '3' && joins_pending_ > 0)
    --joins_pending_;
}

bool scenario::add_connections(report& out) const {
  const auto& c = crowd_.counts;
  out.add("connections", "connections", static_cast<double>(crowd_.size()));
  out.add("refused", "refused", static_cast<double>(c.refused));
  out.add("timed_out", "timed out", static_cast<double>(c.timed_out));
  out.add("lost", "lost", static_cast<double>(c.lost));
  return c.refused == 0 && c.timed_out == 0 && c.lost == 0;
}

std::string make_payload(std::size_t size) {
  std::string out{payload_start};
  out += std::to_string(sequence_base) + R"(,"lat":-12.0463731,"lng":-77.0427934,"pad":")";
  out.append(size - out.size() - 2, 'x');
  return out + "\"}";
}

void set_sequence(std::string& payload, std::uint64_t sequence) {
  auto* start = payload.data() + payload_start.size();
  std::to_chars(start, start + sequence_digits, sequence_base + sequence);
}

std::optional<std::uint64_t> sequence_after(std::string_view body, std::string_view event) {
  if (body.size() < event.size() + payload_start.size() + sequence_digits
      || !body.starts_with(event) || !body.substr(event.size()).starts_with(payload_start))
    return std::nullopt;
  auto* start = body.data() + event.size() + payload_start.size();
  std::uint64_t value = 0;
  auto [end, ec] = std::from_chars(start, start + sequence_digits, value);
  if (ec != std::errc{} || end != start + sequence_digits || value < sequence_base)
    return std::nullopt;
  return value - sequence_base;
}

} // namespace fleetwire::load
