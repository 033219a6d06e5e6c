#include "actors/contract/system.hpp"
#include "actors/contract/reloadable.hpp"
#include "actors/systems/identity/routes/routes.hpp"
#include "actors/systems/identity/service/gate.hpp"
#include "actors/systems/identity/settings.hpp"
#include "actors/systems/identity/store/schema.hpp"

#include <memory>

namespace fleetwire::systems::identity {

namespace {

/// Where any client that has logged in hears what becomes of its session.
void open_account(contract::system_host& host, gate& sessions) {
  constexpr std::string_view name = "/account";
  auto where = host.of(name);
  sessions.protect(where, {.admit = {}, .explain = {}, .strangers = true});
  where.on_connect([name](socket& s) {
    const auto& who = contract::principal_of(s);
    s.emit(
      "hello",
      object{}.add("ok", true).add("nsp", name).add("userId", who.user).add("sid", who.session));
  });
}

class identity_system final : public contract::running_system, public contract::reloadable {
public:
  explicit identity_system(contract::system_host& host)
    : desk_(host, host.settings<auth_settings>(section_name)), gate_(desk_) {
    host.provide_auth(gate_);
    route_login(desk_, gate_);
    route_refresh(desk_, gate_);
    route_sessions(desk_, gate_);
    route_registration(desk_);
    route_users(desk_, gate_);
    route_ping(desk_);
    route_audit(desk_);
    open_account(host, gate_);
  }

  void start() override {
    gate_.open();
    desk_.open();
  }

  void stop() override {
    desk_.close();
    gate_.close();
  }

  std::string_view section() const noexcept override { return section_name; }
  void reload(const config::section& changed) override {
    desk_.change_keys(static_cast<const config::section_of<auth_settings>&>(changed).values);
    gate_.keys_changed();
  }

private:
  desk desk_;
  gate gate_;
};

const storage::schema schemas[] = {identity_schema()};

} // namespace

contract::system_descriptor descriptor() {
  return {
    .name = "identity",
    .about = "accounts, logins and sessions; the other systems ask it who somebody is",
    .section = make_section(),
    .schemas = schemas,
    .install = [](contract::system_host& host) { return std::make_unique<identity_system>(host); }};
}

} // namespace fleetwire::systems::identity
