#include "actors/engine/pages.hpp"

#include <functional>
#include <utility>

namespace fleetwire {

bool pages::add(std::string_view path, contract::page what) {
  if (path.find_first_of(":*") != std::string_view::npos
      || !routes_.add("GET", path, entries_.size()))
    return false;
  auto tag = '"' + std::to_string(std::hash<std::string>{}(what.body)) + '"';
  entries_.push_back({std::move(what), std::move(tag)});
  return true;
}

http::response pages::answer(const http::request& request) const {
  http::response out;
  const auto found = routes_.find(request.method, request.path());
  if (found.what == http::route_match::outcome::wrong_method) {
    out.status = 405;
    out.set("Allow", found.allow);
    return out;
  }
  if (found.what != http::route_match::outcome::found) {
    out.status = 404;
    return out;
  }
  const auto& [page, tag] = entries_[found.id];
  out.set("Cache-Control", "no-cache"); // asked for again, mostly answered with 304
  out.set("ETag", tag);
  if (request.get("if-none-match") == tag) {
    out.status = 304;
    return out;
  }
  out.set("Content-Type", page.type);
  out.set("X-Content-Type-Options", "nosniff");
  out.body = page.body;
  return out;
}

} // namespace fleetwire
