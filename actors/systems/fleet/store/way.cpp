#include "actors/systems/fleet/store/way.hpp"

#include "actors/systems/fleet/store/columns.hpp"
#include "actors/systems/fleet/store/in_time.hpp"
#include "actors/systems/fleet/store/journal.hpp"

#include <algorithm>
#include <limits>
#include <span>
#include <utility>

namespace fleetwire::systems::fleet::store {

namespace {

/// With its other columns a block fits into a page of 4 KiB, without overflow.
constexpr std::size_t full = 3'800;
/// One with less is filled up before another begins.
constexpr std::size_t roomy = 3'000;
/// Blocks that are looked at in one statement.
constexpr std::int64_t some_blocks = 16;

constexpr auto forever = std::numeric_limits<std::int64_t>::max();

struct block {
  std::int64_t id = 0;
  std::int64_t first = 0;
  std::int64_t last = 0;
  std::int64_t reports = 0;
  std::string packed;
};

void insert(storage::session& history, std::int64_t vehicle, const packed_track& what) {
  history.exec("INSERT INTO fleet_track_blocks(vehicle, first_at, last_at, reports, packed)"
               " VALUES(?, ?, ?, ?, ?)",
               vehicle, ms(what.first()), ms(what.last()), what.size(),
               storage::blob{what.bytes()});
}

void replace(storage::session& history, std::int64_t id, const packed_track& what) {
  history.exec("UPDATE fleet_track_blocks SET first_at = ?2, last_at = ?3, reports = ?4,"
               " packed = ?5 WHERE id = ?1",
               id, ms(what.first()), ms(what.last()), what.size(), storage::blob{what.bytes()});
}

/// As many blocks as it takes; the first one instead of `old`, if there is one.
void write(storage::session& history, std::span<const position> some,
           std::optional<std::int64_t> old) {
  for (std::size_t at = 0; at < some.size();) {
    packed_track next;
    while (at < some.size() && next.bytes().size() < full)
      next.add(some[at++]);
    if (old)
      replace(history, *std::exchange(old, std::nullopt), next);
    else
      insert(history, some.front().vehicle, next);
  }
}

/// The last block that begins at that moment or before, if it takes part in what comes then: with its
/// content.
std::optional<block> touched(storage::session& history, std::int64_t vehicle, std::int64_t at) {
  std::optional<block> out;
  history.rows(
    "SELECT id, last_at, packed FROM fleet_track_blocks WHERE vehicle = ? AND first_at <= ?"
    " ORDER BY first_at DESC LIMIT 1",
    [&](const storage::row& r) {
      if (r.integer(1) >= at || r.bytes(2).size() < roomy)
        out = block{.id = r.integer(0), .last = r.integer(1), .packed = std::string{r.bytes(2)}};
    },
    vehicle, at);
  return out;
}

std::int64_t next_begin(storage::session& history, std::int64_t vehicle, std::int64_t after) {
  auto out = forever;
  history.rows(
    "SELECT first_at FROM fleet_track_blocks WHERE vehicle = ? AND first_at > ?"
    " ORDER BY first_at LIMIT 1",
    [&](const storage::row& r) { out = r.integer(0); }, vehicle, after);
  return out;
}

/// With what comes behind it, as is usual: its bytes stay.
void extend(storage::session& history, block old, std::span<const position> run) {
  auto next = packed_track::resume(std::move(old.packed));
  if (!next || next->empty())
    return fail_torn(history);
  std::size_t at = 0;
  while (at < run.size() && next->bytes().size() < full)
    next->add(run[at++]);
  replace(history, old.id, *next);
  write(history, run.subspan(at), std::nullopt);
}

/// What lies between two beginnings of blocks.
void seal_run(storage::session& history, std::span<const position> run) {
  const auto begin = ms(*run.front().seen.at);
  auto old = touched(history, run.front().vehicle, begin);
  if (!old)
    return write(history, run, std::nullopt);
  if (old->last < begin)
    return extend(history, *std::move(old), run);
  const auto all = unpack(history, old->packed);
  if (!history.ok() || all.empty())
    return fail_torn(history);
  const auto whole = merged(all, run);
  if (whole != all)
    write(history, whole, old->id);
}

/// Blocks that begin in [from, to], a few of them.
template <class Visit>
std::int64_t each_block(storage::session& history, std::int64_t vehicle, std::int64_t from,
                        std::int64_t to, Visit visit) {
  std::int64_t count = 0;
  history.rows(
    "SELECT id, first_at, last_at, reports, packed FROM fleet_track_blocks"
    " WHERE vehicle = ? AND first_at >= ? AND first_at <= ? ORDER BY first_at LIMIT ?",
    [&](const storage::row& r) {
      ++count;
      visit(block{r.integer(0), r.integer(1), r.integer(2), r.integer(3), std::string{r.bytes(4)}});
    },
    vehicle, from, to, some_blocks);
  return count;
}

/// Forgets what is older, the whole block or its beginning; how many.
std::int64_t cut_off(storage::session& history, const block& from, rules::instant cut) {
  if (from.last < ms(cut)) {
    history.exec("DELETE FROM fleet_track_blocks WHERE id = ?", from.id);
    return from.reports;
  }
  auto left = unpack(history, from.packed);
  const auto gone = std::erase_if(left, [&](const position& p) { return *p.seen.at < cut; });
  write(history, left, from.id);
  return static_cast<std::int64_t>(gone);
}

} // namespace

void seal(storage::session& history, const std::vector<position>& some) {
  for (auto at = some.begin(); at != some.end() && history.ok();) {
    const auto border = next_begin(history, at->vehicle, ms(*at->seen.at));
    const auto end =
      std::find_if(at, some.end(), [&](const position& p) { return ms(*p.seen.at) >= border; });
    seal_run(history, {at, end});
    at = end;
  }
}

std::vector<position> sealed_positions(storage::session& history, const position_range& which) {
  auto from = ms(which.from);
  history.rows(
    "SELECT max(first_at) FROM fleet_track_blocks WHERE vehicle = ? AND first_at <= ?",
    [&](const storage::row& r) {
      if (!r.is_null(0))
        from = r.integer(0);
    },
    which.vehicle, from);
  std::vector<position> out;
  const auto take = [&](const position& p) {
    if (*p.seen.at >= which.from && *p.seen.at <= which.to && out.size() < which.limit)
      out.push_back(p);
  };
  for (auto count = some_blocks; count == some_blocks && out.size() < which.limit;)
    count = each_block(history, which.vehicle, from, ms(which.to), [&](const block& b) {
      if (out.size() < which.limit)
        unpack(history, b.packed, take);
      from = b.first + 1;
    });
  return out;
}

std::optional<position> newest_sealed(storage::session& history, std::int64_t vehicle) {
  std::optional<position> out;
  for (auto before = forever; !out && history.ok();) {
    std::optional<std::int64_t> at;
    history.rows(
      "SELECT first_at, packed FROM fleet_track_blocks WHERE vehicle = ? AND first_at < ?"
      " ORDER BY first_at DESC LIMIT 1",
      [&](const storage::row& r) {
        at = r.integer(0);
        unpack(history, r.bytes(1), [&](const position& p) {
          if (!p.is_impossible)
            out = p;
        });
      },
      vehicle, before);
    if (!at)
      break;
    before = *at;
  }
  return out;
}

std::int64_t purge(storage::session& history, std::int64_t vehicle, rules::instant before,
                   std::int64_t limit) {
  const auto newest = newest_sealed(history, vehicle);
  if (!newest)
    return 0;
  const auto cut = std::min(before, *newest->seen.at);
  std::int64_t gone = 0;
  for (auto count = some_blocks; count == some_blocks && gone < limit && history.ok();) {
    std::vector<block> found;
    count = each_block(history, vehicle, std::numeric_limits<std::int64_t>::min(), ms(cut) - 1,
                       [&](block b) { found.push_back(std::move(b)); });
    for (const auto& each : found)
      if (gone < limit)
        gone += cut_off(history, each, cut);
  }
  return history.ok() ? gone : 0;
}

std::optional<std::int64_t> next_vehicle(storage::session& history, std::int64_t after) {
  std::optional<std::int64_t> out;
  history.rows(
    "SELECT min(vehicle) FROM fleet_track_blocks WHERE vehicle > ?",
    [&](const storage::row& r) {
      if (!r.is_null(0))
        out = r.integer(0);
    },
    after);
  return out;
}

} // namespace fleetwire::systems::fleet::store
