#define CAF_SUITE actors.systems.orders.images.kind

#include "actors/systems/orders/images/kind.hpp"

#include <string>

#include "caf/test/dsl.hpp"

using namespace fleetwire::systems::orders::images;
using namespace std::string_literals;

namespace {

std::string kind_of(const std::string& bytes) {
  return std::string{media_type(bytes).value_or("none")};
}

const auto png = "\x89PNG\r\n\x1A\n\0\0\0\x0DIHDR"s;
const auto jpeg = "\xFF\xD8\xFF\xE0"s;
const auto webp = "RIFF\x10\0\0\0WEBPVP8L"s;

} // namespace

CAF_TEST(images are known by what they begin with) {
  CAF_CHECK_EQUAL(kind_of(png + "rest"), "image/png");
  CAF_CHECK_EQUAL(kind_of(jpeg + "rest"), "image/jpeg");
  CAF_CHECK_EQUAL(kind_of(webp + "rest"), "image/webp");
}

CAF_TEST(a beginning that is cut off is none) {
  for (std::size_t n = 0; n < png.size(); ++n)
    CAF_CHECK_EQUAL(kind_of(png.substr(0, n)), "none");
  for (std::size_t n = 0; n < 3; ++n)
    CAF_CHECK_EQUAL(kind_of(jpeg.substr(0, n)), "none");
  for (std::size_t n = 0; n < webp.size(); ++n)
    CAF_CHECK_EQUAL(kind_of(webp.substr(0, n)), "none");
}

CAF_TEST(what browsers would run is no image) {
  for (const auto& bad : {"<svg xmlns='http://www.w3.org/2000/svg'/>"s, "GIF89a"s, "%PDF-1.7"s,
                          "<html>"s, "RIFF\x10\0\0\0WAVEfmt "s, "BM......"s})
    CAF_CHECK_EQUAL(kind_of(bad), "none");
}
