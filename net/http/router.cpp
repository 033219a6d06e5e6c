#include "net/http/router.hpp"

#include "net/http/query.hpp"

#include <algorithm>
#include <map>
#include <optional>

namespace fleetwire::http {

struct router::node {
  struct endpoint {
    std::string method;
    std::size_t id;
  };

  std::map<std::string, std::unique_ptr<node>, std::less<>> literals;
  std::unique_ptr<node> param;
  std::unique_ptr<node> rest;
  std::string param_name;
  std::string rest_name;
  std::vector<endpoint> endpoints; // empty: no route ends here

  // Captured values go to `values` while descending; names are read off on the way back.
  const node* find(std::string_view path, route_match& match) const;
};

namespace {

// Splits "/a/b" into "a" and "/b".
std::string_view cut_segment(std::string_view& path) noexcept {
  path.remove_prefix(1);
  const auto end = std::min(path.find('/'), path.size());
  const auto segment = path.substr(0, end);
  path.remove_prefix(end);
  return segment;
}

bool is_name(std::string_view text) noexcept {
  return !text.empty() && text.find_first_of(":*") == std::string_view::npos;
}

} // namespace

std::string_view route_match::param(std::string_view name) const noexcept {
  for (const auto& [key, value] : params)
    if (key == name)
      return value;
  return {};
}

router::router() : root_{std::make_unique<node>()} {}
router::~router() = default;
router::router(router&&) noexcept = default;
router& router::operator=(router&&) noexcept = default;

namespace {

// The child for a named place, made when it is missing; null where the name differs.
template <class Node>
Node* named_child(std::unique_ptr<Node>& child, std::string& name, std::string_view wanted) {
  if (!is_name(wanted) || (child && name != wanted))
    return nullptr;
  if (!child) {
    child = std::make_unique<Node>();
    name = wanted;
  }
  return child.get();
}

} // namespace

bool router::add(std::string_view method, std::string_view pattern, std::size_t id) {
  if (method.empty() || pattern.empty() || pattern.front() != '/')
    return false;
  auto* at = root_.get();
  while (!pattern.empty()) {
    const auto segment = cut_segment(pattern);
    if (segment.starts_with(':')) {
      at = named_child(at->param, at->param_name, segment.substr(1));
    } else if (segment.starts_with('*')) {
      if (!pattern.empty())
        return false;
      at = named_child(at->rest, at->rest_name, segment.substr(1));
    } else {
      auto& child = at->literals[std::string{segment}];
      if (!child)
        child = std::make_unique<node>();
      at = child.get();
    }
    if (at == nullptr)
      return false;
  }
  const auto same = [method](const auto& e) { return e.method == method; };
  if (std::any_of(at->endpoints.begin(), at->endpoints.end(), same))
    return false;
  at->endpoints.push_back({std::string{method}, id});
  return true;
}

// Every node is visited once at most, since one path alone leads to it.
const router::node* router::node::find(std::string_view path, route_match& match) const {
  if (path.empty())
    return endpoints.empty() ? nullptr : this;
  auto left = path;
  const auto segment = cut_segment(left);
  if (const auto child = literals.find(segment); child != literals.end())
    if (const auto* end = child->second->find(left, match))
      return end;
  if (param && !segment.empty()) {
    match.params.emplace_back(param_name, repair_utf8(percent_decode(segment, false)));
    if (const auto* end = param->find(left, match))
      return end;
    match.params.pop_back();
  }
  if (!rest)
    return nullptr;
  match.params.emplace_back(rest_name, repair_utf8(percent_decode(path.substr(1), false)));
  return rest.get();
}

route_match router::find(std::string_view method, std::string_view path) const {
  route_match match;
  if (path.empty() || path.front() != '/')
    return match;
  const auto* end = root_->find(path, match);
  if (end == nullptr)
    return match;
  const auto endpoint_of = [end](std::string_view wanted) {
    return std::find_if(end->endpoints.begin(), end->endpoints.end(),
                        [wanted](const auto& e) { return e.method == wanted; });
  };
  auto found = endpoint_of(method);
  if (found == end->endpoints.end() && method == "HEAD")
    found = endpoint_of("GET");
  if (found != end->endpoints.end()) {
    match.what = route_match::outcome::found;
    match.id = found->id;
    return match;
  }
  match.what = route_match::outcome::wrong_method;
  match.params.clear();
  for (const auto& endpoint : end->endpoints)
    match.allow += (match.allow.empty() ? "" : ", ") + endpoint.method
                   + (endpoint.method == "GET" ? ", HEAD" : "");
  return match;
}

} // namespace fleetwire::http
