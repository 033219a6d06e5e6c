#include "storage/stepped/stepped_store.hpp"

#include <algorithm>
#include <tuple>
#include <utility>
#include <vector>

#include "storage/sqlite/group.hpp"
#include "storage/sqlite/migrations.hpp"

namespace fleetwire::storage {

namespace {

constexpr std::array both{file::promises, file::history};

std::size_t index(file where) {
  return static_cast<std::size_t>(where);
}

/// 0..n-1. Not std::uniform_int_distribution: a seed must mean the same with every library.
std::size_t pick(std::mt19937_64& dice, std::size_t n) {
  return static_cast<std::size_t>(dice() % n);
}

} // namespace

struct stepped_disk::files {
  /// One connection reads and writes, for only one thing happens at a time. It stays open between
  /// two stores, and its statements prepared.
  std::array<sqlite::connection, file_count> at;
  status opened;
};

stepped_disk::stepped_disk() : files_(std::make_unique<files>()) {
  for (auto& each : files_->at)
    if (auto bad = each.open(sqlite::new_memory_name()); !bad)
      files_->opened = bad;
}

stepped_disk::~stepped_disk() = default;

struct stepped_store::entry : sqlite::pending {};

struct stepped_store::queues {
  std::array<std::deque<entry>, file_count> writes;
  std::array<std::deque<entry>, file_count> reads;
  std::array<std::uint64_t, file_count> commits{};
  std::array<std::uint64_t, file_count> failed{};
};

stepped_store::stepped_store(std::shared_ptr<stepped_disk> disk, const limits& bounds)
  : disk_(std::move(disk)), bounds_(bounds), queues_(std::make_unique<queues>()) {
  // nop
}

std::unique_ptr<stepped_store> stepped_store::open(std::shared_ptr<stepped_disk> disk,
                                                   std::span<const schema> schemas, status& result,
                                                   const limits& bounds) {
  result = disk->files_->opened;
  for (const auto where : both)
    if (result)
      result = sqlite::migrate(disk->files_->at[index(where)], where, schemas);
  if (!result)
    return nullptr;
  return std::unique_ptr<stepped_store>{new stepped_store{std::move(disk), bounds}};
}

stepped_store::~stepped_store() {
  close();
}

void stepped_store::push(std::deque<entry>& to, job what, job_done done) {
  if (life_ == life::crashed)
    return;
  status refusal;
  if (life_ == life::closed)
    refusal = {errc::closed, "the store has ended"};
  else if (to.size() >= bounds_.queue)
    refusal = {errc::overloaded, std::to_string(bounds_.queue) + " jobs wait already"};
  if (refusal)
    to.push_back({{std::move(what), std::move(done), {}, {}}});
  else if (done)
    done(refusal);
}

void stepped_store::write(file where, job what, job_done done) {
  push(queues_->writes[index(where)], std::move(what), std::move(done));
}

void stepped_store::read(file where, job what, job_done done) {
  push(queues_->reads[index(where)], std::move(what), std::move(done));
}

status stepped_store::write_now(file where, const job& what) {
  sqlite::pending one{what, {}, {}, {}};
  std::ignore = sqlite::commit_group(disk_->files_->at[index(where)], {&one, 1});
  return one.result;
}

std::size_t stepped_store::waiting() const noexcept {
  std::size_t sum = 0;
  for (const auto where : both)
    sum += queues_->writes[index(where)].size() + queues_->reads[index(where)].size();
  return sum;
}

store_usage stepped_store::usage(file where) const {
  const auto i = index(where);
  return {.writes_waiting = queues_->writes[i].size(),
          .reads_waiting = queues_->reads[i].size(),
          .commits = queues_->commits[i],
          .failed_commits = queues_->failed[i]};
}

bool stepped_store::step(std::mt19937_64& dice) {
  if (stalled_ || waiting() == 0)
    return false;
  // Four candidates: the writer and the readers of each file.
  for (;;) {
    const auto dealt = pick(dice, 2 * file_count);
    const auto where = both[dealt % file_count];
    const bool writes = dealt < file_count;
    const auto count =
      writes ? queues_->writes[index(where)].size() : queues_->reads[index(where)].size();
    if (count == 0)
      continue;
    if (writes)
      commit(where, 1 + pick(dice, std::min(count, bounds_.group)), true);
    else
      answer(where, pick(dice, count));
    return true;
  }
}

void stepped_store::commit(file where, std::size_t count, bool tell) {
  auto& queue = queues_->writes[index(where)];
  std::vector<sqlite::pending> group;
  group.reserve(count);
  for (; count > 0; --count) {
    group.push_back(std::move(queue.front()));
    queue.pop_front();
  }
  status verdict;
  if (!failures_.empty()) {
    verdict = std::move(failures_.front());
    failures_.pop_front();
  }
  const auto whole = sqlite::commit_group(disk_->files_->at[index(where)], group, verdict);
  ++(whole ? queues_->commits : queues_->failed)[index(where)];
  if (tell)
    for (auto& each : group)
      if (each.done && life_ != life::crashed) // a done may let the process die
        each.done(each.result);
}

void stepped_store::answer(file where, std::size_t which) {
  auto& queue = queues_->reads[index(where)];
  const auto at = queue.begin() + static_cast<std::ptrdiff_t>(which);
  auto chosen = std::move(*at);
  queue.erase(at);
  if (read_failures_.empty()) {
    chosen.result = sqlite::run_read(disk_->files_->at[index(where)], chosen.what);
  } else {
    chosen.result = std::move(read_failures_.front());
    read_failures_.pop_front();
  }
  if (chosen.done)
    chosen.done(chosen.result);
}

void stepped_store::fail_next(status why) {
  failures_.push_back(std::move(why));
}

void stepped_store::fail_next_read(status why) {
  read_failures_.push_back(std::move(why));
}

void stepped_store::close() {
  if (life_ != life::running)
    return;
  life_ = life::closed;
  drain();
}

void stepped_store::drain() {
  for (const auto where : both) {
    const auto i = index(where);
    while (!queues_->writes[i].empty())
      commit(where, std::min(queues_->writes[i].size(), bounds_.group), true);
    while (!queues_->reads[i].empty())
      answer(where, 0);
  }
}

void stepped_store::crash() {
  life_ = life::crashed;
  // Out of the members first: what dies with a callback may call the store.
  const auto lost = std::exchange(queues_, std::make_unique<queues>());
  failures_.clear();
  read_failures_.clear();
}

void stepped_store::crash_after_commit(file where, std::size_t count) {
  const auto there = queues_->writes[index(where)].size();
  if (life_ == life::running && there > 0)
    commit(where, std::min(count, there), false);
  crash();
}

} // namespace fleetwire::storage
