#pragma once

#include <fleetwire/socket.hpp>

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// Who somebody is. The identity system implements the port; the engine hands it to the others.
namespace fleetwire::contract {

/// Somebody whose token was good.
struct principal {
  std::string user;    ///< id
  std::string session; ///< id; empty for tokens of other issuers
  std::string type;    ///< "passenger", "driver", "admin", "service" …
  std::vector<std::string> roles;
  std::string name;
  std::chrono::system_clock::time_point expires;
  /// Whose token it was, as the settings call him; empty: ours. A stranger's id and roles are what
  /// his issuer says, and no user of ours.
  std::string issuer = {};

  bool is(std::string_view role) const noexcept;
};

enum class auth_error : std::uint8_t {
  missing, ///< no token
  invalid, ///< not one of ours, or spoiled
  expired,
  no_subject, ///< names neither a user nor a session
  unknown_user,
  inactive, ///< the user is banned or not yet active
  no_session, ///< ended, or never was
  session_expired,
  mismatch, ///< somebody else's than the socket says, or than before
};

using auth_result = std::variant<principal, auth_error>;

/// A user as the others may know him.
struct person {
  std::string id;
  std::string type;
  std::string status; ///< "active", "banned" …
  std::string name;
  std::string email;
  std::string phone;
  std::string photo;
  std::vector<std::string> roles = {}; ///< beside the type
};

/// What became of a session.
struct session_event {
  enum class kind : std::uint8_t { logged_in, refreshed, revoked };
  kind what = kind::logged_in;
  std::string user;
  std::string user_type;
  std::string session;
  std::string old_session; ///< of a refresh
  std::string session_type; ///< "web", "mobile_app", "api_client"
  std::string reason; ///< of a revocation
  json device;
  std::chrono::system_clock::time_point at;
};

/// What a namespace asks of those who enter.
struct entry_rules {
  /// Nobody, or why this one may not enter.
  std::function<std::optional<refusal>(const principal&)> admit;
  /// The words for a token that is no good.
  std::function<refusal(auth_error)> explain;
  /// Tokens of other issuers open it, too.
  bool strangers = false;
  /// The member of what comes with CONNECT that, where it is given, must name the token's user.
  std::string_view user_claim = {};
  /// So long before its token expires a socket hears `auth:expiring {at}`; 0: not at all.
  std::chrono::milliseconds warning{0};
};

/// Checks tokens in memory, without waiting; from any thread.
class auth_port {
public:
  virtual ~auth_port() = default;
  virtual auth_result check(std::string_view token) const = 0;

  /// Calls `done` with the user, or nothing if there is none (any more); at once or later, on any
  /// thread.
  virtual void find_person(std::string_view id,
                           std::function<void(std::optional<person>)> done) const = 0;

  /// Nobody enters `where` without a good token; sockets join `session:<id>` and end with their
  /// session: told and disconnected when it is revoked, cut off without a word when it was refreshed
  /// (the client comes back with its new token), closed when the token expires. While installing.
  virtual void protect(nsp& where, entry_rules rules) = 0;
  /// Gives a socket of a protected namespace a new token: of the same user, issuer, type and roles,
  /// and one that may enter. Nothing, or why it keeps its old one. In handlers of the socket.
  virtual std::optional<refusal> renew(socket& s, std::string_view token) = 0;
  /// Calls `listener` after the change is committed and before the caller of the change has its
  /// answer, on any worker. `done` lets the answer go. While installing.
  using session_listener = std::function<void(const session_event&, std::function<void()> done)>;
  virtual void on_session(session_listener listener) = 0;
};

/// The one whose token opened this socket of a protected namespace; its local() holds a shared
/// pointer to him. In handlers of the socket.
const principal& principal_of(const socket& s);

/// The token in a header Authorization, whatever the case of its scheme; empty without one.
std::string_view bearer_token(std::string_view header) noexcept;

/// The token a socket came with: `auth.token`, or the header Authorization with or without a scheme.
std::string token_of(const socket& s);

} // namespace fleetwire::contract
