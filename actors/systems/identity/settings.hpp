#pragma once

#include "config/section.hpp"

#include <memory>
#include <string>
#include <vector>

/// The section [auth]; every option is explained in config/fleetwire.toml.
namespace fleetwire::systems::identity {

struct auth_settings {
  std::string access_secret; ///< empty: the file, or one that is made in the data folder
  std::string access_secret_file;
  std::vector<std::string> previous_access_secrets;
  std::string refresh_secret;
  std::string refresh_secret_file;
  std::vector<std::string> previous_refresh_secrets;
  std::string issuer = "fleetwire";
  std::vector<std::string> foreign_issuers;
  milliseconds access_ttl{15 * 60 * 1'000};
  milliseconds refresh_ttl{7 * 86'400'000LL};
  milliseconds refresh_grace{30'000};
  milliseconds leeway{30'000};
  unsigned argon2_memory_kib = 19'456;
  unsigned argon2_passes = 2;
  unsigned argon2_lanes = 1;
  std::size_t hash_queue = 128;
  unsigned lockout_failures = 5;
  milliseconds lockout_time{15 * 60 * 1'000};
  double logins_per_second = 20;
  double login_burst = 400;
  double account_logins_per_minute = 60;
  double account_login_burst = 30;
  bool admins_may_register = false;
  bool original_access = false;
  std::string reject = "error";
  std::string cookie_path = "/";
  std::string cookie_domain;
  std::string cookie_same_site = "Lax";
  std::string cookie_secure = "auto";
  std::string admin_email;
  std::string admin_password;
};

inline constexpr std::string_view section_name = "auth";

void describe(std::vector<config::option>& rows, auth_settings& s);
std::shared_ptr<config::section> make_section();

} // namespace fleetwire::systems::identity
