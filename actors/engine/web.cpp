#include "actors/engine/web.hpp"

#include "actors/contract/phrases.hpp"
#include "actors/contract/rest.hpp"
#include "config/log.hpp"
#include "net/http/query.hpp"

#include <algorithm>
#include <exception>
#include <utility>

namespace fleetwire {

using namespace contract;

namespace {

constexpr std::string_view root = "/api/";

constexpr phrase token_texts[] = {{"Token inválido o expirado", "Invalid or expired token"},
                                  {"Error validando token", "Error validating token"}};

/// The token of an `Authorization` header; the scheme in any case.
std::string_view bearer(std::string_view header) noexcept {
  constexpr std::string_view scheme = "bearer ";
  if (header.size() <= scheme.size() || !http::iequals(header.substr(0, scheme.size()), scheme))
    return {};
  return http::trim(header.substr(scheme.size()));
}

/// Its headers are taken.
std::shared_ptr<web_request> translate(unsigned worker, http::request& from,
                                       const http::route_match& found) {
  auto to = std::make_shared<web_request>();
  to->method = from.method;
  to->path = from.path();
  for (const auto& [name, text] : found.params)
    to->params.emplace_back(name, text);
  to->query = http::parse_query(from.query());
  to->headers.reserve(from.headers.size());
  for (auto& header : from.headers)
    to->headers.emplace_back(std::move(header.name), std::move(header.value));
  to->address = from.remote_address;
  to->secure = from.secure;
  to->worker = worker;
  return to;
}

/// False when the body claims to be JSON and is not.
bool read_body(std::string from, web_request& to) {
  if (from.empty())
    return true;
  const auto type = to.header("content-type");
  if (!http::iequals(http::trim(type.substr(0, type.find(';'))), "application/json")) {
    to.raw_body = std::move(from);
    return true;
  }
  to.body = document::parse(std::move(from));
  return to.body.has_value();
}

} // namespace

/// Turns the answer of a handler into one of HTTP. From any worker.
class web::way_back {
public:
  way_back(contract::worker& home, streams& open, const http::request& asked, http::response frame,
           transport::exchange answer)
    : home_(home),
      open_(open),
      version_(asked.version),
      head_only_(asked.method == "HEAD"),
      frame_(std::move(frame)),
      answer_(std::move(answer)) {}

  void send(web_answer what) {
    frame_.status = what.status;
    if (!what.body.empty() || what.source)
      frame_.set("Content-Type", what.type);
    for (auto& [name, text] : what.headers)
      frame_.headers.push_back({name, std::move(text)});
    frame_.body = std::move(what.body);
    if (what.source)
      send_parts(std::move(what.source));
    else
      answer_.respond(std::move(frame_));
  }

private:
  void send_parts(body_source source) {
    const body_stream::manner how{.chunked = version_ >= 11};
    auto begin = [&home = home_, &open = open_, how, head_only = head_only_,
                  source = std::move(source)](std::unique_ptr<transport::stream> out) mutable {
      if (head_only)
        return out->close();
      auto stream = std::make_shared<body_stream>(
        home, std::move(source), how, [&open](body_stream& done) { open.erase(&done); });
      open.emplace(stream.get(), stream);
      stream->start(std::move(out));
    };
    answer_.take_stream(http::serialise_open(std::move(frame_), version_), home_.index(),
                        std::move(begin));
  }

  contract::worker& home_;
  streams& open_;
  unsigned version_;
  bool head_only_;
  http::response frame_;
  transport::exchange answer_;
};

bool web::add(web_route what) {
  if (!routes_.add(what.method, what.pattern, entries_.size()))
    return false;
  names_.push_back(std::string{what.method} + ' ' + std::string{what.pattern});
  entries_.push_back({what.who, std::move(what.handler), what.strangers});
  return true;
}

void web::set_origins(const std::vector<std::string>& origins) {
  http::cors_config next;
  next.origins = origins;
  next.reflect_any = std::ranges::find(origins, "*") != origins.end();
  if (origins.size() == 1)
    next.origins.push_back(origins.front()); // as a list: strangers get no headers
  next.methods = {"GET", "HEAD", "PUT", "PATCH", "POST", "DELETE", "OPTIONS"};
  next.allowed_headers = {"Content-Type",     "Authorization",   "Accept",
                          "X-Requested-With", "Idempotency-Key", "x-auth-retried"};
  next.credentials = true;
  next.max_age_seconds = 86'400;
  auto whole = std::make_shared<const http::cors_config>(std::move(next));
  std::lock_guard guard{cors_lock_};
  cors_.swap(whole);
}

std::shared_ptr<const http::cors_config> web::origins() const {
  std::lock_guard guard{cors_lock_};
  return cors_;
}

bool web::owns(std::string_view path) const noexcept {
  return !entries_.empty() && path.starts_with(root);
}

void web::open(unsigned workers) {
  streams_.resize(workers);
}

void web::release() noexcept {
  for (auto& each : streams_)
    each.clear();
}

void web::serve(contract::worker& here, http::request request, transport::exchange answer) {
  const auto cors = origins();
  if (request.method == "OPTIONS")
    return answer.respond(http::preflight(*cors, request));
  http::response frame;
  http::apply_cors(*cors, request, frame);
  frame.set("X-Content-Type-Options", "nosniff");
  auto back = std::make_shared<way_back>(here, streams_[here.index()], request, std::move(frame),
                                         std::move(answer));
  web_reply reply{[back](web_answer what) { back->send(std::move(what)); }};
  const auto found = routes_.find(request.method, request.path());
  if (found.what != http::route_match::outcome::found)
    return reply(
      rest::problem(404, "Cannot " + request.method + ' ' + std::string{request.path()}));
  auto translated = translate(here.index(), request, found);
  if (!read_body(std::move(request.body), *translated))
    return reply(rest::problem(400, "The body is not valid JSON"));
  handle(entries_[found.id], std::move(translated), reply);
}

void web::handle(const entry& what, std::shared_ptr<web_request> request,
                 const web_reply& reply) const {
  const auto refuse = [&request, &reply](std::string_view text) {
    reply(in_language_of(*request, rest::problem(401, text), token_texts));
  };
  const auto token = bearer(request->header("authorization"));
  if (auth_ != nullptr && !token.empty()) {
    auto who = auth_->check(token);
    if (auto* somebody = std::get_if<principal>(&who)) {
      if (somebody->issuer.empty() || what.strangers)
        request->who = std::move(*somebody);
    } else if (what.who == access::signed_in
               && std::get<auth_error>(who) == auth_error::unknown_user)
      return refuse("Error validando token");
  }
  if (what.who == access::signed_in && !request->who)
    return refuse("Token inválido o expirado");
  try {
    what.handler(request, reply);
  } catch (const std::exception& failure) {
    log::error("http", "handler_failed", {{"path", request->path}, {"what", failure.what()}});
    reply(rest::problem(500, "Unexpected error", "InternalServerError"));
  }
}

} // namespace fleetwire
