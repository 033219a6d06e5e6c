#define CAF_SUITE storage.backends.folder_lock

#include "storage/backends/folder_lock.hpp"

#include <csignal>
#include <filesystem>

#include <sys/wait.h>
#include <unistd.h>

#include "caf/test/dsl.hpp"

using namespace fleetwire::storage;
namespace fs = std::filesystem;

namespace {

struct fixture {
  fixture() { fs::remove_all(folder); }
  ~fixture() { fs::remove_all(folder); }
  const std::string folder =
    (fs::temp_directory_path() / ("fleetwire-lock-" + std::to_string(getpid()))).string();
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(folder_lock_tests, fixture)

CAF_TEST(a folder is made and goes to one at a time) {
  folder_lock one, two;
  CAF_CHECK_EQUAL(one.take(folder).code(), errc::ok);
  const auto refused = two.take(folder);
  CAF_CHECK_EQUAL(refused.code(), errc::busy);
  const auto process = "(process " + std::to_string(getpid()) + ")";
  CAF_CHECK(refused.detail().find(folder + " is in use by another server") != std::string::npos);
  CAF_CHECK(refused.detail().find(process) != std::string::npos);
  one.release();
  CAF_CHECK_EQUAL(two.take(folder).code(), errc::ok);
}

CAF_TEST(a process that is killed lets go) {
  int ready[2];
  CAF_REQUIRE_EQUAL(pipe(ready), 0);
  const auto child = fork();
  if (child == 0) {
    folder_lock held;
    const char taken = held.take(folder) ? 'y' : 'n';
    if (write(ready[1], &taken, 1) == 1)
      pause();
    _exit(0);
  }
  char taken = 0;
  CAF_REQUIRE_EQUAL(read(ready[0], &taken, 1), 1);
  CAF_CHECK_EQUAL(taken, 'y');
  folder_lock mine;
  CAF_CHECK_EQUAL(mine.take(folder).code(), errc::busy);
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  CAF_CHECK_EQUAL(mine.take(folder).code(), errc::ok);
  close(ready[0]);
  close(ready[1]);
}

CAF_TEST(a folder that cannot be made is told) {
  folder_lock one;
  CAF_CHECK_EQUAL(one.take("/proc/nothing/here").code(), errc::read_only);
}

CAF_TEST_FIXTURE_SCOPE_END()
