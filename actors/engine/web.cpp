#include "actors/engine/web.hpp"

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

/// The token of an `Authorization` header; the scheme in any case.
std::string_view bearer(std::string_view header) noexcept {
  constexpr std::string_view scheme = "bearer ";
  if (header.size() <= scheme.size() || !http::iequals(header.substr(0, scheme.size()), scheme))
    return {};
  return http::trim(header.substr(scheme.size()));
}

std::shared_ptr<web_request> translate(unsigned worker, const http::request& from,
                                       const http::route_match& found) {
  auto to = std::make_shared<web_request>();
  to->method = from.method;
  to->path = from.path();
  for (const auto& [name, text] : found.params)
    to->params.emplace_back(name, text);
  to->query = http::parse_query(from.query());
  for (const auto& header : from.headers)
    to->headers.emplace_back(header.name, header.value);
  to->address = from.remote_address;
  to->secure = from.secure;
  to->worker = worker;
  return to;
}

/// False when the body claims to be JSON and is not.
bool read_body(const http::request& from, web_request& to) {
  if (from.body.empty())
    return true;
  const auto type = from.get("content-type");
  if (!http::iequals(http::trim(type.substr(0, type.find(';'))), "application/json")) {
    to.raw_body = from.body;
    return true;
  }
  to.body = document::parse(from.body);
  return to.body.has_value();
}

} // namespace

bool web::add(web_route what) {
  if (!routes_.add(what.method, what.pattern, entries_.size()))
    return false;
  entries_.push_back({what.who, std::move(what.handler)});
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
  cors_.store(std::make_shared<const http::cors_config>(std::move(next)));
}

bool web::owns(std::string_view path) const noexcept {
  return !entries_.empty() && path.starts_with(root);
}

void web::serve(unsigned worker, const http::request& request, transport::exchange answer) const {
  const auto cors = cors_.load();
  if (request.method == "OPTIONS")
    return answer.respond(http::preflight(*cors, request));
  http::response frame;
  http::apply_cors(*cors, request, frame);
  frame.set("X-Content-Type-Options", "nosniff");
  auto held = std::make_shared<transport::exchange>(std::move(answer));
  web_reply reply{[held, frame](web_answer what) {
    auto out = frame;
    out.status = what.status;
    if (!what.body.empty())
      out.set("Content-Type", what.type);
    for (auto& [name, text] : what.headers)
      out.headers.push_back({name, std::move(text)});
    out.body = std::move(what.body);
    held->respond(std::move(out));
  }};
  const auto found = routes_.find(request.method, request.path());
  if (found.what != http::route_match::outcome::found)
    return reply(rest::problem(404, "Cannot " + request.method + ' ' + std::string{request.path()}));
  auto translated = translate(worker, request, found);
  if (!read_body(request, *translated))
    return reply(rest::problem(400, "The body is not valid JSON"));
  handle(entries_[found.id], std::move(translated), reply);
}

void web::handle(const entry& what, std::shared_ptr<web_request> request,
                 const web_reply& reply) const {
  const auto token = bearer(request->header("authorization"));
  if (auth_ != nullptr && !token.empty()) {
    auto who = auth_->check(token);
    if (auto* somebody = std::get_if<principal>(&who))
      request->who = std::move(*somebody);
    else if (what.who == access::signed_in && std::get<auth_error>(who) == auth_error::unknown_user)
      return reply(rest::problem(401, "Error validando token"));
  }
  if (what.who == access::signed_in && !request->who)
    return reply(rest::problem(401, "Token inválido o expirado"));
  try {
    what.handler(request, reply);
  } catch (const std::exception& failure) {
    log::error("http", "handler_failed", {{"path", request->path}, {"what", failure.what()}});
    reply(rest::problem(500, "Unexpected error", "InternalServerError"));
  }
}

} // namespace fleetwire
