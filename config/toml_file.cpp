#include "config/sources.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <toml++/toml.h>

namespace fleetwire::config {

namespace {

constexpr std::uintmax_t max_file_bytes = 1'000'000; // a configuration, not a data set

std::string place(const std::string& name, const toml::node& node) {
  const auto line = node.source().begin.line;
  return line == 0 ? name : name + ":" + std::to_string(line);
}

std::optional<std::vector<std::string>> texts(const toml::array& array) {
  std::vector<std::string> out;
  for (const auto& item : array) {
    const auto text = item.value_exact<std::string>();
    if (!text)
      return std::nullopt;
    out.push_back(*text);
  }
  return out;
}

std::optional<value> scalar(const toml::node& node) {
  if (const auto text = node.value_exact<std::string>())
    return *text;
  if (const auto flag = node.value_exact<bool>())
    return *flag;
  if (const auto number = node.value_exact<std::int64_t>())
    return *number;
  if (const auto real = node.value_exact<double>())
    return *real;
  if (const auto* array = node.as_array())
    if (auto list = texts(*array))
      return std::move(*list);
  return std::nullopt;
}

void flatten(const toml::table& table, const std::string& prefix, const std::string& name,
             std::vector<given>& out, std::vector<fault>& faults) {
  for (const auto& [key, node] : table) {
    const auto path = prefix + std::string{key.str()};
    if (const auto* inner = node.as_table())
      flatten(*inner, path + ".", name, out, faults);
    else if (auto content = scalar(node))
      out.push_back({path, place(name, node), std::move(*content)});
    else
      faults.push_back({place(name, node), path,
                        path
                          + " has a form that no option takes (a date, a table in a list or a "
                            "list of other things than texts)"});
  }
}

} // namespace

std::vector<given> read_toml(std::string_view text, const std::string& name,
                             std::vector<fault>& faults) {
  std::vector<given> out;
  try {
    flatten(toml::parse(text, std::string_view{name}), "", name, out, faults);
  } catch (const toml::parse_error& e) {
    faults.push_back({name + ":" + std::to_string(e.source().begin.line),
                      {},
                      "not valid TOML: " + std::string{e.description()}});
  }
  return out;
}

std::vector<given> read_file(const std::string& path, std::vector<fault>& faults) {
  const auto fail = [&](const std::string& why) {
    faults.push_back({path, {}, "cannot be read: " + why});
    return std::vector<given>{};
  };
  std::error_code ec;
  if (std::filesystem::is_directory(path, ec))
    return fail("it is a folder");
  std::ifstream in(path, std::ios::binary);
  if (!in)
    return fail(std::strerror(errno));
  std::string text(max_file_bytes + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (in.bad())
    return fail("the read failed");
  if (text.size() > max_file_bytes)
    return fail("it is larger than a configuration file may be");
  return read_toml(text, std::filesystem::path{path}.filename().string(), faults);
}

} // namespace fleetwire::config
