#define CAF_SUITE tools.ctl.db_commands

#include "tools/ctl/db_commands.hpp"

#include <filesystem>
#include <fstream>
#include <random>

#include "storage/backends/open_store.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire;

namespace {

constexpr std::string_view steps[] = {
  "CREATE TABLE test_trip(id INTEGER PRIMARY KEY);"
  "CREATE TABLE test_offer(trip INTEGER REFERENCES test_trip(id));"};
const storage::schema schemas[] = {{"test", storage::file::promises, steps},
                                   {"test", storage::file::history, steps}};

struct fixture {
  std::filesystem::path top = std::filesystem::temp_directory_path()
                              / ("fleetwire-ctl-db-" + std::to_string(std::random_device{}()));
  std::string data = (top / "data").string();
  std::unique_ptr<storage::store> server = open(data);

  ~fixture() {
    server.reset();
    std::filesystem::remove_all(top);
  }

  static std::unique_ptr<storage::store> open(const std::string& folder) {
    storage::status result;
    auto out = storage::open_store({.folder = folder}, schemas, result);
    CAF_REQUIRE_EQUAL(result.detail(), "");
    return out;
  }

  ctl::answer run(std::vector<std::string> words) const {
    words.insert(words.begin(), "db");
    return ctl::run(words, "http://127.0.0.1:1");
  }

  static void write(storage::store& to, const char* sql) {
    const auto end =
      to.write_now(storage::file::promises, [=](storage::session& s) { s.exec(sql); });
    CAF_REQUIRE_EQUAL(end.detail(), "");
  }

  static bool says(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(db_commands_tests, fixture)

CAF_TEST(sound files are said to be so while a server runs) {
  const auto answer = run({"check", "--data", data});
  CAF_CHECK_EQUAL(answer.error, "");
  CAF_CHECK_EQUAL(answer.code, ctl::done);
  CAF_CHECK(says(answer.out, data + "/promises.db: sound, "));
  CAF_CHECK(says(answer.out, data + "/history.db: sound, "));
  CAF_CHECK(says(answer.out, " bytes, test 1\n"));
}

CAF_TEST(a problem fails the check and is named) {
  server.reset();
  std::fstream raw(data + "/promises.db", std::ios::in | std::ios::out | std::ios::binary);
  raw.seekp(4'096);
  raw << std::string(4'096, '\xff');
  raw.close();
  const auto answer = run({"check", "--data=" + data});
  CAF_CHECK_EQUAL(answer.code, ctl::failed);
  CAF_CHECK(says(answer.error, data + "/promises.db: "));
  CAF_CHECK(says(answer.out, data + "/history.db: sound, "));
}

CAF_TEST(a backup of a running server can be opened) {
  write(*server, "INSERT INTO test_trip VALUES(7)");
  const auto to = (top / "x" / "copy").string();
  const auto answer = run({"backup", "--data", data, "--to", to});
  CAF_CHECK_EQUAL(answer.error, "");
  CAF_CHECK_EQUAL(answer.out, to + "/promises.db\n" + to + "/history.db\n");
  write(*server, "DELETE FROM test_trip");
  const auto copy = open(to);
  write(*copy, "INSERT INTO test_offer VALUES(7)"); // whose key is there
  const auto again = run({"backup", "--data", data, "--to", to});
  CAF_CHECK_EQUAL(again.code, ctl::failed);
  CAF_CHECK(says(again.error, to + "/promises.db is there already"));
}

CAF_TEST(a vacuum works beside a server) {
  const auto answer = run({"vacuum", "--data", data});
  CAF_CHECK_EQUAL(answer.code, ctl::done);
  CAF_CHECK(says(answer.out, data + "/history.db: "));
  write(*server, "INSERT INTO test_trip VALUES(8)");
}

CAF_TEST(a migration says what it did and what is up to date and wants no server) {
  CAF_CHECK_EQUAL(run({"migrate", "--data", data}).code, ctl::failed);
  server.reset();
  // The tables of the systems of this build are not there yet.
  const auto first = run({"migrate", "--data", data});
  CAF_CHECK_EQUAL(first.error, "");
  CAF_CHECK(says(first.out, "identity 1"));
  const auto answer = run({"migrate", "--data", data});
  CAF_CHECK_EQUAL(answer.error, "");
  CAF_CHECK_EQUAL(answer.out,
                  data + "/promises.db: up to date\n" + data + "/history.db: up to date\n");
}

CAF_TEST(what is not understood is refused and changes nothing) {
  const std::vector<std::vector<std::string>> wrong{{"check"},
                                                    {"check", "--data"},
                                                    {"check", data},
                                                    {"check", "--data", data, "--to", data},
                                                    {"backup", "--data", data},
                                                    {"backup", "--to", data},
                                                    {"vacuum", "--data="},
                                                    {"migrate", "--date", data},
                                                    {"dance", "--data", data}};
  for (const auto& words : wrong) {
    const auto answer = run(words);
    CAF_CHECK_EQUAL(answer.code, ctl::misused);
    CAF_CHECK(!answer.error.empty());
  }
  for (const auto* name : {"check", "vacuum", "migrate"}) {
    const auto answer = run({name, "--data", top.string()});
    CAF_CHECK_EQUAL(answer.code, ctl::failed);
    CAF_CHECK(says(answer.error, top.string() + " holds no database"));
  }
}

CAF_TEST_FIXTURE_SCOPE_END()
