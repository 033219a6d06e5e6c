#include "net/http/request_parser.hpp"

#include "net/http/chunk_scanner.hpp"
#include "net/http/head_scanner.hpp"

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include <algorithm>
#include <optional>
#include <utility>

namespace fleetwire::http {

namespace {

namespace beast = boost::beast;
using error_code = beast::error_code;

std::string_view view(beast::string_view text) noexcept {
  return {text.data(), text.size()};
}

// Beast's parser with our request as its container: headers keep their order, trailers are dropped
// and the body grows with what really came, not with what its length promised.
class sink final : public beast::http::basic_parser<true> {
public:
  explicit sink(request& target) noexcept : target_{&target} {}

private:
  void on_request_impl(beast::http::verb, beast::string_view method, beast::string_view target,
                       int version, error_code&) override {
    target_->method = view(method);
    target_->target = view(target);
    target_->version = static_cast<unsigned>(version);
    target_->headers.reserve(16); // what browsers send
  }

  void on_field_impl(beast::http::field, beast::string_view name, beast::string_view value,
                     error_code&) override {
    if (!in_body_)
      target_->headers.push_back({std::string{view(name)}, std::string{view(value)}});
  }

  void on_header_impl(error_code&) override { in_body_ = true; }

  std::size_t on_body_impl(beast::string_view bytes, error_code&) override {
    target_->body += view(bytes);
    return bytes.size();
  }

  std::size_t on_chunk_body_impl(std::uint64_t, beast::string_view bytes, error_code&) override {
    target_->body += view(bytes);
    return bytes.size();
  }

  void on_response_impl(int, beast::string_view, int, error_code&) override {}
  void on_body_init_impl(boost::optional<std::uint64_t> const&, error_code&) override {}
  void on_chunk_header_impl(std::uint64_t, beast::string_view, error_code&) override {}
  void on_finish_impl(error_code&) override {}

  request* target_;
  bool in_body_ = false;
};

violation violation_of(const error_code& code) noexcept {
  using beast::http::error;
  if (code == error::bad_version)
    return violation::bad_version;
  if (code == error::body_limit)
    return violation::body_too_large;
  if (code == error::bad_transfer_encoding)
    return violation::bad_transfer_encoding;
  if (code == error::bad_content_length || code == error::multiple_content_length)
    return violation::bad_length;
  return violation::malformed;
}

// Whether a head that Beast refused for its version asks for one that exists elsewhere.
bool names_version(std::string_view head) noexcept {
  const auto line = head.substr(0, head.find('\r'));
  if (line.size() < 9)
    return false;
  const auto word = line.substr(line.size() - 9);
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  return word.substr(0, 6) == " HTTP/" && digit(word[6]) && word[7] == '.' && digit(word[8])
         && word.substr(6) != "1.1" && word.substr(6) != "1.0";
}

} // namespace

struct request_parser::message {
  explicit message(const guard_limits& limits)
    : scanner{limits, head_scanner::section::request}, parser{value} {
    parser.header_limit(static_cast<std::uint32_t>(limits.max_head));
    parser.body_limit(limits.max_body);
  }

