#define CAF_SUITE actors.systems.orders.rules.message

#include "actors/systems/orders/rules/message.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire::systems::orders::rules;

namespace {

message text(std::string content) {
  message out;
  out.order_id = "o1";
  out.content = std::move(content);
  return out;
}

message picture(std::string content) {
  auto out = text(std::move(content));
  out.type = message_type::image;
  return out;
}

bool is_fine(const message& what) {
  const auto no = check(what);
  if (no)
    CAF_CHECK_EQUAL(no->code, "BAD_REQUEST");
  return !no;
}

std::string repeated(std::string_view what, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i)
    out += what;
  return out;
}

constexpr auto id = "0a1b2c3d-0000-4000-8000-000000000001";

} // namespace

CAF_TEST(texts have 1 to 4000 characters) {
  CAF_CHECK(!is_fine(text("")));
  CAF_CHECK(is_fine(text("x")));
  CAF_CHECK(is_fine(text(std::string(4000, 'x'))));
  CAF_CHECK(!is_fine(text(std::string(4001, 'x'))));
  CAF_CHECK(is_fine(text(repeated("ñ", 4000))));
  CAF_CHECK(!is_fine(text(repeated("ñ", 4001))));
}

CAF_TEST(images are https addresses) {
  CAF_CHECK(is_fine(picture("https://cdn.example.org/a.png?x=1#y")));
  for (const auto* bad :
       {"", "http://example.org/a.png", "https://", "https:///a.png", "javascript:alert(1)",
        "data:image/png;base64,AAAA", "https://a b/c", "https://e.org/\"><script>", "ftp://e.org/a",
        "https://:443/a", "https://user@evil.example/a", "HTTPS//e.org"})
    CAF_CHECK(!is_fine(picture(bad)));
  CAF_CHECK(is_fine(picture("https://e.org/" + std::string(2048 - 14, 'x'))));
  CAF_CHECK(!is_fine(picture("https://e.org/" + std::string(2048 - 13, 'x'))));
}

CAF_TEST(images are uploads of this order) {
  CAF_CHECK(is_fine(picture(image_url("o1", id))));
  CAF_CHECK_EQUAL(image_in(image_url("o1", id), "o1").value_or("?"), id);
  CAF_CHECK(!is_fine(picture(image_url("o2", id))));
  CAF_CHECK(!is_fine(picture(image_url("o1", "../../../etc/passwd"))));
  CAF_CHECK(!is_fine(picture(image_url("o1", id) + std::string{"x"})));
  CAF_CHECK(!is_fine(picture("/api/orders/o1/messages")));
}

CAF_TEST(a clientId is short) {
  auto what = text("x");
  what.client_id = "";
  CAF_CHECK(!is_fine(what));
  what.client_id = std::string(100, 'k');
  CAF_CHECK(is_fine(what));
  what.client_id = std::string(101, 'k');
  CAF_CHECK(!is_fine(what));
}

CAF_TEST(a repeated message says the same) {
  const auto first = text("hello");
  auto again = first;
  again.id = "other";
  again.sender_name = "New Name";
  CAF_CHECK(is_repeated(first, again));
  CAF_CHECK(!is_repeated(first, text("hello!")));
  CAF_CHECK(!is_repeated(first, picture("hello")));
  again.order_id = "o2";
  CAF_CHECK(!is_repeated(first, again));
  CAF_CHECK_EQUAL(client_id_taken().status, 409);
}

CAF_TEST(types have the names of clients) {
  CAF_CHECK(message_type_from("TEXT") == message_type::text);
  CAF_CHECK(message_type_from("IMAGE") == message_type::image);
  CAF_CHECK(!message_type_from("text").has_value());
  CAF_CHECK_EQUAL(to_string(message_type::image), "IMAGE");
}
