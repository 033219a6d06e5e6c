#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fleetwire {

/// The bytes of one binary argument; shared, because a broadcast may carry them to thousands.
using attachment = std::shared_ptr<const std::string>;

/// A view of one JSON value that a client sent, already validated. It points into the received
/// packet and is valid only as long as that (for a handler: until it returns). Reading a wrong type
/// gives an empty optional, never an exception.
class value {
public:
  enum class kind : std::uint8_t { missing, null, boolean, number, string, array, object, binary };

  value() noexcept = default;
  explicit value(std::string_view text, std::span<const attachment> attachments = {}) noexcept
    : text_(text), attachments_(attachments) {}

  kind type() const noexcept;
  bool exists() const noexcept { return !text_.empty(); }
  bool is_null() const noexcept { return type() == kind::null; }
  std::optional<bool> as_bool() const noexcept;
  /// A number without fraction or exponent that fits.
  std::optional<std::int64_t> as_int() const noexcept;
  std::optional<double> as_double() const noexcept;
  /// The string with its escapes resolved; a lone surrogate becomes U+FFFD.
  std::optional<std::string> as_string() const;
  /// The bytes of a binary argument; shared with the packet.
  attachment as_binary() const noexcept;

  /// Member of an object (the last one of that name, as JavaScript has it), or missing.
  value operator[](std::string_view key) const;
  /// Element of an array, or missing.
  value operator[](std::size_t index) const;
  /// Elements of an array or members of an object; 0 for anything else.
  std::size_t size() const noexcept;
  void for_each(const std::function<void(value)>& element) const;
  void for_each_member(const std::function<void(std::string_view raw_key, value)>& member) const;

  /// The JSON text as the client wrote it (a placeholder for binary).
  std::string_view raw() const noexcept { return text_; }
  std::span<const attachment> attachments() const noexcept { return attachments_; }

private:
  std::string_view text_;
  std::span<const attachment> attachments_;
};

/// JSON text the caller vouches for; goes out as it is.
struct json {
  std::string text;
};

/// Bytes to send as a binary argument.
struct binary {
  explicit binary(std::string bytes)
    : data(std::make_shared<const std::string>(std::move(bytes))) {}
  explicit binary(attachment bytes) : data(std::move(bytes)) {}
  attachment data;
};

/// Appends `text` as a JSON string. Invalid UTF-8 is replaced: what goes out is always valid.
void append_json_string(std::string& out, std::string_view text);
/// Shortest text that reads back the same; NaN and infinities become null, as JSON.stringify does.
void append_json_number(std::string& out, double number);

/// Builds one JSON object, in the order of the calls.
class object {
public:
  object& add(std::string_view key, std::string_view text);
  object& add(std::string_view key, const char* text) { return add(key, std::string_view{text}); }
  object& add(std::string_view key, bool flag);
  object& add(std::string_view key, double number);
  object& add(std::string_view key, std::int64_t number);
  object& add(std::string_view key, int number) {
    return add(key, static_cast<std::int64_t>(number));
  }
  object& add(std::string_view key, std::nullptr_t);
  object& add(std::string_view key, const json& text);
  json build() const { return json{text_ + '}'}; }

private:
  void begin(std::string_view key);
  std::string text_ = "{";
};

} // namespace fleetwire
