#pragma once

#include "actors/contract/auth.hpp"
#include "actors/contract/second_look.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace fleetwire::sim {

/// Tokens are "id:role"; those that were ended open nothing any more.
class door final : public contract::auth_port, public contract::second_look {
public:
  void end(const std::string& token) { ended_[token] = true; }
  contract::auth_result check(std::string_view token) const override;
  void find_person(std::string_view id,
                   std::function<void(std::optional<contract::person>)> done) const override;
  void protect(nsp& where, contract::entry_rules rules) override;
  std::optional<refusal> renew(socket&, std::string_view) override { return std::nullopt; }
  void on_session(session_listener) override {}
  bool is_still_good(const socket& s) const override;

private:
  std::map<std::string, bool, std::less<>> ended_;
};

} // namespace fleetwire::sim
