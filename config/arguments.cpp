#include "config/sources.hpp"
#include "config/values.hpp"

#include <unistd.h>
#include <cstring>

namespace fleetwire::config {

namespace {

/// Walks the arguments; what is no setting goes into the load_result.
class argument_reader {
public:
  argument_reader(const std::vector<std::string>& arguments, const name_index& index,
                  load_result& out)
    : arguments_(arguments), index_(index), out_(out) {
    // nop
  }

  std::vector<given> read(std::optional<std::string>& config) {
    while (at_ < arguments_.size()) {
      const auto& argument = arguments_[at_++];
      if (argument.starts_with("--") && argument.size() > 2)
        flag(std::string_view{argument}.substr(2), config);
      else if (argument == "-h")
        out_.help = true;
      else
        fail(argument, "is not understood; settings are given as --section.key=value");
    }
    return std::move(found_);
  }

private:
  void flag(std::string_view text, std::optional<std::string>& config) {
    const auto equals = text.find('=');
    std::optional<std::string> inline_value;
    if (equals != std::string_view::npos)
      inline_value = std::string{text.substr(equals + 1)};
    const std::string name{text.substr(0, equals)};
    if (auto* choice = own_switch(name)) {
      if (inline_value)
        fail("--" + name, "takes no value");
      *choice = true;
    } else if (name == "config") {
      if (auto file = inline_value ? inline_value : next(name))
        config = std::move(file);
    } else {
      setting(name, std::move(inline_value));
    }
  }

  void setting(const std::string& name, std::optional<std::string> text) {
    const auto full = long_name(name);
    const auto* target = index_.find(full);
    if (target == nullptr) {
      fail("--" + name, "is unknown" + index_.suggestion(full));
      // Its value, if any, would only be a second complaint.
      if (!text && at_ < arguments_.size() && !arguments_[at_].starts_with("--"))
        ++at_;
      return;
    }
    if (!text && std::holds_alternative<bool*>(target->target))
      text = bool_or_true();
    if (!text)
      text = next(name);
    if (text)
      found_.push_back({full, "flag --" + name, raw_text{std::move(*text)}});
  }

  std::string bool_or_true() {
    if (at_ < arguments_.size() && parse_bool(arguments_[at_]))
      return arguments_[at_++];
    return "true";
  }

  std::optional<std::string> next(const std::string& name) {
    if (at_ < arguments_.size() && !arguments_[at_].starts_with("--"))
      return arguments_[at_++];
    fail("--" + name, "needs a value");
    return std::nullopt;
  }

  bool* own_switch(std::string_view name) {
    return name == "help"           ? &out_.help
           : name == "version"      ? &out_.version
           : name == "check-config" ? &out_.check_config
                                    : nullptr;
  }

  static std::string long_name(const std::string& name) {
    return name == "port"   ? "server.port"
           : name == "host" ? "server.host"
           : name == "data" ? "storage.data"
                            : name;
  }

  void fail(const std::string& what, const std::string& why) {
    out_.faults.push_back({"command line", what, what + " " + why});
  }

  const std::vector<std::string>& arguments_;
  const name_index& index_;
  load_result& out_;
  std::vector<given> found_;
  std::size_t at_ = 0;
};

} // namespace

std::vector<given> read_arguments(const std::vector<std::string>& arguments,
                                  const name_index& index, load_result& out,
                                  std::optional<std::string>& config) {
  return argument_reader{arguments, index, out}.read(config);
}

sources sources::of_process(int argc, char** argv) {
  sources out;
  for (int i = 1; i < argc; ++i)
    out.arguments.emplace_back(argv[i]);
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry)
    if (const char* equals = std::strchr(*entry, '='))
      out.environment.emplace_back(std::string(static_cast<const char*>(*entry), equals),
                                   std::string(equals + 1));
  return out;
}

} // namespace fleetwire::config
