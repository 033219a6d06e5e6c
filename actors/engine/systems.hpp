#pragma once

#include "actors/contract/outward.hpp"
#include "actors/contract/system.hpp"
#include "actors/engine/pages.hpp"
#include "actors/engine/web.hpp"

#include <fleetwire/embedded.hpp>

#include <memory>
#include <vector>

namespace fleetwire::contract {
class reloadable;
}

namespace fleetwire {

class core;
struct settings;

/// The domain systems of an engine, and the engine as they see it.
class systems_of_engine final : public contract::system_host, public contract::outward_host {
public:
  explicit systems_of_engine(core& engine);
  ~systems_of_engine() override;

  // -- life; the core calls in this order -----------------------------------------------------------
  /// Throws start_error for a name nobody knows and for what two systems both want.
  void install(const std::vector<std::string>& names);
  /// Workers run; nobody is connected yet.
  void start();
  /// Everybody has left; workers still run.
  void stop();
  /// Workers stand still.
  void release();
  /// Workers are gone.
  void close();

  /// What is not for the Engine.IO path.
  void answer(unsigned worker, http::request request, transport::exchange reply);
  /// Takes over what may change while everything runs.
  void reload(const fleetwire::settings& changed);
  /// Those that let programs call them.
  std::vector<embedded*> embedded_systems() const;

  // -- contract::system_host --------------------------------------------------------------------------
  nsp of(std::string_view name) override;
  void serve(std::string_view path, contract::page what) override;
  void route(contract::web_route what) override;
  void provide_auth(contract::auth_port& port) override;
  bool has_auth() const noexcept override { return auth_ != nullptr; }
  contract::auth_port& auth() override { return *auth_; }
  const config::section& section(std::string_view name) const override;
  const std::string& data_folder() const noexcept override;
  storage::store& store() override { return *store_; }
  caf::actor_system& actors() override;
  unsigned workers() const noexcept override;
  contract::worker& worker(unsigned index) override;
  const contract::clock& clock() const noexcept override;
  contract::kind_registry& kinds() override;
  std::vector<std::pair<std::string, std::size_t>> populations() const override;
  void after(std::chrono::milliseconds delay, std::function<void()> task) override;

  // -- contract::outward_host -------------------------------------------------------------------------
  std::unique_ptr<contract::outward_client> open_outward(
    const contract::outward_options& how) override;

private:
  void install(const std::vector<contract::system_descriptor>& known, std::string_view name);
  void serve_documents(std::string_view system);
  static void reload(contract::reloadable& system, const config::section& changed);
  void serve_index();

  core& core_;
  pages pages_;
  web web_;
  contract::auth_port* auth_ = nullptr;
  std::vector<storage::schema> schemas_;
  std::vector<std::string> installed_;
  std::vector<std::string> documents_; ///< where they are served
  std::unique_ptr<storage::store> store_;
  std::vector<std::unique_ptr<contract::running_system>> running_;
};

} // namespace fleetwire
