// The half of socket_core that knows of TLS.
#include "net/transport/detail/loop_impl.hpp"
#include "net/transport/detail/socket_core.hpp"

namespace fleetwire::transport {

namespace {

// The largest TLS record; write() goes on only while the socket takes whole ones.
constexpr std::size_t tls_piece = 16u << 10;

} // namespace

void socket_core::deliver(std::span<char> bytes) {
  if (tls_) {
    decrypt({bytes.data(), bytes.size()});
  } else {
    events_->on_bytes(bytes);
  }
}

void socket_core::decrypt(std::string_view cipher) {
  const auto plain = worker_.loop->internals().plain_scratch();
  bool established = tls_->established();
  while (events_ != nullptr) {
    std::string out;
    const auto [size, status] = tls_->read(cipher, plain, out);
    queue_raw(out);
    if (!established && status == tls_session::status::failed) {
      worker_.counters.tls_failures.add();
    } else if (!established && tls_->established()) {
      established = true;
      worker_.counters.tls_handshakes.add();
    }
    if (size > 0 && listening()) {
      events_->on_bytes(plain.first(size));
    } else if (size > 0) {
      if (!in_) {
        in_ = std::make_unique<std::string>();
      }
      in_->append(plain.data(), size);
    }
    if (status == tls_session::status::failed) {
      kill();
    } else if (status == tls_session::status::peer_closed && is_open()) {
      on_eof();
      return;
    } else if (size < plain.size()) {
      return;
    }
  }
}

std::size_t socket_core::write_tls(std::string_view bytes) {
  std::size_t taken = 0;
  while (taken < bytes.size() && !out_ && !broken_) {
    const auto piece = bytes.substr(taken, tls_piece);
    std::string out;
    if (!tls_->write(piece, out)) {
      end_later();
      break;
    }
    queue_raw(out);
    taken += piece.size();
  }
  return taken;
}

bool socket_core::queue(std::string_view bytes) {
  std::string cipher;
  if (tls_ && !bytes.empty()) {
    if (!tls_->write(bytes, cipher)) {
      return false;
    }
    bytes = cipher;
  }
  queue_raw(bytes);
  return is_open() && !broken_;
}

} // namespace fleetwire::transport
