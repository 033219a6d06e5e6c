#include "tools/ctl/server_commands.hpp"

#include "tools/common/json.hpp"
#include "tools/ctl/show.hpp"

namespace fleetwire::ctl {

namespace {

answer unreachable(const request& asked, const std::string& fault) {
  return {failed, {}, asked.url + ": " + fault};
}

/// Asks for `path`; the answer's `error` is set if nothing useful came.
tools::reply ask(const request& asked, std::string_view path, answer& out) {
  const auto where = tools::parse_url(asked.url);
  if (!where) {
    out = {misused, {}, "--url must look like http://127.0.0.1:9100, but is " + asked.url};
    return {};
  }
  auto reply = tools::get(*where, path, asked.limit);
  if (!reply.fault.empty())
    out = unreachable(asked, reply.fault);
  return reply;
}

/// The document of /telemetry. Nothing, and the answer says why, if there is none.
std::optional<tools::json> telemetry(const request& asked, answer& out, std::string& raw) {
  auto reply = ask(asked, "/telemetry", out);
  if (!out.error.empty())
    return std::nullopt;
  if (!reply.ok()) {
    out = unreachable(asked, "answered " + std::to_string(reply.status));
    return std::nullopt;
  }
  auto document = tools::json::parse(reply.body);
  if (!document)
    out = unreachable(asked, "the answer is no telemetry");
  raw = std::move(reply.body);
  return document;
}

std::string with_line_end(std::string text) {
  if (!text.ends_with('\n'))
    text += '\n';
  return text;
}

} // namespace

answer health(const request& asked) {
  answer out;
  const auto live = ask(asked, "/health/live", out);
  if (!out.error.empty())
    return out;
  const auto ready = ask(asked, "/health/ready", out);
  if (!out.error.empty())
    return out;
  const auto word = [](const tools::reply& r) {
    return r.ok() ? std::string{"yes"} : "no (" + std::to_string(r.status) + ")";
  };
  const auto truth = [](const tools::reply& r) { return r.ok() ? "true" : "false"; };
  if (asked.json)
    out.out = std::string{"{\"live\":"} + truth(live) + ",\"ready\":" + truth(ready) + "}\n";
  else
    out.out = "live   " + word(live) + "\nready  " + word(ready) + "\n";
  out.code = live.ok() && ready.ok() ? done : failed;
  return out;
}

answer status(const request& asked) {
  answer out;
  std::string raw;
  if (const auto document = telemetry(asked, out, raw))
    // The busiest connections are for fleetwire-top.
    out.out = asked.json ? with_line_end(std::move(raw)) : figures(*document, "top");
  return out;
}

answer actors(const request& asked) {
  answer out;
  std::string raw;
  const auto document = telemetry(asked, out, raw);
  if (!document)
    return out;
  const auto word = asked.arguments.empty() ? std::string{} : asked.arguments.front();
  const auto& kinds = (*document)["kinds"];
  if (!kinds.is(tools::json::kind::array))
    return unreachable(asked, "the telemetry lists no kinds of actors");
  out.out = asked.json ? with_line_end(written(kinds)) : table(kinds, word);
  return out;
}

answer metrics(const request& asked) {
  answer out;
  const auto reply = ask(asked, "/metrics", out);
  if (!out.error.empty())
    return out;
  if (!reply.ok())
    return unreachable(asked, "answered " + std::to_string(reply.status));
  const auto word = asked.arguments.empty() ? std::string{} : asked.arguments.front();
  out.out = matching_metrics(reply.body, word);
  if (out.out.empty()) {
    out.code = failed;
    out.error = "no metric has " + word + " in its name";
  }
  return out;
}

} // namespace fleetwire::ctl
