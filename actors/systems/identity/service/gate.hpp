#pragma once

#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include "actors/contract/last_words.hpp"
#include "actors/contract/people_search.hpp"
#include "actors/contract/second_look.hpp"
#include "actors/systems/identity/service/desk.hpp"
#include "actors/systems/identity/service/expiry.hpp"

namespace fleetwire::systems::identity {

/// Who somebody is, for the other systems: checks tokens, guards namespaces, and tells when sessions
/// begin, turn and end.
class gate final : public contract::auth_port,
                   public contract::people_search,
                   public contract::last_words,
                   public contract::second_look {
public:
  explicit gate(desk& shared);
  ~gate() override;

  /// Workers run.
  void open();
  /// Workers still run; lets go of their timers.
  void close();

  // -- contract::auth_port ------------------------------------------------------------------------
  contract::auth_result check(std::string_view token) const override;
  void find_person(std::string_view id,
                   std::function<void(std::optional<contract::person>)> done) const override;
  void search_people(std::string_view words, std::size_t limit,
                     std::function<void(std::vector<std::string>)> done) const override;
  void protect(nsp& where, contract::entry_rules rules) override;
  std::optional<refusal> renew(socket& s, std::string_view token) override;
  void on_session(session_listener listener) override;
  void say_at_end(const nsp& where, std::string event, json what) override;
  bool is_still_good(const socket& s) const override;

  /// Cuts off the sockets whose tokens nobody believes any more.
  void keys_changed();

  // -- for the routes; after the commit, on worker `at`, where `answer` runs, too --------------------
  void logged_in(unsigned at, const session_record& one, const user& who,
                 std::function<void()> answer);
  /// The sockets of the old token are cut off after the answer, so that they find the new one.
  void refreshed(unsigned at, const session_record& one, const user& who,
                 std::function<void()> answer);
  /// All of one user; their sockets are told and sent away before the answer.
  void revoked(unsigned at, std::vector<session_record> all, const std::string& type,
               const std::string& reason, std::function<void()> answer);

private:
  struct guard {
    nsp where;
    std::shared_ptr<const contract::entry_rules> rules;
    std::string last_event = {}; ///< none: nothing is said
    json last_words = {};
  };
  using judgement = std::variant<refusal, std::shared_ptr<const contract::principal>>;
  /// Of one worker; touched there only.
  using expiries = std::unordered_map<std::string, std::unique_ptr<expiry>>;

  void enter(socket& s, const contract::entry_rules& rules, const next& go) const;
  judgement judge(std::string_view token, const json& said_of_himself,
                  const contract::entry_rules& rules) const;
  /// Why this socket may not enter; else its local() knows who it is.
  std::optional<refusal> admit(const socket& s, const contract::entry_rules& rules) const;
  void settle(socket& s, const contract::entry_rules& rules);
  static void leave_sessions(const socket& s);
  void follow(socket& s, const contract::principal& who, const contract::entry_rules& rules,
              std::string newer_token = {});
  void join_session(socket& s, const contract::principal& who);
  void expect_expiry(const socket& s, expiry::plan what);
  void cut_off(const socket& s);
  void look_again(unsigned at, std::vector<std::string> ids);
  void forget(const socket& s);
  const guard& guard_of(const socket& s) const;
  void say_last(const socket& s) const;
  contract::worker* here() const noexcept;
  void tell(unsigned at, std::shared_ptr<const contract::session_event> what, std::size_t step,
            std::function<void()> then);
  void send_away(const session_record& one, const std::string& reason, const json& note);
  contract::session_event event_of(contract::session_event::kind what, const session_record& one,
                                   const std::string& type) const;

  desk& desk_;
  std::vector<session_listener> listeners_; ///< filled while installing, as the next
  std::vector<guard> guarded_;
  std::vector<expiries> expiries_; ///< by worker
};

/// What the header or the body of a session says of its device.
json device_json(const session_record& one);
std::string session_room(std::string_view sid);

} // namespace fleetwire::systems::identity
