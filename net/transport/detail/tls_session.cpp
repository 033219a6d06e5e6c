#include "net/transport/detail/tls_session.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <cstring>
#include <limits>

namespace fleetwire::transport {

namespace {

// A BIO over the buffers of the call under way: unlike OpenSSL's memory BIO it holds no memory
// while the connection idles.
tls_session::wire& wire_of(BIO* bio) {
  return *static_cast<tls_session::wire*>(BIO_get_data(bio));
}

int bio_read(BIO* bio, char* buffer, int size) {
  BIO_clear_retry_flags(bio);
  auto* in = wire_of(bio).in;
  if (in == nullptr || in->empty()) {
    BIO_set_retry_read(bio);
    return -1;
  }
  const auto count = std::min(in->size(), static_cast<std::size_t>(size));
  std::memcpy(buffer, in->data(), count);
  in->remove_prefix(count);
  return static_cast<int>(count);
}

int bio_write(BIO* bio, const char* data, int size) {
  BIO_clear_retry_flags(bio);
  auto* out = wire_of(bio).out;
  if (out == nullptr) {
    return -1;
  }
  out->append(data, static_cast<std::size_t>(size));
  return size;
}

long bio_control(BIO*, int command, long, void*) {
  return command == BIO_CTRL_FLUSH ? 1 : 0;
}

BIO_METHOD* wire_method() {
  static BIO_METHOD* const method = [] {
    auto* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "fleetwire wire");
    BIO_meth_set_read(made, bio_read);
    BIO_meth_set_write(made, bio_write);
    BIO_meth_set_ctrl(made, bio_control);
    return made;
  }();
  return method;
}

} // namespace

tls_session::tls_session(ssl_ctx_st& context) : ssl_(SSL_new(&context)) {
  auto* bio = BIO_new(wire_method());
  BIO_set_data(bio, &wire_);
  BIO_set_init(bio, 1);
  SSL_set_bio(ssl_, bio, bio);
  SSL_set_accept_state(ssl_);
}

tls_session::~tls_session() {
  SSL_free(ssl_);
}

tls_session::result tls_session::read(std::string_view& cipher, std::span<char> plain,
                                      std::string& out) {
  wire_ = {&cipher, &out};
  result res;
  ERR_clear_error();
  while (res.plain < plain.size()) {
    const auto room =
      std::min<std::size_t>(plain.size() - res.plain, std::numeric_limits<int>::max());
    const int count = SSL_read(ssl_, plain.data() + res.plain, static_cast<int>(room));
    if (count > 0) {
      res.plain += static_cast<std::size_t>(count);
      continue;
    }
    const int error = SSL_get_error(ssl_, count);
    if (error == SSL_ERROR_ZERO_RETURN) {
      res.state = status::peer_closed;
    } else if (error != SSL_ERROR_WANT_READ) {
      res.state = status::failed;
    }
    break;
  }
  wire_ = {};
  return res;
}

bool tls_session::write(std::string_view plain, std::string& out) {
  wire_ = {nullptr, &out};
  ERR_clear_error();
  bool ok = true;
  while (ok && !plain.empty()) {
    std::size_t count = 0;
    ok = SSL_write_ex(ssl_, plain.data(), plain.size(), &count) == 1;
    plain.remove_prefix(count);
  }
  wire_ = {};
  return ok;
}

void tls_session::shutdown(std::string& out) {
  if (!established()) {
    return;
  }
  wire_ = {nullptr, &out};
  ERR_clear_error();
  SSL_shutdown(ssl_);
  wire_ = {};
}

bool tls_session::established() const noexcept {
  return SSL_is_init_finished(ssl_) == 1;
}

} // namespace fleetwire::transport
