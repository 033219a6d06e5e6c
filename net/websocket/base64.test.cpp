#define CAF_SUITE net.websocket.base64

#include "net/websocket/base64.hpp"

#include <string>
#include <utility>
#include <vector>

#include "caf/test/dsl.hpp"

using namespace fleetwire::websocket;
using namespace std::string_literals;

CAF_TEST(the vectors of RFC 4648) {
  std::vector<std::pair<std::string, std::string>> vectors{{"", ""},
                                                           {"f", "Zg=="},
                                                           {"fo", "Zm8="},
                                                           {"foo", "Zm9v"},
                                                           {"foob", "Zm9vYg=="},
                                                           {"fooba", "Zm9vYmE="},
                                                           {"foobar", "Zm9vYmFy"}};
  for (auto& [bytes, text] : vectors) {
    CAF_CHECK_EQUAL(base64_encode(bytes), text);
    CAF_CHECK(base64_decode(text) == bytes);
    CAF_CHECK_EQUAL(base64_size(bytes.size()), text.size());
  }
}

CAF_TEST(every byte survives at every place of a group) {
  for (size_t size = 1; size <= 9; ++size)
    for (int byte = 0; byte < 256; ++byte) {
      std::string bytes(size, static_cast<char>(byte));
      for (size_t i = 0; i < size; ++i)
        bytes[i] = static_cast<char>(byte + 37 * i);
      CAF_REQUIRE(base64_decode(base64_encode(bytes)) == bytes);
    }
}

CAF_TEST(the alphabet is the standard one) {
  CAF_CHECK_EQUAL(base64_encode("\xFB\xEF\xFF"), "++//");
  CAF_CHECK(!base64_decode("--__"));
}

CAF_TEST(malformed text is refused wherever the fault lies) {
  for (const auto& text :
       {"A"s, "AA"s, "AAA"s, "AAAAA"s, "===="s, "A==="s, "AA=A"s, "=AAA"s, "AA==AAAA"s, "AAA=AAAA"s,
        "AAA\n"s, "AA A"s, "AAA AAAA"s, "A\0AA"s, "AA\xC3\xA9"s, "AAAA\n"s})
    CAF_CHECK(!base64_decode(text));
  std::string whole(16, 'A');
  for (size_t i = 0; i < whole.size(); ++i) {
    auto broken = whole;
    broken[i] = '.';
    CAF_CHECK(!base64_decode(broken));
  }
}

CAF_TEST(unused bits must be zero) {
  CAF_CHECK(base64_decode("Zg==") == "f"s);
  CAF_CHECK(!base64_decode("Zh=="));
  CAF_CHECK(base64_decode("Zm8=") == "fo"s);
  CAF_CHECK(!base64_decode("Zm9="));
}

CAF_TEST(appending keeps what was there also when it fails) {
  auto out = "before "s;
  append_base64(out, "fo");
  CAF_CHECK_EQUAL(out, "before Zm8=");
  CAF_CHECK(append_base64_decoded(out, "Zm9vYg=="));
  CAF_CHECK_EQUAL(out, "before Zm8=foob");
  CAF_CHECK(!append_base64_decoded(out, "Zm9vZ..="));
  CAF_CHECK_EQUAL(out, "before Zm8=foob");
}
