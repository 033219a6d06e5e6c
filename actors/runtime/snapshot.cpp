// The state that survives a planned restart: ghosts, and the events each may have missed. Frames are
// written once and referred to by number.
#include "actors/runtime/server.hpp"
#include "config/log.hpp"

#include <algorithm>
#include <cstring>
#include <unordered_map>

namespace fleetwire::runtime {

namespace {

/// In milliseconds; what lies beyond does not fit a clock of nanoseconds.
constexpr std::uint64_t latest_time = 9'000'000'000'000;
constexpr std::string_view magic = "fleetwire-recovery-1";

class writer {
public:
  void number(std::uint64_t x) {
    char bytes[8];
    std::memcpy(bytes, &x, sizeof(x));
    out.append(bytes, sizeof(bytes));
  }
  void text(std::string_view x) {
    number(x.size());
    out.append(x);
  }
  void id(const offset& x) {
    number(x.epoch);
    number(x.worker);
    number(x.count);
  }
  std::string out;
};

/// Reads what writer wrote; anything else makes it bad, and a bad reader gives zeros.
class reader {
public:
  explicit reader(std::string_view in) : in_(in) {}
  std::uint64_t number() {
    std::uint64_t x = 0;
    if (in_.size() < sizeof(x)) {
      good_ = false;
      return 0;
    }
    std::memcpy(&x, in_.data(), sizeof(x));
    in_.remove_prefix(sizeof(x));
    return x;
  }
  std::string_view text() {
    auto size = number();
    if (size > in_.size()) {
      good_ = false;
      return {};
    }
    auto result = in_.substr(0, size);
    in_.remove_prefix(size);
    return result;
  }
  offset id() {
    offset x;
    x.epoch = static_cast<std::uint32_t>(number());
    x.worker = static_cast<std::uint16_t>(number());
    x.count = number();
    return x;
  }
  /// How many entries follow; each takes at least a byte, so nobody reserves more than there is.
  std::uint64_t count() {
    auto n = number();
    if (n > in_.size())
      good_ = false;
    return good_ ? n : 0;
  }
  bool good() const noexcept { return good_; }

private:
  std::string_view in_;
  bool good_ = true;
};

using frame_numbers = std::unordered_map<const contract::encoded*, std::uint64_t>;

void write_ghost(writer& out, const ghost& who, frame_numbers& numbers,
                 std::vector<contract::encoded_ptr>& frames) {
  out.text(who.pid.text());
  out.text(who.id.text());
  out.text(who.data.text);
  out.number(static_cast<std::uint64_t>(
    std::chrono::duration_cast<std::chrono::milliseconds>(who.cut_at.time_since_epoch()).count()));
  std::vector<std::string_view> rooms;
  for (const auto& each : who.stays)
    if (each.until == UINT64_MAX)
      rooms.push_back(each.room);
  out.number(rooms.size());
  for (auto room : rooms)
    out.text(room);
  const auto& state = who.history;
  out.id(state.last);
  out.number(state.carried_base ? 1 : 0);
  out.id(state.carried_base.value_or(offset{}));
  out.number(state.carried.size());
  for (const auto& each : state.carried) {
    auto [entry, fresh] = numbers.emplace(each.frame.get(), frames.size());
    if (fresh)
      frames.push_back(each.frame);
    out.id(each.id);
    out.number(entry->second);
  }
}

ghost read_ghost(reader& in, const std::vector<contract::encoded_ptr>& frames, bool& good) {
  ghost who;
  auto pid = random_id::parse(in.text());
  auto id = random_id::parse(in.text());
  good = pid && id;
  if (!good)
    return who;
  who.pid = *pid;
  who.id = *id;
  who.data.text = in.text();
  auto cut_at = in.number();
  good = cut_at <= latest_time;
  if (!good)
    return who;
  who.cut_at = contract::wall_time{std::chrono::milliseconds{cut_at}};
  for (auto n = in.count(); n > 0; --n)
    who.stays.push_back({std::string{in.text()}, 0, UINT64_MAX});
  who.history.last = in.id();
  bool has_base = in.number() != 0;
  auto base = in.id();
  who.history.carried_base = has_base ? std::make_optional(base) : std::nullopt;
  for (auto n = in.count(); n > 0; --n) {
    auto what = in.id();
    auto frame = in.number();
    good = good && frame < frames.size();
    if (good)
      who.history.carried.push_back({what, frames[frame]});
  }
  good = good && in.good();
  return who;
}

} // namespace

std::string server::snapshot() {
  writer body;
  frame_numbers numbers;
  std::vector<contract::encoded_ptr> frames;
  std::uint64_t total = 0;
  for (auto& each : spaces()) {
    std::vector<ghost> ghosts;
    for (unsigned i = 0; i < worker_count(); ++i)
      for (auto& who : each->at(i).take_ghosts_for_storage())
        ghosts.push_back(std::move(who));
    body.text(each->name());
    body.number(ghosts.size());
    total += ghosts.size();
    for (const auto& who : ghosts)
      write_ghost(body, who, numbers, frames);
  }
  if (total == 0)
    return {};
  writer out;
  out.text(magic);
  out.number(frames.size());
  for (const auto& frame : frames)
    out.text(encoder_.store(*frame));
  out.text(body.out);
  return std::move(out.out);
}

void server::restore(std::string_view snapshot) {
  reader in{snapshot};
  if (in.text() != magic) {
    log::warn("recovery", "snapshot_unknown", {{"bytes", snapshot.size()}});
    return;
  }
  std::vector<contract::encoded_ptr> frames;
  for (auto n = in.count(); n > 0; --n) {
    frames.push_back(encoder_.load(in.text()));
    if (!frames.back())
      return log::warn("recovery", "snapshot_broken");
  }
  reader body{in.text()};
  struct arrival {
    std::shared_ptr<space> where;
    unsigned home;
    std::shared_ptr<ghost> who;
  };
  std::vector<arrival> all;
  while (body.good()) {
    std::string name{body.text()};
    if (name.empty())
      break;
    auto where = known(name);
    for (auto n = body.count(); n > 0; --n) {
      bool good = true;
      auto who = std::make_shared<ghost>(read_ghost(body, frames, good));
      if (!good)
        return log::warn("recovery", "snapshot_broken");
      // Namespaces made from a pattern come back with their first client, too late for ghosts.
      auto home = who->pid.worker() % worker_count();
      const auto& clock = workers_[home]->clock();
      auto age = clock.wall() - who->cut_at;
      if (!where || age >= config_.max_disconnection || age.count() < 0)
        continue;
      who->at = clock.now() - age; // the time to come back runs from the cut
      all.push_back({where, home, std::move(who)});
    }
  }
  // In the order in which they are kept.
  std::stable_sort(all.begin(), all.end(),
                   [](const auto& a, const auto& b) { return a.who->at < b.who->at; });
  for (auto& each : all)
    workers_[each.home]->submit(
      [each] { each.where->at(each.home).add_ghost(std::move(*each.who)); });
  log::info("recovery", "restored", {{"sockets", all.size()}});
}

} // namespace fleetwire::runtime
