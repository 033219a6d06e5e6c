#include "tests/conformance/websocket_oracle/oracle.hpp"

#include "net/websocket/handshake.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/_experimental/test/stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/websocket/stream.hpp>

#include <stdexcept>

namespace fleetwire::conformance {
namespace {

namespace beast = boost::beast;
namespace ws = boost::beast::websocket;
using websocket::event;
using stream = ws::stream<beast::test::stream, false>;

void accept(stream& socket) {
  beast::http::request<beast::http::string_body> request{beast::http::verb::get, "/", 11};
  request.set(beast::http::field::host, "oracle");
  request.set(beast::http::field::upgrade, "websocket");
  request.set(beast::http::field::connection, "upgrade");
  request.set(beast::http::field::sec_websocket_version, "13");
  request.set(beast::http::field::sec_websocket_key, "dGhlIHNhbXBsZSBub25jZQ==");
  socket.accept(request);
}

// Plays the server for a Beast client: answers its request with our accept key.
void connect(stream& socket, beast::test::stream& peer, boost::asio::io_context& io) {
  beast::error_code result = boost::asio::error::would_block;
  socket.async_handshake("oracle", "/", [&](beast::error_code ec) { result = ec; });
  io.restart();
  io.poll();
  std::string request{peer.str()};
  peer.clear();
  constexpr std::string_view name = "Sec-WebSocket-Key: ";
  auto at = request.find(name) + name.size();
  auto key = request.substr(at, request.find("\r\n", at) - at);
  auto response = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                  "Connection: Upgrade\r\nSec-WebSocket-Accept: "
                  + websocket::accept_key(key) + "\r\n\r\n";
  boost::asio::write(peer, boost::asio::buffer(response));
  io.restart();
  io.poll();
  if (result)
    throw std::runtime_error("Beast refuses our handshake: " + result.message());
}

event::kind kind_of(ws::frame_type type) {
  switch (type) {
    case ws::frame_type::ping:
      return event::kind::ping;
    case ws::frame_type::pong:
      return event::kind::pong;
    default:
      return event::kind::close;
  }
}

// The code of the close frame among what Beast sent. What it sends is in order, so our decoder may
// read it.
websocket::close_code sent_code(std::string sent, websocket::role reader) {
  websocket::decoder decoder{reader, SIZE_MAX};
  std::span<char> input{sent};
  for (;;) {
    auto next = decoder.next(input);
    if (next.what == event::kind::close)
      return next.code;
    if (next.what == event::kind::need_more || next.what == event::kind::error)
      throw std::runtime_error("Beast failed without a close frame");
  }
}

void read_all(stream& socket, beast::test::stream& peer, bool server, std::vector<observed>& out) {
  for (;;) {
    beast::flat_buffer buffer;
    beast::error_code ec;
    socket.read(buffer, ec);
    if (!ec) {
      auto data = buffer.data();
      out.push_back({socket.got_text() ? event::kind::text : event::kind::binary,
                     websocket::close_code::no_status,
                     {static_cast<const char*>(data.data()), data.size()}});
    } else if (ec == ws::error::closed) {
      // The callback noted it; the code is known only now.
      auto code = socket.reason().code;
      if (code != ws::close_code::none)
        out.back().code = static_cast<websocket::close_code>(code);
      return;
    } else if (ec == boost::asio::error::eof) {
      return;
    } else {
      auto reader = server ? websocket::role::client : websocket::role::server;
      out.push_back({event::kind::error, sent_code(std::string{peer.str()}, reader), {}});
      return;
    }
  }
}

} // namespace

std::vector<observed> beast_events(const stream_case& input) {
  static boost::asio::io_context io;
  beast::test::stream peer{io};
  stream socket{io};
  socket.next_layer().connect(peer);
  auto server = input.role == websocket::role::server;
  server ? accept(socket) : connect(socket, peer, io);
  peer.clear();

  std::vector<observed> result;
  socket.read_message_max(input.max_message);
  socket.control_callback([&](ws::frame_type type, beast::string_view payload) {
    result.push_back(
      {kind_of(type), websocket::close_code::no_status, {payload.data(), payload.size()}});
  });
  auto& wire = socket.next_layer();
  wire.read_size(input.read_size);
  wire.append({input.bytes.data(), input.bytes.size()});
  wire.close_remote();
  read_all(socket, peer, server, result);
  return result;
}

} // namespace fleetwire::conformance
