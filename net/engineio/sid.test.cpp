#define CAF_SUITE net.engineio.sid
#include "net/engineio/sid.hpp"

#include <array>

#include "caf/test/dsl.hpp"

using namespace fleetwire::engineio;

namespace {

std::array<std::uint8_t, sid_bytes> counting() {
  std::array<std::uint8_t, sid_bytes> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i)
    bytes[i] = static_cast<std::uint8_t>(i);
  return bytes;
}

} // namespace

CAF_TEST(ids are base64url) {
  CAF_CHECK_EQUAL(make_id(counting()), "AAECAwQFBgcICQoLDA0O");
  std::array<std::uint8_t, sid_bytes> ones{};
  ones.fill(0xff);
  CAF_CHECK_EQUAL(make_id(ones), "____________________");
  ones.fill(0xfb);
  CAF_CHECK_EQUAL(make_id(ones).substr(0, 4), "-_v7");
}

CAF_TEST(a sid names its worker) {
  for (unsigned worker = 0; worker < 256; ++worker) {
    const auto sid = make_sid(counting(), static_cast<std::uint8_t>(worker));
    CAF_CHECK_EQUAL(sid.size(), sid_size);
    CAF_CHECK_EQUAL(home_worker(sid).value_or(1000), worker);
    CAF_CHECK_EQUAL(sid.substr(3), make_id(counting()).substr(3));
  }
}

CAF_TEST(only the form of a sid is taken for one) {
  CAF_CHECK(home_worker("AAECAwQFBgcICQoLDA0O"));
  for (auto text : {"", "AAECAwQFBgcICQoLDA0", "AAECAwQFBgcICQoLDA0OO", "AAECAwQFBgcICQoLDA0=",
                    "AAECAwQFBgcICQoLDA+/", "AAECAwQFBgcICQoL A0O", "AAECAwQFBgcICQoLDA0\xff"})
    CAF_CHECK(!home_worker(text));
}
