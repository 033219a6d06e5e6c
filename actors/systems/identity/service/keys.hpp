#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "actors/systems/identity/rules/tokens.hpp"
#include "actors/systems/identity/settings.hpp"

/// The keys that sign and verify, from the settings, from files, or made on the first start.
namespace fleetwire::systems::identity {

/// What tokens of somebody else may claim: their roles, and whose they are.
struct foreign_issuer {
  jwt::issuer issuer;
  std::vector<std::string> roles; ///< empty: any but admin and service
};

struct key_ring {
  own_keys own;
  std::vector<foreign_issuer> foreign;
  jwt::seconds leeway = 30;

  /// Believes access tokens of everybody we know.
  std::shared_ptr<const jwt::verifier> access_verifier() const;
  /// Believes our refresh tokens alone.
  std::shared_ptr<const jwt::verifier> refresh_verifier() const;
};

/// Without a data folder the secrets are made anew, or those of `before` stay, and are gone with the
/// process. Throws std::runtime_error with a sentence that shows no secret.
key_ring load_keys(const auth_settings& from, const std::string& data_folder,
                   const key_ring* before = nullptr);

/// Reads "name=x; iss=…; alg=RS256; key_file=…; aud=a|b; kid=…; subject=sub|id; role=role;
/// roles=driver|customer; expiry=optional"; HS algorithms take the file's text as the secret.
/// Without iss it is for tokens that name no issuer. Throws likewise.
foreign_issuer parse_issuer(const std::string& text);

} // namespace fleetwire::systems::identity
