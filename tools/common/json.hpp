#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// A JSON reader for the programs that show what a server's telemetry says: whole documents, once a
/// second at most. Not for clients' input.
namespace fleetwire::tools {

class json {
public:
  enum class kind : std::uint8_t { null, boolean, number, text, array, object };

  /// Nothing unless `text` is exactly one JSON value of at most `max_depth` levels.
  static std::optional<json> parse(std::string_view text);
  static constexpr int max_depth = 64;

  kind type() const noexcept { return type_; }
  bool is(kind k) const noexcept { return type_ == k; }

  /// 0, false or empty where the type is another.
  double number() const noexcept;
  bool flag() const noexcept { return is(kind::boolean) && text_ == "true"; }
  /// A text's characters, or a number, true, false or null as they were written.
  const std::string& text() const noexcept { return text_; }
  const std::vector<json>& items() const noexcept { return items_; }
  const std::vector<std::pair<std::string, json>>& members() const noexcept { return members_; }

  /// A member, or a null value: `status["connections"]["websocket"].number()`.
  const json& operator[](std::string_view key) const noexcept;

private:
  friend class json_reader;

  kind type_ = kind::null;
  std::string text_ = "null";
  std::vector<json> items_;
  std::vector<std::pair<std::string, json>> members_;
};

} // namespace fleetwire::tools
