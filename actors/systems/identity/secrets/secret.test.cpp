#define CAF_SUITE actors.systems.identity.secrets.secret

#include "actors/systems/identity/secrets/secret.hpp"

#include "actors/contract/uuid.hpp"

#include <filesystem>
#include <fstream>
#include <thread>
#include <vector>

#include <sys/stat.h>

#include "actors/systems/identity/rules/fields.hpp"
#include "actors/systems/identity/secrets/random.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire::systems::identity;
namespace fs = std::filesystem;

namespace {

struct fixture {
  fs::path folder =
    fs::temp_directory_path() / ("fleetwire-secret-" + fleetwire::contract::random_uuid());
  std::string path = (folder / "secrets" / "access").string();
  std::string secret, detail;

  ~fixture() { fs::remove_all(folder); }
  mode_t mode_of(const fs::path& what) {
    struct stat info{};
    CAF_REQUIRE_EQUAL(::stat(what.c_str(), &info), 0);
    return info.st_mode & 0777;
  }
  void write(std::string_view text, mode_t mode) {
    fs::create_directories(folder / "secrets");
    std::ofstream{path} << text;
    ::chmod(path.c_str(), mode);
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(secret_tests, fixture)

CAF_TEST(the first start makes a secret that later ones find) {
  CAF_REQUIRE(read_or_make_secret(path, secret, detail) == secret_fault::none);
  CAF_CHECK_EQUAL(secret.size(), 43u);
  CAF_CHECK_EQUAL(mode_of(path), 0600u);
  CAF_CHECK_EQUAL(mode_of(folder / "secrets"), 0700u);
  std::string again;
  CAF_REQUIRE(read_or_make_secret(path, again, detail) == secret_fault::none);
  CAF_CHECK_EQUAL(again, secret);
  auto other = folder / "secrets" / "refresh";
  CAF_REQUIRE(read_or_make_secret(other.string(), again, detail) == secret_fault::none);
  CAF_CHECK_NOT_EQUAL(again, secret);
  CAF_CHECK_EQUAL(std::distance(fs::directory_iterator{folder / "secrets"}, {}), 2);
}

CAF_TEST(starts at the same moment agree) {
  std::vector<std::string> got(8);
  std::vector<std::thread> starts;
  for (auto& mine : got)
    starts.emplace_back([&mine, this] {
      std::string why;
      read_or_make_secret(path, mine, why);
    });
  for (auto& each : starts)
    each.join();
  CAF_CHECK_EQUAL(got[0].size(), 43u);
  for (const auto& each : got)
    CAF_CHECK_EQUAL(each, got[0]);
}

CAF_TEST(a file that others may read is refused) {
  std::string text(40, 's');
  for (mode_t mode : {0640, 0604, 0660, 0602, 0610}) {
    write(text, mode);
    CAF_CHECK(read_secret(path, secret, detail) == secret_fault::too_open);
    CAF_CHECK(detail.find(path) != std::string::npos);
    CAF_CHECK(detail.find(text) == std::string::npos);
  }
  for (mode_t mode : {0600, 0400}) {
    write("", 0600);
    write(text, mode);
    CAF_CHECK(read_secret(path, secret, detail) == secret_fault::none);
  }
  CAF_CHECK_EQUAL(secret, text);
}

CAF_TEST(a folder that others may write is refused) {
  write(std::string(40, 's'), 0600);
  ::chmod((folder / "secrets").c_str(), 0777);
  CAF_CHECK(read_or_make_secret(path, secret, detail) == secret_fault::too_open);
}

CAF_TEST(links and folders are no secrets) {
  write(std::string(40, 's'), 0600);
  auto link = (folder / "link").string();
  fs::create_symlink(path, link);
  CAF_CHECK(read_secret(link, secret, detail) == secret_fault::unreadable);
  CAF_CHECK(read_secret(folder.string(), secret, detail) == secret_fault::too_open);
  CAF_CHECK(read_secret(path + ".missing", secret, detail) == secret_fault::unreadable);
  CAF_CHECK_EQUAL(secret, "");
}

CAF_TEST(length is checked wherever it comes from) {
  for (auto [size, fault] : {std::pair{31, secret_fault::too_short},
                             {32, secret_fault::none},
                             {4096, secret_fault::none},
                             {4097, secret_fault::too_long}}) {
    std::string text(size, 's');
    write(text + "\r\n", 0600);
    CAF_CHECK(resolve_secret({"", path, ""}, secret, detail) == fault);
    CAF_CHECK(resolve_secret({text, "", ""}, secret, detail) == fault);
    CAF_CHECK(detail.find("ss") == std::string::npos);
  }
}

CAF_TEST(what is given wins and what is named must be there) {
  std::string given(32, 'g');
  CAF_CHECK(resolve_secret({given, path, path}, secret, detail) == secret_fault::none);
  CAF_CHECK_EQUAL(secret, given);
  CAF_CHECK(!fs::exists(folder));
  CAF_CHECK(resolve_secret({"", path, path}, secret, detail) == secret_fault::unreadable);
  CAF_CHECK(resolve_secret({"", "", path}, secret, detail) == secret_fault::none);
  CAF_CHECK(fs::exists(path));
}

CAF_TEST(keys have names that tell nothing) {
  CAF_CHECK_EQUAL(key_id("a").size(), 8u);
  CAF_CHECK_EQUAL(key_id("a"), key_id("a"));
  CAF_CHECK_NOT_EQUAL(key_id("a"), key_id("b"));
}

CAF_TEST_FIXTURE_SCOPE_END()
