#pragma once

#include "actors/contract/auth.hpp"
#include "actors/contract/json.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// HTTP as systems see it.
namespace fleetwire::contract {

using name_value = std::pair<std::string, std::string>;

struct web_request {
  std::string method;
  std::string path;
  std::vector<name_value> params; ///< of the pattern, decoded
  std::vector<name_value> query;  ///< decoded, in order
  std::vector<name_value> headers;
  std::optional<document> body; ///< when there is one and it is JSON
  std::string raw_body;         ///< of any other type
  std::string address;          ///< of the client, seen through trusted proxies
  bool secure = false;
  std::optional<principal> who; ///< always there where the route asks for it
  unsigned worker = 0;          ///< where the handler runs

  std::string_view param(std::string_view name) const noexcept;
  std::string_view query_value(std::string_view name) const noexcept;
  std::string_view header(std::string_view name) const noexcept;
  std::string_view cookie(std::string_view name) const noexcept;
  value json() const noexcept { return body ? body->root() : value{}; }
};
using web_request_ptr = std::shared_ptr<const web_request>;

/// A part of a body that is made while it is sent. Empty text ends the body; nothing breaks it off, so
/// that the client sees a failure and not a short file.
using body_part = std::optional<std::string>;
/// Asked for the next part whenever the client has taken the last one. Hands it to `give` once, at
/// once or later, from any thread. Dropped on the worker of the request when nobody wants more.
using body_source = std::function<void(std::function<void(body_part)> give)>;

struct web_answer {
  unsigned status = 200;
  std::string body;
  std::string type = "application/json; charset=utf-8";
  std::vector<name_value> headers = {};
  body_source source = {}; ///< instead of `body`: one of any length, never whole in memory
};

/// The way back. Copyable, from any thread; the first answer counts. When the last copy goes
/// unused the client gets 500.
class web_reply {
public:
  using sender = std::function<void(web_answer)>;
  explicit web_reply(sender send);
  void operator()(web_answer what) const;

private:
  struct state;
  std::shared_ptr<state> state_;
};

using web_handler = std::function<void(const web_request_ptr&, web_reply)>;

enum class access : std::uint8_t {
  open, ///< anybody; a bad token is no fault, a good one is known
  signed_in, ///< 401 without a good token
};

struct web_route {
  std::string_view method;
  std::string_view pattern; ///< "/api/trips/:id"
  access who = access::signed_in;
  web_handler handler;
  bool strangers = false; ///< tokens of other issuers are believed here, too
};

} // namespace fleetwire::contract
