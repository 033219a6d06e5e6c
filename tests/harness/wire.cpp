#include "tests/harness/wire.hpp"

#include "net/bridge/gateway.hpp"
#include "net/bridge/packet_reader.hpp"
#include "net/bridge/wire_form.hpp"

#include <span>
#include <utility>

namespace fleetwire::harness {

using namespace std::chrono_literals;

// -- the upper layer --------------------------------------------------------------------------------

void upper_layer::on_packet(const contract::packet& what) {
  if (what.type == contract::packet_type::connect)
    joined = true;
  if (what.type == contract::packet_type::disconnect)
    joined = false;
  if (what.type != contract::packet_type::event)
    return;
  packets.push_back(std::string{what.data} + std::string(what.attachments.size(), '+'));
  if (defers)
    link->event_pending();
}

void upper_layer::on_close(contract::close_reason reason) {
  ended = reason;
  link = nullptr;
}

void upper_layer::send(char fill, std::size_t size, contract::send_mode mode) {
  auto what = std::make_shared<contract::encoded>();
  std::string message(size - websocket::header_size(size - 2), fill);
  message[0] = '4';
  bridge::append_message(*what, message, false);
  send(what, mode);
}

void upper_layer::send(const contract::encoded_ptr& what, contract::send_mode mode) {
  if (link)
    link->send(what, mode);
}

// -- requests ---------------------------------------------------------------------------------------

void exchange_log::take_stream(std::string head, unsigned,
                               std::function<void(std::unique_ptr<transport::stream>)> then) {
  auto [near, far] = transport::make_memory_stream(*host);
  peer = far;
  near->write(head);
  auto box = std::make_shared<std::unique_ptr<transport::stream>>(std::move(near));
  host->post([box, then = std::move(then)] { then(std::move(*box)); });
}

/// The worker as memory streams see it; they use nothing but post().
class wire::host final : public transport::worker_host {
public:
  explicit host(contract::worker& home) : home_(home) {}
  unsigned index() const noexcept override { return home_.index(); }
  void post(std::function<void()> task) override { home_.submit(std::move(task)); }
  std::uint64_t arm(std::chrono::milliseconds, std::function<void()>) override { return 0; }
  void disarm(std::uint64_t) override {}

private:
  contract::worker& home_;
};

wire::wire(const bridge::gateway_config& config)
  : stage_(1, 1), host_(std::make_unique<host>(stage_.worker(0))) {
  bridge::gateway_hooks hooks;
  hooks.open_sink = [this](contract::link& link, unsigned worker) {
    uppers_.push_back(std::make_shared<upper_layer>(link));
    return std::make_unique<bridge::packet_reader>(link, uppers_.back(),
                                                   gateway_->config(worker).connection);
  };
  std::vector<contract::worker*> workers{&stage_.worker(0)};
  gateway_ = std::make_unique<bridge::gateway>(config, std::move(hooks), stage_.system(), workers,
                                               stage_.kinds());
}

wire::~wire() {
  gateway_->drain(0ms, [] {});
  advance(10s); // longer than any connection waits for its reader
}

void wire::run(std::function<void()> fun) {
  stage_.on(0, std::move(fun));
  settle();
}

std::shared_ptr<exchange_log> wire::request(std::string method, std::string_view query,
                                            std::string body, bool upgrade) {
  http::request request;
  request.method = std::move(method);
  request.target = "/socket.io/?" + std::string{query};
  request.body = std::move(body);
  if (upgrade)
    request.headers = {{"Connection", "Upgrade"},
                       {"Upgrade", "websocket"},
                       {"Sec-WebSocket-Version", "13"},
                       {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="}};
  auto log = std::make_shared<exchange_log>();
  log->host = host_.get();
  run([this, &request, log] {
    gateway_->on_request(0, std::move(request), transport::exchange{log});
  });
  return log;
}

bridge::connection_counters& wire::counters() noexcept {
  return gateway_->counters(0);
}

std::uint64_t wire::closed(contract::close_reason why) noexcept {
  return counters().closed[static_cast<std::size_t>(why)];
}

namespace {

std::string client_frame(std::string_view packet, bool is_binary = false) {
  std::string frame;
  auto code = is_binary ? websocket::opcode::binary : websocket::opcode::text;
  websocket::append_masked_frame(frame, code, packet, 0x12345678);
  return frame;
}

} // namespace

// -- clients ----------------------------------------------------------------------------------------

web_client::web_client(wire& where) : wire_(where), decoder_(websocket::role::client, 16u << 20) {
  peer_ = where.request("GET", "EIO=4&transport=websocket", {}, true)->peer;
  upper_ = where.newest();
  auto begin = peer_->take();
  auto frames = begin.substr(begin.find("\r\n\r\n") + 4);
  std::span<char> rest{frames.data(), frames.size()};
  greeting_ = decoder_.next(rest).payload;
}

void web_client::send(std::string_view packet, bool is_binary) {
  peer_->push(client_frame(packet, is_binary));
}

std::vector<std::string> web_client::take() {
  std::vector<std::string> result;
  wire_.settle();
  for (auto bytes = peer_->take(); !bytes.empty(); bytes = peer_->take()) {
    std::span<char> rest{bytes.data(), bytes.size()};
    for (auto what = decoder_.next(rest); what.what != websocket::event::kind::need_more;
         what = decoder_.next(rest)) {
      if (what.what == websocket::event::kind::close)
        goodbye_ = what.code;
      else if (what.what == websocket::event::kind::binary)
        result.push_back('<' + std::string{what.payload} + '>');
      else
        result.emplace_back(what.payload);
    }
    wire_.settle();
  }
  return result;
}

poll_client::poll_client(wire& where) : wire_(where) {
  auto body = where.request("GET", "EIO=4&transport=polling")->body();
  upper_ = where.newest();
  sid_ = body.substr(body.find("\"sid\":\"") + 7, 20);
}

std::shared_ptr<exchange_log> poll_client::poll() {
  return wire_.request("GET", query());
}

std::shared_ptr<exchange_log> poll_client::post(std::string body) {
  return wire_.request("POST", query(), std::move(body));
}

transport::memory_peer& poll_client::upgrade() {
  peer_ = wire_.request("GET", query("websocket"), {}, true)->peer;
  peer_->push(client_frame("2probe"));
  wire_.settle();
  peer_->push(client_frame("5"));
  wire_.settle();
  return *peer_;
}

} // namespace fleetwire::harness
