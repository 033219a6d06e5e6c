// A strict validator of JSON text (RFC 8259), for text that is passed on unread.
#pragma once

#include "net/socketio/packet.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace fleetwire::socketio {

enum class json_error : std::uint8_t { none, malformed, too_deep, malformed_utf8 };

enum class json_kind : std::uint8_t { null, boolean, number, string, array, object };

/// A depth above this is cut to it, whatever the options say: the stack of the validator is fixed.
inline constexpr unsigned max_json_depth = 4096;

struct json_options {
  unsigned max_depth = 512; ///< containers within containers; the outermost one counts as 1
  bool check_utf8 = true;
};

struct json_info {
  json_kind kind = json_kind::null;
  bool has_placeholder_key = false; ///< also when written with escapes
};

/// Accepts what JSON.parse accepts, save for too deep nesting and invalid UTF-8: any number text of
/// the grammar, lone surrogates as escapes, white space around tokens. One pass, no recursion.
/// If the text is an array, `elements` receives the place of each of its elements (without white
/// space); it is cleared first and, once grown, never allocates. May be null. Never throws on input.
json_error validate_json(std::string_view text, const json_options& options, json_info& info,
                         std::vector<span>* elements = nullptr);

/// The kind of a value from its first character. Precondition: validated text, no leading space.
json_kind kind_of(std::string_view json) noexcept;

/// Appends the characters of a JSON string (with its quotes) as UTF-8. A lone surrogate becomes
/// U+FFFD. Precondition: validated text.
void append_unescaped(std::string& out, std::string_view quoted);

/// The characters of a JSON string: a slice of it when it has no escape, else `scratch`.
std::string_view unescape(std::string_view quoted, std::string& scratch);

/// Whether a JSON string, with its quotes, spells `plain` (ASCII). Does not allocate.
bool spells(std::string_view quoted, std::string_view plain) noexcept;

} // namespace fleetwire::socketio
