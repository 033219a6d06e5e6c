#pragma once

#include <fleetwire/socket.hpp>

/// The seam under the public handles; implemented by actors/runtime.
namespace fleetwire::detail {

class ack_core {
public:
  virtual ~ack_core() = default;
  virtual void send(arg_list xs) = 0;
};

class socket_core : public std::enable_shared_from_this<socket_core> {
public:
  virtual ~socket_core() = default;
  virtual std::string_view id() const noexcept = 0;
  virtual std::string_view nsp() const noexcept = 0;
  virtual std::string_view connection_id() const noexcept = 0;
  virtual const handshake& hello() const noexcept = 0;
  virtual const json& auth() const noexcept = 0;
  virtual bool recovered() const noexcept = 0;
  virtual bool connected() const noexcept = 0;
  virtual void emit(std::string_view event, arg_list xs, target how) = 0;
  virtual void ask(std::chrono::milliseconds timeout, std::function<void(bool, const args&)> done,
                   std::string_view event, arg_list xs) = 0;
  virtual void join(std::string_view room) = 0;
  virtual void leave(std::string_view room) = 0;
  virtual std::vector<std::string> rooms() const = 0;
  virtual std::shared_ptr<namespace_core> owner() const = 0;
  virtual void disconnect(bool close) = 0;
  virtual void close_transport() = 0;
  virtual const json& data() const noexcept = 0;
  virtual void set_data(json text) = 0;
  virtual std::any& local() noexcept = 0;
};

class namespace_core {
public:
  virtual ~namespace_core() = default;
  virtual std::string_view name() const noexcept = 0;

  virtual void use(connect_middleware middleware) = 0;
  virtual void use_event(event_middleware middleware) = 0;
  virtual void on_connect(connect_handler handler) = 0;
  virtual void on_disconnect(disconnect_handler handler) = 0;
  virtual void on(std::string_view event, event_handler handler) = 0;
  virtual void on_any(any_handler handler) = 0;
  virtual void on_server_event(std::string_view event,
                               std::function<void(const args&, ack)> handler) = 0;

  virtual void emit(target where, std::string_view event, arg_list xs) = 0;
  virtual bool may_be_heard(const target& where) const noexcept = 0;
  virtual bool may_be_heard(std::string_view room) const noexcept = 0;
  virtual void ask(target where, std::chrono::milliseconds timeout,
                   std::function<void(broadcast_answers)> done, std::string_view event,
                   arg_list xs) = 0;
  virtual void fetch(target where, std::function<void(std::vector<socket_info>)> done) = 0;
  virtual void join(target where, std::vector<std::string> rooms) = 0;
  virtual void leave(target where, std::vector<std::string> rooms) = 0;
  virtual void disconnect(target where, bool close) = 0;
  virtual void close_transports(target where) = 0;
  virtual void tell_servers(std::function<void(broadcast_answers)> done, std::string_view event,
                            arg_list xs) = 0;
};

} // namespace fleetwire::detail
