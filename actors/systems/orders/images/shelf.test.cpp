#define CAF_SUITE actors.systems.orders.images.shelf

#include "actors/systems/orders/images/shelf.hpp"

#include <future>
#include <random>

#include "caf/test/dsl.hpp"

using namespace fleetwire::systems::orders::images;

namespace {

shelf_fault put(shelf& on, const std::string& name, const std::string& bytes) {
  std::promise<shelf_fault> ended;
  on.put(name, bytes, [&](shelf_fault how) { ended.set_value(how); });
  return ended.get_future().get();
}

std::string get(shelf& on, const std::string& name) {
  std::promise<std::string> ended;
  on.get(name, [&](shelf_fault how, std::string bytes) {
    ended.set_value(how == shelf_fault::none      ? bytes
                    : how == shelf_fault::missing ? "missing"
                                                  : "failed");
  });
  return ended.get_future().get();
}

struct fixture {
  std::filesystem::path folder =
    std::filesystem::temp_directory_path()
    / ("fleetwire-shelf-test-" + std::to_string(std::random_device{}()));
  const std::string bytes{"\0PNG\xFF", 5};

  ~fixture() { std::filesystem::remove_all(folder); }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(shelf_tests, fixture)

CAF_TEST(files outlive the shelf) {
  {
    shelf first{folder, {}};
    CAF_CHECK(put(first, "ab-1", bytes) == shelf_fault::none);
    CAF_CHECK_EQUAL(get(first, "ab-1"), bytes);
    CAF_CHECK_EQUAL(get(first, "ab-2"), "missing");
  }
  shelf second{folder, {}};
  CAF_CHECK_EQUAL(get(second, "ab-1"), bytes);
  CAF_CHECK(std::filesystem::exists(folder / "ab" / "ab-1"));
  CAF_CHECK(!std::filesystem::exists(folder / "ab" / "ab-1.part"));
  second.drop("ab-1");
  CAF_CHECK_EQUAL(get(second, "ab-1"), "missing");
}

CAF_TEST(without a folder memory is bounded) {
  shelf in_memory{{}, {.waiting = 64, .in_memory = 10}};
  CAF_CHECK(put(in_memory, "a", "12345") == shelf_fault::none);
  CAF_CHECK(put(in_memory, "b", "123456") == shelf_fault::failed);
  CAF_CHECK(put(in_memory, "c", "12345") == shelf_fault::none);
  CAF_CHECK(put(in_memory, "d", "1") == shelf_fault::failed);
  CAF_CHECK_EQUAL(get(in_memory, "a"), "12345");
  in_memory.drop("a");
  CAF_CHECK_EQUAL(get(in_memory, "a"), "missing");
  CAF_CHECK(put(in_memory, "d", "1") == shelf_fault::none);
}

CAF_TEST(a disk that refuses is told) {
  shelf beside{folder, {}};
  CAF_CHECK(put(beside, "file", "x") == shelf_fault::none);
  shelf under{folder / "fi" / "file", {}};
  CAF_CHECK(put(under, "ab-1", bytes) == shelf_fault::failed);
  CAF_CHECK_EQUAL(get(under, "ab-1"), "missing");
}

CAF_TEST(too many may not wait and an end is an end) {
  shelf small{folder, {.waiting = 1, .in_memory = 0}};
  std::promise<void> go_on;
  std::promise<void> busy;
  small.get("x", [&](shelf_fault, const std::string&) {
    busy.set_value();
    go_on.get_future().wait();
  });
  busy.get_future().wait();
  std::promise<shelf_fault> waited;
  small.put("ab-1", bytes, [&](shelf_fault how) { waited.set_value(how); });
  CAF_CHECK(put(small, "ab-2", bytes) == shelf_fault::busy);
  go_on.set_value();
  CAF_CHECK(waited.get_future().get() == shelf_fault::none);
  small.stop();
  CAF_CHECK(put(small, "ab-3", bytes) == shelf_fault::busy);
}

CAF_TEST_FIXTURE_SCOPE_END()
