#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <fleetwire/value.hpp>

namespace fleetwire::contract {

/// "2026-01-31T12:00:00.000Z", without quotes, as JavaScript's toISOString.
void append_iso(std::string& out, std::chrono::sys_time<std::chrono::milliseconds> when);

/// Writes one JSON object onto a text, from its construction to its end, and the objects in it where
/// they stand: nothing is copied from part to whole. Keys are plain names of ours and are not escaped.
class json_writer {
public:
  explicit json_writer(std::string& onto) : out_(onto) { out_ += '{'; }
  ~json_writer() { out_ += '}'; }
  json_writer(const json_writer&) = delete;
  json_writer& operator=(const json_writer&) = delete;

  json_writer& add(std::string_view key, std::string_view text);
  json_writer& add(std::string_view key, const char* text) {
    return add(key, std::string_view{text});
  }
  json_writer& add(std::string_view key, bool flag);
  json_writer& add(std::string_view key, double number);
  json_writer& add(std::string_view key, std::int64_t number);
  json_writer& add(std::string_view key, int number) {
    return add(key, static_cast<std::int64_t>(number));
  }
  json_writer& add(std::string_view key, std::nullptr_t);
  json_writer& add(std::string_view key, const json& text);
  json_writer& add(std::string_view key, std::chrono::sys_time<std::chrono::milliseconds> when);

  /// An object of its own, whose members `write(json_writer&)` adds.
  template <class F>
  json_writer& nest(std::string_view key, F&& write) {
    begin(key);
    json_writer inner{out_};
    std::forward<F>(write)(inner);
    return *this;
  }
  /// The text, behind the key: the caller appends one JSON value.
  std::string& value_of(std::string_view key) {
    begin(key);
    return out_;
  }

private:
  void begin(std::string_view key);
  std::string& out_;
};

/// One object, whose members `write(json_writer&)` adds; `usual` is the size that most of its kind have.
template <class F>
json written(std::size_t usual, F&& write) {
  json made;
  made.text.reserve(usual);
  {
    json_writer out{made.text};
    std::forward<F>(write)(out);
  }
  return made;
}

} // namespace fleetwire::contract
