#include "net/http/response_parser.hpp"

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include <string>
#include <utility>

namespace fleetwire::http {

namespace {

namespace beast = boost::beast;
using error_code = beast::error_code;

// Beast's parser with our response as its container.
class sink final : public beast::http::basic_parser<false> {
public:
  explicit sink(response& target) noexcept : target_{target} {}

private:
  void on_response_impl(int code, beast::string_view, int, error_code&) override {
    target_.status = static_cast<unsigned>(code);
  }
  std::size_t on_body_impl(beast::string_view bytes, error_code&) override {
    target_.body.append(bytes.data(), bytes.size());
    return bytes.size();
  }
  std::size_t on_chunk_body_impl(std::uint64_t, beast::string_view bytes, error_code&) override {
    target_.body.append(bytes.data(), bytes.size());
    return bytes.size();
  }
  void on_request_impl(beast::http::verb, beast::string_view, beast::string_view, int,
                       error_code&) override {}
  void on_field_impl(beast::http::field, beast::string_view, beast::string_view,
                     error_code&) override {}
  void on_header_impl(error_code&) override {}
  void on_body_init_impl(boost::optional<std::uint64_t> const&, error_code&) override {}
  void on_chunk_header_impl(std::uint64_t, beast::string_view, error_code&) override {}
  void on_finish_impl(error_code&) override {}

  response& target_;
};

} // namespace

struct response_parser::message {
  explicit message(const response_limits& limits)
    : parser{value}, room{2 * (limits.max_head + limits.max_body)} {
    parser.eager(true);
    parser.header_limit(static_cast<std::uint32_t>(limits.max_head));
    parser.body_limit(limits.max_body);
  }

  status fail(const error_code& why) {
    using beast::http::error;
    const bool is_size = why == error::body_limit || why == error::header_limit;
    return state = is_size ? status::too_large : status::malformed;
  }

  response value;
  sink parser;
  std::string held; // what Beast wants to see again with more behind it
  std::size_t room; // for bytes to come; what lies between tiny chunks counts as well
  status state = status::reading;
  bool has_begun = false;
};

response_parser::response_parser(const response_limits& limits)
  : message_{std::make_unique<message>(limits)} {}
response_parser::~response_parser() = default;

response_parser::status response_parser::put(std::string_view bytes) {
  auto& m = *message_;
  if (m.state != status::reading || bytes.empty())
    return m.state;
  m.has_begun = true;
  if (bytes.size() > m.room)
    return m.state = status::too_large;
  m.room -= bytes.size();
  m.held += bytes;
  while (!m.held.empty() && !m.parser.is_done()) {
    error_code error;
    m.held.erase(0, m.parser.put(boost::asio::const_buffer{m.held.data(), m.held.size()}, error));
    if (error == beast::http::error::need_more)
      break;
    if (error)
      return m.fail(error);
  }
  if (m.parser.is_header_done() && m.value.status < 200)
    return m.state = status::malformed;
  return m.state = m.parser.is_done() ? status::done : status::reading;
}

response_parser::status response_parser::end() {
  auto& m = *message_;
  if (m.state != status::reading)
    return m.state;
  if (!m.parser.got_some())
    return m.state = status::malformed;
  error_code error;
  m.parser.put_eof(error);
  if (error)
    return m.fail(error);
  return m.state = m.parser.is_done() ? status::done : status::malformed;
}

bool response_parser::has_begun() const noexcept {
  return message_->has_begun;
}

bool response_parser::keep_alive() const noexcept {
  return message_->state == status::done && message_->parser.keep_alive() && message_->held.empty();
}

response response_parser::take() {
  return std::move(message_->value);
}

} // namespace fleetwire::http
