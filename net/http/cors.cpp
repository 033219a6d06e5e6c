#include "net/http/cors.hpp"

#include "net/http/origin.hpp"

namespace fleetwire::http {

namespace {

std::string join(const std::vector<std::string>& items) {
  std::string out;
  for (const auto& item : items) {
    if (!out.empty())
      out += ',';
    out += item;
  }
  return out;
}

void set_unless_empty(response& res, std::string_view name, std::string value) {
  if (!value.empty())
    res.set(name, std::move(value));
}

void add_origin(const cors_config& config, const request& req, response& res) {
  constexpr std::string_view name = "Access-Control-Allow-Origin";
  const auto& list = config.origins;
  const auto origin = req.get("Origin");
  if (!config.reflect_any && list.size() == 1 && list[0].find('*') == std::string::npos) {
    res.set(name, list[0]);
  } else if (config.reflect_any || origin_allowed(list, origin)) {
    if (!config.reflect_any && origin_allowed(list, "*")) {
      res.set(name, "*");
      return;
    }
    set_unless_empty(res, name, std::string{origin});
  }
  res.vary("Origin");
}

void add_allowed_headers(const cors_config& config, const request& req, response& res) {
  constexpr std::string_view name = "Access-Control-Allow-Headers";
  if (!config.allowed_headers.empty()) {
    res.set(name, join(config.allowed_headers));
    return;
  }
  res.vary("Access-Control-Request-Headers");
  set_unless_empty(res, name, std::string{req.get("Access-Control-Request-Headers")});
}

void add_credentials(const cors_config& config, response& res) {
  if (config.credentials)
    res.set("Access-Control-Allow-Credentials", "true");
}

void add_exposed(const cors_config& config, response& res) {
  set_unless_empty(res, "Access-Control-Expose-Headers", join(config.exposed_headers));
}

} // namespace

bool enabled(const cors_config& config) noexcept {
  return config.reflect_any || !config.origins.empty();
}

void apply_cors(const cors_config& config, const request& req, response& res) {
  if (!enabled(config))
    return;
  add_origin(config, req, res);
  add_credentials(config, res);
  add_exposed(config, res);
}

response preflight(const cors_config& config, const request& req) {
  response res;
  res.status = config.options_success_status;
  if (enabled(config)) {
    add_origin(config, req, res);
    add_credentials(config, res);
    set_unless_empty(res, "Access-Control-Allow-Methods", join(config.methods));
    add_allowed_headers(config, req, res);
    if (config.max_age_seconds)
      res.set("Access-Control-Max-Age", std::to_string(*config.max_age_seconds));
    add_exposed(config, res);
  }
  res.set("Content-Length", "0");
  return res;
}

} // namespace fleetwire::http
