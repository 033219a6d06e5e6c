#pragma once

#include "tests/harness/stage.hpp"

#include <fleetwire/value.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace fleetwire::sim {

/// A client in one namespace that has one connection after the other, or none.
class phone {
public:
  /// Events by their names; and "connect", "connect_error", "disconnect", "answered again".
  using ears = std::function<void(std::string_view event, const value& what)>;
  using answer = std::function<void(const value& what)>;

  explicit phone(std::string_view name_of_namespace);

  /// On a connection that has asked to come in.
  void connect(std::unique_ptr<harness::fake_client> line);
  /// Without a word; answers that were still to come do not come.
  void drop();
  bool has_line() const noexcept { return line_ != nullptr; }
  bool is_in() const noexcept { return is_in_; }

  void emit(std::string_view event, const json& what, answer then);
  /// Takes what has come.
  void listen(const ears& heard);

private:
  void take(std::string_view packet, const ears& heard);

  const std::string prefix_; ///< of packets behind their type
  std::unique_ptr<harness::fake_client> line_;
  bool is_in_ = false;
  std::map<std::uint64_t, answer> open_; ///< what is to be acknowledged
  std::uint64_t asked_ = 0;
};

} // namespace fleetwire::sim
