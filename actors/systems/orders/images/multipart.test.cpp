#define CAF_SUITE actors.systems.orders.images.multipart

#include "actors/systems/orders/images/multipart.hpp"

#include <string>

#include "caf/test/dsl.hpp"

using namespace fleetwire::systems::orders::images;

namespace {

constexpr auto type = "multipart/form-data; boundary=xyz";

std::string part(const std::string& disposition, const std::string& content) {
  return "--xyz\r\nContent-Disposition: " + disposition + "\r\nContent-Type: image/png\r\n\r\n"
         + content + "\r\n";
}

const std::string end = "--xyz--\r\n";

std::string read(const std::string& body, std::string_view content_type = type) {
  const auto found = find_file(content_type, body);
  if (const auto* fault = std::get_if<multipart_fault>(&found))
    return *fault == multipart_fault::not_multipart ? "not multipart"
           : *fault == multipart_fault::no_file     ? "no file"
                                                    : "malformed";
  return "file:" + std::string{std::get<std::string_view>(found)};
}

const std::string file = R"(form-data; name="image"; filename="a.png")";

} // namespace

CAF_TEST(the first file is found among fields) {
  CAF_CHECK_EQUAL(read(part(file, "bytes") + end), "file:bytes");
  CAF_CHECK_EQUAL(read(part("form-data; name=\"caption\"", "hi") + part(file, "bytes") + end),
                  "file:bytes");
  CAF_CHECK_EQUAL(read(part(file, "one") + part(file, "two") + end), "file:one");
  CAF_CHECK_EQUAL(read(part("form-data; name=x; filename*=UTF-8''a.png", "b") + end), "file:b");
  CAF_CHECK_EQUAL(read(part("form-data; name=x; filename=\"a;b=c.png\"", "b") + end), "file:b");
}

CAF_TEST(bytes may be anything but the boundary) {
  const std::string bytes{"\r\n--xy\0--\r\n\r\n", 13};
  CAF_CHECK_EQUAL(read(part(file, bytes) + end), "file:" + bytes);
  CAF_CHECK_EQUAL(read(part(file, "") + end), "file:");
}

CAF_TEST(names of headers are read in any case and boundaries may be quoted) {
  const std::string body =
    "--a b\r\ncontent-disposition: form-data; FileName=x\r\n\r\nbytes\r\n--a b--";
  CAF_CHECK_EQUAL(read(body, "Multipart/Form-Data; charset=utf-8; Boundary=\"a b\""), "file:bytes");
}

CAF_TEST(another type is refused) {
  const auto body = part(file, "bytes") + end;
  for (const auto* bad : {"", "image/png", "multipart/mixed; boundary=xyz", "multipart/form-data",
                          "multipart/form-data; boundary=", "multipart/form-data; boundary=\"\""})
    CAF_CHECK_EQUAL(read(body, bad), "not multipart");
  const std::string longest(70, 'b');
  CAF_CHECK_EQUAL(read("--" + longest + "--", "multipart/form-data; boundary=" + longest),
                  "no file");
  CAF_CHECK_EQUAL(read("--", "multipart/form-data; boundary=b" + longest), "not multipart");
}

CAF_TEST(a form without a file is told apart from a broken one) {
  CAF_CHECK_EQUAL(read(part("form-data; name=\"image\"", "bytes") + end), "no file");
  CAF_CHECK_EQUAL(read(end), "no file");
  const auto whole = part(file, "bytes") + "--xyz--";
  const auto last = whole.find("\r\n--xyz--");
  for (std::size_t n = 0; n < last + 7; ++n)
    CAF_CHECK_EQUAL(read(whole.substr(0, n)), "malformed");
  CAF_CHECK_EQUAL(read("preamble" + whole), "malformed");
  CAF_CHECK_EQUAL(read("--xyz\r\nX: " + std::string(9'000, 'x') + "\r\n\r\nb\r\n--xyz--"),
                  "malformed");
}
