#include "net/transport/detail/client_connection.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/write.hpp>

#include <utility>

namespace fleetwire::transport {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;

client_connection::client_connection(owner& whose, const client_config& config, io_loop::impl& loop)
  : owner_(&whose), config_(config), loop_(loop), resolver_(loop.context), socket_(loop.context) {}

/// A handler that owns the connection and does nothing once it is abandoned.
template <class F>
auto client_connection::guarded(F handler) {
  return [self = shared_from_this(), handler](const error_code& ec, auto&&... rest) {
    self->loop_.note_handler();
    if (self->owner_ != nullptr)
      handler(*self, ec, rest...);
  };
}

void client_connection::ask(std::string request) {
  request_ = std::move(request);
  parser_.emplace(http::response_limits{.max_body = config_.max_body});
  is_kept_ = is_connected_;
  is_connected_ ? write() : connect();
}

void client_connection::abandon() {
  owner_ = nullptr;
  resolver_.cancel();
  shut();
}

void client_connection::shut() noexcept {
  is_connected_ = false;
  error_code ignored;
  socket_.close(ignored);
}

// -- the way there ----------------------------------------------------------------------------------------

void client_connection::connect() {
  error_code is_name;
  const auto address = asio::ip::make_address(config_.host, is_name);
  if (!is_name)
    return connect_to({{address, config_.port}});
  // Names are looked up on a thread of Asio's.
  resolver_.async_resolve(config_.host, std::to_string(config_.port),
                          guarded([](client_connection& self, const error_code& ec,
                                     const tcp::resolver::results_type& found) {
                            ec ? self.fail(client_fault::unreachable)
                               : self.connect_to({found.begin(), found.end()});
                          }));
}

void client_connection::connect_to(const endpoints& where) {
  asio::async_connect(socket_, where,
                      guarded([](client_connection& self, error_code fault, const tcp::endpoint&) {
                        if (!fault)
                          self.socket_.set_option(tcp::no_delay(true), fault);
                        if (!fault)
                          self.socket_.non_blocking(true, fault);
                        if (fault)
                          return self.fail(client_fault::unreachable);
                        self.is_connected_ = true;
                        self.watch();
                        self.write();
                      }));
}

// -- asking and hearing -----------------------------------------------------------------------------------

void client_connection::write() {
  is_writing_ = true;
  asio::async_write(socket_, asio::buffer(request_),
                    guarded([](client_connection& self, const error_code& ec, std::size_t) {
                      self.is_writing_ = false;
                      if (ec)
                        self.lost();
                    }));
}

/// Always, from the connection on: so the end of a kept connection is seen when it comes.
void client_connection::watch() {
  socket_.async_wait(
    tcp::socket::wait_read,
    guarded([](client_connection& self, const error_code& ec) { ec ? self.lost() : self.read(); }));
}

void client_connection::read() {
  if (!parser_)
    return lost(); // ended, or says what nobody asked
  const auto scratch = loop_.scratch();
  error_code ec;
  const auto count = socket_.read_some(asio::buffer(scratch.data(), scratch.size()), ec);
  if (ec == asio::error::would_block)
    return watch();
  if (ec && ec != asio::error::eof)
    return lost();
  advance(ec ? parser_->end() : parser_->put({scratch.data(), count}));
}

void client_connection::advance(http::response_parser::status how) {
  using status = http::response_parser::status;
  switch (how) {
    case status::reading:
      return watch();
    case status::too_large:
      return fail(client_fault::too_large);
    case status::malformed:
      return lost();
    case status::done:
      break;
  }
  const bool is_kept = parser_->keep_alive() && !is_writing_;
  auto response = parser_->take();
  parser_.reset();
  is_kept ? watch() : shut();
  owner_->on_response(*this, std::move(response));
}

void client_connection::lost() {
  shut();
  if (parser_)
    fail(client_fault::broken, is_kept_ && !parser_->has_begun());
  else
    owner_->on_gone(*this);
}

void client_connection::fail(client_fault why, bool is_stale) {
  shut();
  parser_.reset();
  owner_->on_failure(*this, why, is_stale);
}

} // namespace fleetwire::transport
