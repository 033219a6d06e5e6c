#include "tools/ctl/listen_commands.hpp"

#include <array>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <stdexcept>
#include <thread>

#include <unistd.h>

#include "tools/common/json.hpp"
#include "tools/ctl/demo_accounts.hpp"
#include "tools/ctl/event_line.hpp"
#include "tools/load/connection.hpp"

namespace fleetwire::ctl {

namespace {

constexpr std::chrono::seconds pause_before_return{1};

answer misuse(std::string what) {
  return {misused, {}, std::move(what) + "; see fleetwire-ctl --help"};
}

struct part_of_town {
  std::string_view beginning; ///< of the name
  std::string_view application;
  std::string_view name_space;
};
constexpr std::array parts{part_of_town{"driver", "driver_app", "/drivers"},
                           part_of_town{"passenger", "passenger_app", "/passengers"},
                           part_of_town{"admin", "admin_panel", "/admin"}};

/// What the command line asks for.
struct wishes {
  tools::endpoint server;
  std::string as;
  std::string token;
  std::string name_space;
  std::string application;
  std::size_t count = 0; ///< of events; 0: no end
};

bool read_count(const std::string& text, std::size_t& to) {
  const auto* end = text.data() + text.size();
  return text.empty() || std::from_chars(text.data(), end, to).ptr == end;
}

std::optional<answer> read_wishes(const request& asked, wishes& out) {
  auto words = asked.arguments;
  std::string count;
  for (const auto& [name, value] :
       {std::pair{"--as", &out.as}, std::pair{"--token", &out.token},
        std::pair{"--namespace", &out.name_space}, std::pair{"--count", &count}})
    if (!take_flag(words, name, *value))
      return misuse(std::string{name} + " needs a value");
  if (!words.empty())
    return misuse("nobody knows " + words.front());
  if (out.as.empty() == out.token.empty())
    return misuse("either --as NAME or --token TOKEN is needed");
  if (!read_count(count, out.count))
    return misuse("--count must be a number");
  const auto server = tools::parse_url(asked.has_url ? asked.url : "http://127.0.0.1:3000");
  if (!server)
    return misuse("--url must look like http://127.0.0.1:3000");
  out.server = *server;
  for (const auto& each : parts)
    if (out.as.starts_with(each.beginning)) {
      out.application = each.application;
      if (out.name_space.empty())
        out.name_space = each.name_space;
    }
  if (!out.as.empty() && out.application.empty())
    return misuse("--as must be admin, driver1 to driver10 or passenger1 to passenger10");
  if (!out.name_space.starts_with('/'))
    return misuse("--namespace must be a name such as /drivers");
  return std::nullopt;
}

/// A token of the town's accounts; `fault` says why there is none.
std::string log_in(const wishes& who, std::chrono::milliseconds limit, std::string& fault) {
  if (!who.token.empty())
    return who.token;
  const auto body = R"({"email":")" + demo_email(who.as) + R"(","password":")"
                    + std::string{demo_password} + R"(","appAudience":")" + who.application
                    + R"("})";
  const auto reply = tools::post(who.server, "/api/auth/login", body, limit);
  const auto said = tools::json::parse(reply.body);
  if (reply.ok() && said)
    return (*said)["data"]["accessToken"].text();
  fault = !reply.fault.empty()       ? reply.fault
          : said && reply.status > 0 ? (*said)["message"].text()
                                     : "answered " + std::to_string(reply.status);
  return {};
}

bool wants_colours() {
  const char* no = std::getenv("NO_COLOR");
  return (no == nullptr || *no == '\0') && ::isatty(STDOUT_FILENO) == 1;
}

void print(const std::string& line) {
  std::fputs((line + '\n').c_str(), stdout);
  std::fflush(stdout);
}

/// Prints what one connection hears.
class ear final : public load::connection_listener {
public:
  ear(const wishes& who, bool as_json, std::size_t heard)
    : who_(who), as_json_(as_json), coloured_(wants_colours()), heard_(heard) {
    // nop
  }

  void on_ready(load::connection&) override {
    entered_ = true;
    if (!as_json_)
      print((coloured_ ? "\033[2mconnected to " : "connected to ") + who_.name_space
            + (coloured_ ? "\033[0m" : ""));
  }

  void on_packet(load::connection& source, char type, std::string_view body) override {
    if (type != '2')
      return;
    print(as_json_
            ? std::string{body}
            : event_line(std::chrono::system_clock::now(), who_.name_space, body, coloured_));
    if (++heard_ == who_.count)
      source.close();
  }

  void on_refused(load::connection&, std::string_view why) override {
    const auto said = tools::json::parse(why);
    fault_ = said ? (*said)["message"].text() : std::string{why};
  }

  void on_failed(load::connection&, load::failure) override {
    if (fault_.empty())
      fault_ = entered_ ? "the connection is gone" : "there is no Socket.IO server";
  }

  bool entered() const noexcept { return entered_; }
  std::size_t heard() const noexcept { return heard_; }
  const std::string& fault() const noexcept { return fault_; }

private:
  const wishes& who_;
  const bool as_json_;
  const bool coloured_;
  bool entered_ = false;
  std::size_t heard_;
  std::string fault_;
};

/// One connection from its start to its end.
void hear(const wishes& who, const std::string& token, ear& listener) {
  load::options how;
  how.host = who.server.host;
  how.port = who.server.port;
  how.path = who.server.prefix + "/socket.io/";
  how.name_space = who.name_space;
  how.auth = R"({"token":")" + token + R"("})";
  const auto target = load::make_endpoint(how);
  load::connection_context context{target, listener};
  load::connection socket{context, 0};
  socket.open();
  while (!socket.closed()) {
    for (const auto& each : context.events.wait(load::now() + load::nanos_per_second))
      static_cast<load::connection*>(each.data.ptr)->on_io(each.events);
    for (auto* each : std::exchange(context.unsent, {}))
      each->flush();
  }
}

} // namespace

answer listen(const request& asked) {
  wishes who;
  if (auto wrong = read_wishes(asked, who))
    return *wrong;
  bool was_in = false;
  std::size_t heard = 0;
  for (;;) {
    std::string fault;
    try {
      const auto token = log_in(who, asked.limit, fault);
      if (fault.empty()) {
        ear listener{who, asked.json, heard};
        hear(who, token, listener);
        heard = listener.heard();
        was_in = was_in || listener.entered();
        fault = listener.fault();
      }
    } catch (const std::runtime_error& wrong) {
      fault = wrong.what();
    }
    if (who.count > 0 && heard >= who.count)
      return {};
    if (!was_in) // a server that never was there will not come back
      return {failed, {}, fault};
    std::fprintf(stderr, "fleetwire-ctl: %s; trying again\n", fault.c_str());
    std::this_thread::sleep_for(pause_before_return);
  }
}

} // namespace fleetwire::ctl
