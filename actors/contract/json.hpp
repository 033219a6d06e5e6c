#pragma once

#include <fleetwire/value.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

/// JSON that comes from outside a Socket.IO packet: request bodies, tokens, files.
namespace fleetwire::contract {

/// Containers within containers that are accepted.
inline constexpr unsigned max_json_depth = 64;

/// Whether `text` is one JSON value, strictly; only then may a `value` look at it.
bool valid_json(std::string_view text, unsigned max_depth = max_json_depth) noexcept;

/// A valid JSON text and the view of it. Cheap to copy.
class document {
public:
  static std::optional<document> parse(std::string text, unsigned max_depth = max_json_depth);

  value root() const noexcept { return value{*text_}; }
  std::string_view text() const noexcept { return *text_; }

private:
  explicit document(std::string text)
    : text_(std::make_shared<const std::string>(std::move(text))) {}
  std::shared_ptr<const std::string> text_;
};

} // namespace fleetwire::contract
