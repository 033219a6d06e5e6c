#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <fleetwire/settings.hpp>

/// The one table of options. Loading, validation, --help, the effective configuration and the
/// questions of a reload all read it. A system adds its own section by appending options.
namespace fleetwire::config {

/// Where an option's value lives. Points into the structs that the table was made for.
using field =
  std::variant<std::string*, bool*, int*, unsigned*, std::uint16_t*, std::size_t*, double*,
               milliseconds*, std::vector<std::string>*, std::optional<std::int64_t>*>;

enum class form { plain, bytes };

struct option {
  std::string path; ///< "section.key", or "key" at the top of the file
  field target;
  std::string help;     ///< one line
  std::int64_t low = 0; ///< in milliseconds, bytes or the number itself; nothing for texts
  std::int64_t high = std::numeric_limits<std::int64_t>::max();
  form shape = form::plain;
  std::vector<std::string> choices = {};     ///< of a text, or of each item of a list; empty: any
  bool (*check)(std::string_view) = nullptr; ///< of a text, or of each item of a list
  std::string expects = {};                  ///< what `check` wants, for people
  bool reloadable = false;                   ///< takes effect on a reload, without a restart
  bool secret = false;                       ///< never shown, not even in a fault
};

/// A value as a source gave it: text from the environment or a flag, the rest from a file.
struct raw_text {
  std::string text;
};
using value =
  std::variant<raw_text, std::string, std::int64_t, double, bool, std::vector<std::string>>;

/// Something wrong with the configuration.
struct fault {
  std::string where; ///< "fleetwire.toml:12", "environment", "flag"; empty when unknown
  std::string path; ///< of the option, as it is spelled in the table or, if unknown, in the source
  std::string text; ///< a sentence that names the path

  /// "fleetwire.toml:12: server.port must be …".
  std::string to_string() const;
};

/// Every option, bound to `s`, which must outlive the table.
std::vector<option> schema(settings& s);

/// Sets the option, or changes nothing and returns false if the value is not what it expects.
bool assign(const option& target, const value& from);

/// Whether the value the option holds now is within its bounds.
bool valid(const option& target);

/// "a whole number from 0 to 65535".
std::string describe(const option& target);

/// The current value as TOML writes it; secrets as "***" unless `reveal`.
std::string show(const option& target, bool reveal = false);

/// Validates values set by code: bounds of each, and what must hold between several.
std::vector<fault> check(const settings& s);
std::vector<fault> check_together(const settings& s);

/// Paths whose values differ although a reload cannot change them.
std::vector<std::string> changed_but_not_reloadable(const settings& from, const settings& to);

/// `from` with everything of `to` that a reload may change.
settings reloaded(const settings& from, const settings& to);

} // namespace fleetwire::config