  request value;
  head_scanner scanner;
  std::optional<chunk_scanner> chunks;
  std::string held; // an unfinished head or chunk header: Beast sees whole ones only
  sink parser;
  status state = status::head;
  bool continue_due = false;
};

request_parser::request_parser(const guard_limits& limits) noexcept : limits_{limits} {}
request_parser::request_parser(request_parser&&) noexcept = default;
request_parser& request_parser::operator=(request_parser&&) noexcept = default;
request_parser::~request_parser() = default;

request_parser::status request_parser::state() const noexcept {
  if (fault_ != violation::none)
    return status::failed;
  return message_ ? message_->state : status::idle;
}

void request_parser::fail(violation fault) noexcept {
  fault_ = fault;
  message_.reset();
}

std::size_t request_parser::put(std::string_view bytes) {
  std::size_t taken = 0;
  while (taken < bytes.size()) {
    const auto rest = bytes.substr(taken);
    switch (state()) {
      case status::idle:
        message_ = std::make_unique<message>(limits_);
        [[fallthrough]];
      case status::head:
        taken += put_head(rest);
        break;
      case status::body:
        taken += message_->chunks ? put_chunked(rest) : put_body(rest);
        break;
      case status::done:
      case status::failed:
        return taken;
    }
  }
  return taken;
}

std::size_t request_parser::put_head(std::string_view bytes) {
  auto& current = *message_;
  const auto taken = current.scanner.put(bytes);
  if (current.scanner.error() != violation::none) {
    fail(current.scanner.error());
    return taken;
  }
  const auto fresh = bytes.substr(0, taken);
  if (current.scanner.done() && current.held.empty()) {
    finish_head(fresh.substr(current.scanner.skipped()));
    return taken;
  }
  current.held += fresh;
  if (current.scanner.done()) {
    const auto whole = std::exchange(current.held, {});
    finish_head(std::string_view{whole}.substr(current.scanner.skipped()));
  }
  return taken;
}

void request_parser::finish_head(std::string_view whole) {
  auto& current = *message_;
  if (const auto fault = feed(whole); fault != violation::none) {
    const auto other_version = fault == violation::bad_version && names_version(whole);
    return fail(fault == violation::bad_version && !other_version ? violation::malformed : fault);
  }
  if (!current.parser.is_header_done())
    return fail(violation::malformed);
  if (const auto fault = check(current.value, limits_); fault != violation::none)
    return fail(fault);
  current.state = current.parser.is_done() ? status::done : status::body;
  if (current.state == status::done)
    return;
  if (current.parser.chunked())
    current.chunks.emplace(limits_);
  current.continue_due = current.value.version >= 11 && current.value.count("Expect") > 0;
}

std::size_t request_parser::put_body(std::string_view bytes) {
  auto& current = *message_;
  const auto left = current.parser.content_length_remaining().value_or(0);
  const auto taken = static_cast<std::size_t>(std::min<std::uint64_t>(left, bytes.size()));
  if (const auto fault = feed(bytes.substr(0, taken)); fault != violation::none)
    fail(fault);
  else if (current.parser.is_done())
    current.state = status::done;
  return taken;
}

std::size_t request_parser::put_chunked(std::string_view bytes) {
  using section = chunk_scanner::section;
  auto& current = *message_;
  const auto in_data = current.chunks->current() == section::data;
  const auto taken = current.chunks->put(bytes);
  if (const auto fault = current.chunks->error(); fault != violation::none) {
    fail(fault);
    return taken;
  }
  const auto fresh = bytes.substr(0, taken);
  if (!in_data) {
    current.held += fresh;
    if (current.chunks->current() == section::between)
      return taken;
  }
  const auto held = std::exchange(current.held, {});
  if (const auto fault = feed(in_data ? fresh : held); fault != violation::none)
    fail(fault);
  else if (current.parser.is_done())
    current.state = status::done;
  else if (current.chunks->current() == section::done)
    fail(violation::bad_chunk);
  return taken;
}

// Gives Beast bytes that it must take all of.
violation request_parser::feed(std::string_view bytes) {
  auto& parser = message_->parser;
  while (!bytes.empty()) {
    if (parser.is_done())
      return violation::malformed;
    error_code error;
    const auto taken = parser.put(boost::asio::const_buffer{bytes.data(), bytes.size()}, error);
    if (error || taken == 0)
      return violation_of(error);
    bytes.remove_prefix(taken);
  }
  return violation::none;
}

bool request_parser::wants_continue() noexcept {
  return message_ && std::exchange(message_->continue_due, false);
}

const request* request_parser::head() const noexcept {
  const auto now = state();
  return now == status::body || now == status::done ? &message_->value : nullptr;
}

request request_parser::take() {
  auto value = std::move(message_->value);
  message_.reset();
  return value;
}

} // namespace fleetwire::http
