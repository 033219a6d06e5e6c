#pragma once

#include "actors/contract/wire.hpp"
#include "actors/runtime/member.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fleetwire::runtime {

class server;
class space;
struct revival;

/// The Socket.IO side of one connection: which namespaces it joined. On the connection's worker.
class client final : public contract::link_owner, public std::enable_shared_from_this<client> {
public:
  client(server& owner, contract::link& connection, unsigned worker);
  ~client() override;

  // -- contract::link_owner -----------------------------------------------------------------------
  void on_packet(const contract::packet& what) override;
  void on_close(contract::close_reason reason) override;
  bool in_use() const noexcept override { return !members_.empty(); }

  contract::link* connection() noexcept { return link_; }
  unsigned worker() const noexcept { return worker_; }
  server& owner() noexcept { return owner_; }
  /// A socket left its namespace.
  void forget(member& who);
  /// Ends all sockets for good, then the connection.
  void disconnect_all();
  void send(contract::packet_type type, std::string_view nsp, std::string_view data);

private:
  struct attempt;

  void on_connect(const contract::packet& what);
  void enter(std::shared_ptr<attempt> what);
  void try_recovery(std::shared_ptr<attempt> what);
  /// Asks the `step`th worker for the ghost of `pid`.
  void ask_for_ghost(std::shared_ptr<attempt> what, contract::random_id pid, offset seen,
                     unsigned step);
  void recovered(std::shared_ptr<attempt> what, std::optional<revival> back);
  void run_chain(std::shared_ptr<attempt> what, std::size_t step);
  void accept(const std::shared_ptr<attempt>& what);
  void refuse(const std::shared_ptr<attempt>& what, const refusal& why);
  member* find(std::string_view nsp) const noexcept;

  server& owner_;
  contract::link* link_; ///< null after on_close()
  const unsigned worker_;
  std::vector<std::shared_ptr<member>> members_;
  std::vector<std::shared_ptr<attempt>> attempts_;
  bool disconnected_ = false; ///< by disconnect_all(): nothing of it comes back
  std::vector<std::string> left_; ///< namespaces it was in: late packets for them are no offence
};

} // namespace fleetwire::runtime
