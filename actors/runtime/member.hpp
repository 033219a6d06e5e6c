#pragma once

#include "actors/contract/random_id.hpp"
#include "actors/contract/wire.hpp"
#include "actors/runtime/replay.hpp"

#include <fleetwire/detail/core.hpp>

#include <any>
#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace fleetwire::runtime {

using contract::random_id;

class client;
class shard;
class space;
struct room;

/// One socket: a client's presence in one namespace. Lives on its connection's worker; the public
/// handle reaches it from elsewhere by messages. Kept small: there are tens of thousands.
class member final : public detail::socket_core {
public:
  /// A place in a room: which, and where in its list of members.
  struct seat {
    room* in = nullptr;
    std::uint32_t index = 0;
    position since = 0;
  };
  using answer_handler = std::function<void(bool, const args&)>;

  member(shard& home, client& owner, random_id id, json auth);
  ~member() override;

  // -- detail::socket_core: from any thread unless said otherwise --------------------------------
  std::string_view id() const noexcept override { return id_.text(); }
  std::string_view nsp() const noexcept override;
  std::string_view connection_id() const noexcept override;
  const handshake& hello() const noexcept override { return *hello_; }
  const json& auth() const noexcept override { return auth_; }
  bool recovered() const noexcept override { return recovered_; }
  bool connected() const noexcept override { return state_ == state::connected; }
  void emit(std::string_view event, arg_list xs, target how) override;
  void ask(std::chrono::milliseconds timeout, answer_handler done, std::string_view event,
           arg_list xs) override;
  void join(std::string_view room) override;
  void leave(std::string_view room) override;
  std::vector<std::string> rooms() const override;
  std::shared_ptr<detail::namespace_core> owner() const override;
  void disconnect(bool close) override;
  void close_transport() override;
  const json& data() const noexcept override { return data_; }
  void set_data(json text) override;
  std::any& local() noexcept override { return local_; }

  // -- for the rest of the runtime; on the home worker ---------------------------------------------
  /// As link::transport(); empty without a connection.
  std::string_view transport() const noexcept;
  std::shared_ptr<member> self() { return std::static_pointer_cast<member>(shared_from_this()); }
  /// The private id with which the client asks for its state back; empty without recovery.
  std::string_view pid() const noexcept { return pid_.text(); }
  shard& home() noexcept { return home_; }
  bool closed() const noexcept { return state_ == state::closed; }
  client* owner_client() noexcept { return owner_; }
  /// Sends an encoded packet if the socket is connected; `id` is its place in history, if it has one.
  void deliver(const contract::encoded_ptr& what, contract::send_mode mode, const offset& id);
  void on_packet(const contract::packet& what);
  /// From here on nothing reaches the client any more.
  void note_cut();
  /// The server sends it away, for good.
  void leave_namespace();
  /// Its client is no more, without on_close().
  void lose_client() noexcept {
    owner_ = nullptr;
    state_ = state::closed;
  }
  /// The CONNECT was accepted: from now on the socket is in the index.
  void become_connected();
  /// It is over; handlers hear `reason`. `keep` leaves a ghost behind that can come back.
  void become_closed(contract::close_reason reason, bool keep);
  void expect_answer(std::uint64_t id, answer_handler done);
  void forget_answer(std::uint64_t id);
  void settle_event();

private:
  friend class shard;
  enum class state : std::uint8_t { connecting, connected, closed };

  void on_event(const contract::packet& what);
  void on_answer(const contract::packet& what);
  void run_chain(std::shared_ptr<struct kept_event> event, std::size_t step);
  void dispatch(const contract::packet& what, std::string_view name);
  void fail_answers();

  const std::shared_ptr<space> space_; ///< keeps home_
  shard& home_;
  client* owner_; ///< null once closed
  std::shared_ptr<const handshake> hello_;
  random_id id_;
  random_id pid_;
  state state_ = state::connecting;
  bool recovered_ = false;
  std::uint32_t mark_ = 0; ///< of the broadcast that looked at it last; see shard
  std::vector<seat> seats_;
  json auth_;
  json data_;
  std::any local_;
  std::unique_ptr<std::unordered_map<std::uint64_t, answer_handler>> answers_;
  std::unique_ptr<recovery_state> history_; ///< only with recovery
};

} // namespace fleetwire::runtime
