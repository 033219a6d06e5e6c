#include "actors/systems/identity/session/token_memory.hpp"

#include <functional>
#include <utility>

namespace fleetwire::systems::identity {

std::size_t token_memory::hash_of(std::string_view token) noexcept {
  const auto hash = std::hash<std::string_view>{}(token);
  return hash == 0 ? 1 : hash;
}

/// Its place one further to the front: what is asked for often is not where new ones come in.
token_memory::place* token_memory::look(set& in, std::size_t hash) noexcept {
  for (std::size_t i = 0; i < ways; ++i) {
    if (in[i].hash != hash)
      continue;
    if (i > 0)
      std::swap(in[i], in[i - 1]);
    return &in[i > 0 ? i - 1 : 0];
  }
  return nullptr;
}

token_memory::claims_ptr token_memory::find(std::string_view token, jwt::seconds now) const {
  if (token.size() > longest_token)
    return nullptr;
  const auto hash = hash_of(token);
  std::shared_ptr<const entry> known;
  {
    std::lock_guard guard{locks_[hash % locks]};
    if (const auto* found = look(sets_[hash % sets], hash))
      known = found->what;
  }
  if (!known || known->token != token || now < known->good.since
      || (known->good.until && now >= *known->good.until))
    return nullptr;
  return known->said;
}

void token_memory::keep(std::string_view token, span good, claims_ptr said) {
  if (token.size() > longest_token)
    return;
  const auto hash = hash_of(token);
  std::lock_guard guard{locks_[hash % locks]};
  auto& mine = sets_[hash % sets];
  if (auto* found = look(mine, hash))
    found->what = std::make_shared<const entry>(entry{std::string{token}, good, std::move(said)});
  else
    mine.back() = {hash, nullptr};
}

} // namespace fleetwire::systems::identity
