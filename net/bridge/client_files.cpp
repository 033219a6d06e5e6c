#include "net/bridge/client_files.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <functional>
#include <iterator>

namespace fleetwire::bridge {

namespace {

constexpr std::array<std::string_view, 8> names{
  "socket.io.js",         "socket.io.js.map",         "socket.io.min.js",
  "socket.io.min.js.map", "socket.io.msgpack.min.js", "socket.io.msgpack.min.js.map",
  "socket.io.esm.min.js", "socket.io.esm.min.js.map",
};

std::string_view last_part(std::string_view path) noexcept {
  return path.substr(path.rfind('/') + 1);
}

} // namespace

bool is_client_file(std::string_view path, std::string_view engine_path) noexcept {
  if (!path.starts_with(engine_path))
    return false;
  path.remove_prefix(engine_path.size());
  return std::find(names.begin(), names.end(), path) != names.end();
}

http::response client_file(const http::request& request, const std::string& folder) {
  http::response answer;
  auto name = last_part(request.path());
  std::ifstream file{folder + '/' + std::string{name}, std::ios::binary};
  if (!file) {
    answer.status = 404;
    return answer;
  }
  std::string text{std::istreambuf_iterator<char>{file}, {}};
  auto tag = '"' + std::to_string(std::hash<std::string>{}(text)) + '"';
  answer.set("Cache-Control", "public, max-age=0");
  answer.set("ETag", tag);
  if (request.get("if-none-match") == tag) {
    answer.status = 304;
    return answer;
  }
  answer.set("Content-Type",
             name.ends_with(".map") ? "application/json" : "application/javascript; charset=utf-8");
  answer.body = std::move(text);
  return answer;
}

} // namespace fleetwire::bridge
