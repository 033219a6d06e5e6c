#include "tools/load/options.hpp"

#include <charconv>
#include <functional>
#include <map>
#include <optional>

namespace fleetwire::load {

namespace {

constexpr std::string_view scenario_names[] = {"connect", "idle",  "echo",
                                               "fanout",  "mixed", "reconnect"};

// The JSON payload carries a sequence number and a position besides its padding.
constexpr std::size_t min_size = 64;
constexpr std::size_t max_size = 1 << 20;

template <class T>
std::optional<T> number(std::string_view text) {
  T value{};
  auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (ec != std::errc{} || end != text.data() + text.size())
    return std::nullopt;
  return value;
}

using setter = std::function<bool(options&, std::string_view)>;

template <class T>
setter in_range(T options::* field, T low, T high) {
  return [=](options& o, std::string_view text) {
    auto value = number<T>(text);
    if (!value || !(*value >= low && *value <= high))
      return false;
    o.*field = *value;
    return true;
  };
}

setter text(std::string options::* field, std::string_view must_start_with) {
  return [=](options& o, std::string_view value) {
    if (!value.starts_with(must_start_with))
      return false;
    o.*field = value;
    return true;
  };
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    auto end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos)
      return parts;
    text.remove_prefix(end + 1);
  }
}

std::optional<room_term> parse_room_term(std::string_view text) {
  auto parts = split(text, ':');
  bool shared = parts[0] == "shared";
  if ((!shared && parts[0] != "private") || parts.size() != (shared ? 3u : 2u))
    return std::nullopt;
  auto rooms = number<std::size_t>(parts[1]);
  auto members = shared ? number<std::size_t>(parts[2]) : std::size_t{1};
  if (!rooms || *rooms == 0 || *rooms > 1000 || !members || *members == 0)
    return std::nullopt;
  return room_term{shared, *rooms, *members};
}

bool parse_rooms(options& o, std::string_view text) {
  o.rooms.clear();
  for (auto part : split(text, ',')) {
    auto term = parse_room_term(part);
    if (!term)
      return false;
    o.rooms.push_back(*term);
  }
  return true;
}

bool parse_transport(options& o, std::string_view text) {
  o.polling = text == "polling";
  return o.polling || text == "websocket";
}

const std::map<std::string_view, setter>& value_flags() {
  constexpr std::size_t many = 100'000'000;
  static const std::map<std::string_view, setter> flags{
    {"--host", text(&options::host, "")},
    {"--port", in_range<std::uint16_t>(&options::port, 1, 65535)},
    {"--path", text(&options::path, "/")},
    {"--namespace", text(&options::name_space, "/")},
    {"--auth", text(&options::auth, "{")},
    {"--transport", parse_transport},
    {"--connections", in_range<std::size_t>(&options::connections, 1, 1'000'000)},
    {"--concurrency", in_range<std::size_t>(&options::concurrency, 1, 1'000'000)},
    {"--sources", in_range<std::size_t>(&options::sources, 1, 250)},
    {"--connect-timeout", in_range<double>(&options::connect_timeout, 0.1, 3600)},
    {"--window", in_range<std::size_t>(&options::window, 1, 65536)},
    {"--senders", in_range<std::size_t>(&options::senders, 1, 1'000'000)},
    {"--size", in_range<std::size_t>(&options::size, min_size, max_size)},
    {"--rate", in_range<double>(&options::rate, 0.001, static_cast<double>(many))},
    {"--watchers", in_range<std::size_t>(&options::watchers, 0, 1'000'000)},
    {"--rooms", parse_rooms},
    {"--warmup", in_range<double>(&options::warmup, 0, 3600)},
    {"--duration", in_range<double>(&options::duration, 0.1, 86400)},
    {"--settle", in_range<double>(&options::settle, 0, 3600)},
    {"--time-limit", in_range<double>(&options::time_limit, 1, 86400)},
    {"--server-pid", in_range<int>(&options::server_pid, 1, 1 << 30)},
  };
  return flags;
}

bool set_switch(options& o, std::string_view flag) {
  if (flag == "--close")
    o.close_at_once = true;
  else if (flag == "--json")
    o.json = true;
  else if (flag == "--quiet")
    o.quiet = true;
  else
    return false;
  return true;
}

bool parse_scenario(options& o, std::string_view text) {
  int kind = 0;
  for (auto name : scenario_names) {
    if (name == text) {
      o.scenario = static_cast<scenario_kind>(kind);
      return true;
    }
    ++kind;
  }
  return false;
}

void fill_defaults(options& o) {
  bool crowd = o.scenario == scenario_kind::connect || o.scenario == scenario_kind::idle
               || o.scenario == scenario_kind::fanout || o.scenario == scenario_kind::reconnect;
  if (o.connections == 0)
    o.connections = crowd ? 1000 : 100;
  if (o.concurrency == 0)
    o.concurrency = o.scenario == scenario_kind::reconnect ? o.connections : 64;
  if (o.window == 0)
    o.window = o.rate > 0 ? 64 : 1;
  // A source address has some 28,000 ports.
  if (o.sources == 0 && o.connections > 25'000)
    o.sources = o.connections / 25'000 + 1;
}

std::string check(const options& o) {
  if (o.polling && (o.scenario != scenario_kind::connect || !o.close_at_once))
    return "--transport polling is for 'connect' with --close: nothing polls afterwards";
  if (o.scenario == scenario_kind::fanout && o.senders > o.connections)
    return "--senders exceeds --connections: senders are members of the room";
  if (o.scenario == scenario_kind::mixed && o.watchers >= o.connections)
    return "--watchers must be below --connections: the others send";
  if (!o.rooms.empty() && o.scenario != scenario_kind::idle)
    return "--rooms is for 'idle'";
  if (o.sources > 0 && !o.host.starts_with("127."))
    return "--sources needs a --host in 127.0.0.0/8";
  return {};
}

} // namespace

std::string_view to_string(scenario_kind kind) {
  return scenario_names[static_cast<int>(kind)];
}

parse_result parse_options(const std::vector<std::string_view>& args) {
  options o;
  bool named = false;
  for (std::size_t i = 0; i < args.size(); ++i) {
    auto arg = args[i];
    if (arg == "--help" || arg == "-h")
      return help_request{};
    if (arg == "--version")
      return version_request{};
    if (!arg.starts_with("-")) {
      if (named || !parse_scenario(o, arg))
        return usage_error{"unknown scenario '" + std::string{arg} + "'"};
      named = true;
      continue;
    }
    if (set_switch(o, arg))
      continue;
    auto flag = value_flags().find(arg);
    if (flag == value_flags().end())
      return usage_error{"unknown option '" + std::string{arg} + "'"};
    if (++i == args.size())
      return usage_error{std::string{arg} + " needs a value"};
    if (!flag->second(o, args[i]))
      return usage_error{std::string{arg} + " cannot be '" + std::string{args[i]} + "'"};
  }
  if (!named)
    return usage_error{"name a scenario: connect, idle, echo, fanout, mixed or reconnect"};
  fill_defaults(o);
  if (auto fault = check(o); !fault.empty())
    return usage_error{fault};
  return o;
}

} // namespace fleetwire::load
