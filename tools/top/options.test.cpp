#define CAF_SUITE tools.top.options
#include "tools/top/options.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire::top;
using namespace std::chrono_literals;

namespace {

constexpr auto url = "http://127.0.0.1:9100";

} // namespace

CAF_TEST(nothing given means the default server each second) {
  auto read = read_options({}, url);
  CAF_CHECK_EQUAL(read.fault, "");
  CAF_CHECK_EQUAL(read.url, url);
  CAF_CHECK(read.interval == 1s);
  CAF_CHECK(!read.once);
}

CAF_TEST(values follow a blank or an equals sign) {
  auto read = read_options({"--url=http://a:1", "--interval", "0.1", "--once", "--json"}, url);
  CAF_CHECK_EQUAL(read.fault, "");
  CAF_CHECK_EQUAL(read.url, "http://a:1");
  CAF_CHECK(read.interval == 100ms);
  CAF_CHECK(read.once && read.json);
}

CAF_TEST(what cannot be is refused) {
  std::vector<std::vector<std::string>> wrong{{"--interval", "0.09"}, {"--interval", "3601"},
                                              {"--interval", "x"},    {"--interval", "nan"},
                                              {"--interval"},         {"--url"},
                                              {"--url", "ftp:/x"},    {"--json"},
                                              {"--once", "--colour"}, {"something"}};
  for (const auto& words : wrong)
    CAF_CHECK(!read_options(words, url).fault.empty());
}
