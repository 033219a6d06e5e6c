#pragma once

#include "net/http/response_parser.hpp"
#include "net/transport/detail/loop_impl.hpp"
#include "net/transport/http_client.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace fleetwire::transport {

/// One connection to another server. Pending Asio operations own it; who uses it lets go with
/// abandon() and then hears nothing more.
class client_connection : public std::enable_shared_from_this<client_connection> {
public:
  class owner {
  public:
    virtual void on_response(client_connection& from, http::response what) = 0;
    /// `is_stale`: it was kept from an earlier request and ended before a byte of the answer came.
    virtual void on_failure(client_connection& from, client_fault why, bool is_stale) = 0;
    /// Ended while nothing was asked.
    virtual void on_gone(client_connection& from) = 0;

  protected:
    ~owner() = default;
  };

  client_connection(owner& whose, const client_config& config, io_loop::impl& loop);

  /// Connects first if it has to. Precondition: nothing is being asked.
  void ask(std::string request);
  /// Whether it can be asked again.
  bool is_open() const noexcept { return is_connected_; }
  void abandon();

private:
  using error_code = boost::system::error_code;
  using endpoints = std::vector<boost::asio::ip::tcp::endpoint>;

  template <class F>
  auto guarded(F handler);
  void connect();
  void connect_to(const endpoints& where);
  void write();
  void watch();
  void read();
  void advance(http::response_parser::status how);
  void lost();
  void fail(client_fault why, bool is_stale = false);
  void shut() noexcept;

  owner* owner_;
  const client_config& config_; ///< the owner's
  io_loop::impl& loop_;
  boost::asio::ip::tcp::resolver resolver_;
  boost::asio::ip::tcp::socket socket_;
  std::string request_; ///< until it is written
  std::optional<http::response_parser> parser_; ///< while something is asked
  bool is_connected_ = false;
  bool is_writing_ = false;
  bool is_kept_ = false; ///< from an earlier request
};

} // namespace fleetwire::transport
