#pragma once

#include "actors/contract/rest.hpp"

#include <fleetwire/value.hpp>

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fleetwire::contract {

/// A body of strange members must not be answered with a book.
inline constexpr std::size_t most_faults = 100;

enum class need : std::uint8_t { required, optional };

/// Reads the members of one object that a client sent and collects what is wrong with them, in the
/// words that clients know ("driverId must be a UUID"). A member that is null counts as missing.
///
///   input in{request->json()};
///   auto id = in.uuid("driverId");
///   auto ttl = in.integer("offerTtlSeconds", need::optional, 5, 120);
///   if (!in.finish()) return reply(rest::invalid(in.faults()));
///
/// After a fault the values are empty or zero; nothing is to be done with them.
class input {
public:
  explicit input(value object);
  /// A query string: everything is text, so numbers and flags are read from text.
  explicit input(std::span<const name_value> query);

  std::optional<std::string> text(std::string_view name, need = need::required, std::size_t min = 1,
                                  std::size_t max = 1'000);
  std::optional<std::string> uuid(std::string_view name, need = need::required);
  std::optional<std::string> email(std::string_view name, need = need::required);
  std::optional<std::string> choice(std::string_view name, std::initializer_list<std::string_view>,
                                    need = need::required);
  std::optional<double> number(std::string_view name, need = need::required,
                               double min = std::numeric_limits<double>::lowest(),
                               double max = std::numeric_limits<double>::max());
  std::optional<std::int64_t> integer(std::string_view name, need = need::required,
                                      std::int64_t min = std::numeric_limits<std::int64_t>::min(),
                                      std::int64_t max = std::numeric_limits<std::int64_t>::max());
  std::optional<bool> flag(std::string_view name, need = need::required);
  std::optional<std::chrono::sys_time<std::chrono::milliseconds>> time(std::string_view name,
                                                                       need = need::required);
  /// A nested object, read by `read`; its faults are named "name.member".
  bool nested(std::string_view name, need, const std::function<void(input&)>& read);
  /// A list of objects; faults are named "name.0.member". Returns their count.
  std::size_t each(std::string_view name, need, std::size_t min, std::size_t max,
                   const std::function<void(input&)>& read);
  /// As it came; missing when it is not there.
  value raw(std::string_view name);
  /// Whether it was sent at all, null included.
  bool has(std::string_view name);
  bool is_null(std::string_view name);
  rest::paging paging(std::size_t default_limit = 10, std::size_t max_limit = 100);

  /// Adds a fault of the caller's: "Debe incluir…".
  void fault(std::string text);
  /// Refuses what nobody asked for; true when nothing was wrong.
  bool finish();
  /// As finish(), but unknown members are none of our business.
  bool ok() const noexcept { return faults_.empty(); }
  const std::vector<std::string>& faults() const noexcept { return faults_; }

private:
  struct member {
    std::string_view raw_key; ///< as it stands between its quotes
    value what;
    bool is_known = false; ///< somebody asked for it
  };

  value find(std::string_view name, need wanted, std::string_view expectation);
  std::optional<double> any_number(std::string_view name, need wanted,
                                   std::string_view expectation);
  void complain(std::string_view name, std::string_view what);
  void refuse_unknown();

  std::optional<document> query_;
  std::vector<member> members_; ///< found once: looking each up would read the whole text each time
  bool from_query_ = false;
  std::string prefix_;
  std::vector<std::string> faults_;
};

/// 8-4-4-4-12 hexadecimal digits.
bool is_uuid(std::string_view text) noexcept;

} // namespace fleetwire::contract
