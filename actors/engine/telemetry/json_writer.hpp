#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

#include <fleetwire/value.hpp>

namespace fleetwire {

/// Writes one JSON document front to back; commas are its affair.
class json_writer {
public:
  void open(char bracket) {
    separate();
    text_ += bracket;
    first_ = true;
  }
  void open(std::string_view name, char bracket) {
    key(name);
    text_ += bracket;
    first_ = true;
  }
  void close(char bracket) {
    text_ += bracket;
    first_ = false;
  }
  void add(std::string_view name, std::string_view value) {
    key(name);
    append_json_string(text_, value);
  }
  void add(std::string_view name, const char* value) { add(name, std::string_view{value}); }
  void add(std::string_view name, bool value) {
    key(name);
    text_ += value ? "true" : "false";
  }
  template <std::integral Number>
    requires(!std::same_as<Number, bool>)
  void add(std::string_view name, Number value) {
    key(name);
    text_ += std::to_string(value);
  }
  void add(std::string_view name, double value) {
    key(name);
    append_json_number(text_, value);
  }
  /// An element of an array.
  void add(std::string_view value) {
    separate();
    append_json_string(text_, value);
  }
  std::string take() noexcept { return std::move(text_); }

private:
  void separate() {
    if (!first_)
      text_ += ',';
    first_ = false;
  }
  void key(std::string_view name) {
    separate();
    append_json_string(text_, name);
    text_ += ':';
  }

  std::string text_;
  bool first_ = true;
};

} // namespace fleetwire
