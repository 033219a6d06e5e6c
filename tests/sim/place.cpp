#include "tests/sim/place.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <stdexcept>
#include <utility>

namespace fleetwire::sim {

namespace {

constexpr auto step_of_time = std::chrono::milliseconds{100};

std::unique_ptr<storage::stepped_store> open(place::disk_ptr disk,
                                             std::span<const storage::schema> schemas,
                                             std::size_t queue) {
  storage::status opened;
  auto result = storage::stepped_store::open(std::move(disk), schemas, opened, {.queue = queue});
  if (!result)
    throw std::runtime_error(opened.detail());
  return result;
}

} // namespace

place::place(const setup& how, disk_ptr disk, clock_ptr clock,
             std::span<const storage::schema> schemas)
  : seed_(how.seed),
    stage_(how.workers, how.seed, {}, std::move(clock)),
    store_(open(std::move(disk), schemas, how.queue)) {}

place::instant place::now() const noexcept {
  return std::chrono::floor<std::chrono::milliseconds>(stage_.clock()->wall());
}

void place::settle() {
  do
    stage_.settle();
  while (step_store());
}

void place::advance(std::chrono::milliseconds by) {
  for (; by > by.zero(); by -= std::min(by, step_of_time)) {
    stage_.advance(std::min(by, step_of_time));
    settle();
  }
}

std::optional<std::chrono::milliseconds> place::next_timer() const {
  const auto due = stage_.next_deadline();
  if (!due)
    return std::nullopt;
  return std::max(std::chrono::ceil<std::chrono::milliseconds>(*due - stage_.clock()->now()),
                  std::chrono::milliseconds{0});
}

void place::read(storage::file where, const storage::job& what) {
  if (auto done = store_->write_now(where, what); !done)
    throw std::runtime_error(done.detail());
}

std::uint64_t place::count(std::string_view kind) {
  const auto& all = stage_.kinds().get(kind);
  return all.spawned.load() - all.ended.load();
}

std::string place::new_id() {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%08x-0000-4000-8000-%012llx",
                static_cast<unsigned>(seed_ ^ stage_.random()()),
                static_cast<unsigned long long>(++ids_));
  return std::string{text.data()};
}

} // namespace fleetwire::sim
