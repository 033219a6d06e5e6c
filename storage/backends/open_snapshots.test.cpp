#define CAF_SUITE storage.backends.open_snapshots

#include "storage/backends/open_snapshots.hpp"

#include <filesystem>
#include <random>

#include "caf/test/dsl.hpp"

using namespace fleetwire::storage;

namespace {

/// Both backends; every call goes to both and must come back alike.
struct fixture {
  std::filesystem::path folder =
    std::filesystem::temp_directory_path()
    / ("fleetwire-snapshots-test-" + std::to_string(std::random_device{}()));
  std::unique_ptr<snapshot_store> memory = open("");
  std::unique_ptr<snapshot_store> sqlite = open(folder.string());

  ~fixture() {
    sqlite.reset();
    std::filesystem::remove_all(folder);
  }

  static std::unique_ptr<snapshot_store> open(const std::string& data) {
    status result{errc::io, "untouched"};
    auto store = open_snapshots(data, result);
    CAF_REQUIRE_EQUAL(result.code(), errc::ok);
    CAF_REQUIRE(store != nullptr);
    return store;
  }

  static errc same(const status& a, const status& b) {
    CAF_REQUIRE_EQUAL(a.code(), b.code());
    CAF_CHECK_EQUAL(a.detail(), b.detail());
    return a.code();
  }

  errc save(std::string_view key, std::string_view blob) {
    return same(memory->save(key, blob), sqlite->save(key, blob));
  }

  errc remove(std::string_view key) { return same(memory->remove(key), sqlite->remove(key)); }

  std::optional<std::string> load(std::string_view key, errc expected = errc::ok) {
    std::optional<std::string> a{"stale"};
    std::optional<std::string> b{"stale"};
    CAF_CHECK_EQUAL(same(memory->load(key, a), sqlite->load(key, b)), expected);
    CAF_REQUIRE(a == b);
    return a;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(open_snapshots_tests, fixture)

CAF_TEST(a key holds what was saved last) {
  CAF_CHECK(!load("a"));
  CAF_CHECK_EQUAL(save("a", "1"), errc::ok);
  CAF_CHECK_EQUAL(save("a", "2"), errc::ok);
  CAF_CHECK_EQUAL(save("b", "3"), errc::ok);
  CAF_CHECK_EQUAL(load("a"), "2");
  CAF_CHECK_EQUAL(load("b"), "3");
}

CAF_TEST(a removed key holds nothing) {
  CAF_CHECK_EQUAL(save("a", "1"), errc::ok);
  CAF_CHECK_EQUAL(remove("a"), errc::ok);
  CAF_CHECK_EQUAL(remove("a"), errc::ok);
  CAF_CHECK(!load("a"));
}

CAF_TEST(keys and blobs are bytes) {
  const std::string zero("a\0b", 3);
  CAF_CHECK_EQUAL(save(zero, zero), errc::ok);
  CAF_CHECK_EQUAL(save("a", ""), errc::ok);
  CAF_CHECK_EQUAL(save("\xff\xfe", std::string_view{}), errc::ok);
  CAF_CHECK_EQUAL(load(zero), zero);
  CAF_CHECK_EQUAL(load("a"), "");
  CAF_CHECK_EQUAL(load("\xff\xfe"), "");
  CAF_CHECK(!load("A"));
}

CAF_TEST(an empty key is refused) {
  CAF_CHECK_EQUAL(save("", "x"), errc::invalid);
  CAF_CHECK_EQUAL(remove(""), errc::invalid);
  CAF_CHECK(!load("", errc::invalid));
}

CAF_TEST(large blobs come back whole) {
  std::string large(5'000'000, '\0');
  for (std::size_t i = 0; i < large.size(); ++i)
    large[i] = static_cast<char>(i * 31 + i / 251);
  CAF_CHECK_EQUAL(save("large", large), errc::ok);
  CAF_CHECK(load("large") == large);
}

CAF_TEST(a long script leaves both alike) {
  std::mt19937 dice{42};
  const auto pick = [&dice](unsigned n) { return dice() % n; };
  for (int step = 0; step < 300; ++step) {
    const auto key = "k" + std::to_string(pick(8));
    switch (pick(4)) {
      case 0:
        CAF_CHECK_EQUAL(remove(key), errc::ok);
        break;
      case 1:
        load(key);
        break;
      default:
        CAF_CHECK_EQUAL(save(key, std::string(pick(3'000), static_cast<char>(pick(256)))),
                        errc::ok);
    }
  }
  for (int k = 0; k < 8; ++k)
    load("k" + std::to_string(k));
}

CAF_TEST_FIXTURE_SCOPE_END()
