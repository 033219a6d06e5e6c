#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fleetwire::http {

struct route_match {
  enum class outcome : std::uint8_t { found, not_found, wrong_method };

  outcome what = outcome::not_found;
  std::size_t id = 0;                                        // where found
  std::vector<std::pair<std::string_view, std::string>> params; // names live in the router
  std::string allow;                                         // where the method is wrong

  /// The parameter of that name; empty when there is none.
  std::string_view param(std::string_view name) const noexcept;
};

/// A table of methods and patterns such as `/api/trips/:id` or `/files/*rest`. Literal segments win
/// over parameters, and these over a rest. Filled before use, then only read, so it may be shared.
class router {
public:
  router();
  ~router();
  router(router&&) noexcept;
  router& operator=(router&&) noexcept;

  /// False for a bad pattern, for one that is there, and where the same place of a path has
  /// another name already.
  [[nodiscard]] bool add(std::string_view method, std::string_view pattern, std::size_t id);

  /// Looks up a path without its query. Parameters are percent-decoded, literals compared as they
  /// came; a parameter is never empty, a rest may be. HEAD is answered by the route of GET.
  route_match find(std::string_view method, std::string_view path) const;

private:
  struct node;

  std::unique_ptr<node> root_;
};

} // namespace fleetwire::http
