#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace fleetwire::load {

enum class scenario_kind { connect, idle, echo, fanout, mixed, reconnect };

/// A term of --rooms: every socket joins `rooms` rooms of this kind.
struct room_term {
  bool shared = false;     // else nobody else joins them
  std::size_t rooms = 0;   // how many per socket
  std::size_t members = 1; // sockets per shared room
  bool operator==(const room_term&) const = default;
};

/// What a run does. Times are in seconds; a count of 0 means "the scenario's own default" until
/// `parse_options` has filled it in.
struct options {
  scenario_kind scenario = scenario_kind::echo;

  std::string host = "127.0.0.1";
  std::uint16_t port = 3000;
  std::string path = "/socket.io/";
  std::string name_space = "/";
  std::string auth; // JSON object sent with CONNECT, or empty
  bool polling = false;

  std::size_t connections = 0;
  std::size_t concurrency = 0; // handshakes under way at once
  std::size_t sources = 0;     // source addresses 127.0.0.1 and up; 0: chosen by the system
  double connect_timeout = 30; // per handshake
  bool close_at_once = false;  // connect: drop each connection as soon as it is connected

  std::size_t window = 0; // events in flight: per connection, in fanout of all senders together
  std::size_t senders = 1; // fanout
  std::size_t size = 100; // bytes of an event's payload
  double rate = 0; // events per second in all; 0: closed loop
  std::size_t watchers = 10; // mixed: sockets that see every position
  std::vector<room_term> rooms;

  double warmup = 1;
  double duration = 5;
  double settle = 2; // idle: seconds between the last connection and the window
  double time_limit = 300; // the whole run fails after this
  int server_pid = 0; // 0: nothing is reported about the server
  bool json = false;
  bool quiet = false;
};

/// The command line asked for --help.
struct help_request {};

/// The command line asked for --version.
struct version_request {};

/// Why the command line was refused, as a sentence for the user.
struct usage_error {
  std::string text;
};

using parse_result = std::variant<options, help_request, version_request, usage_error>;

/// Reads a command line without the program's name. Fills in each scenario's defaults.
parse_result parse_options(const std::vector<std::string_view>& args);

std::string_view to_string(scenario_kind kind);

/// The text of --help.
std::string_view help_text();

} // namespace fleetwire::load
