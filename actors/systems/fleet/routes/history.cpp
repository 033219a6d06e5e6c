#include "actors/systems/fleet/routes/export.hpp"
#include "actors/systems/fleet/routes/support.hpp"
#include "actors/systems/fleet/wire/shapes.hpp"

#include <algorithm>
#include <limits>

namespace fleetwire::systems::fleet::routes {

namespace {

using positions = std::vector<store::position>;

/// What is read at a time while a file is made.
constexpr std::size_t piece = 1'000;
constexpr std::size_t page = 1'000;
constexpr auto all = std::numeric_limits<std::size_t>::max();

struct wanted {
  store::position_range range;
  std::optional<export_format> format; ///< nothing: a page as JSON
};

std::optional<wanted> read_query(const environment& in, const web_request& request,
                                 const web_reply& reply) {
  input query{request.query};
  const auto from = query.time("from", need::optional);
  const auto to = query.time("to", need::optional);
  const auto limit = query.integer("limit", need::optional, 1, 10'000);
  const auto cursor = query.integer("cursor", need::optional, 0);
  const auto format = query.choice("format", {"json", "csv", "gpx", "geojson"}, need::optional);
  if (from && to && *to < *from)
    query.fault("to must not be before from");
  if (!is_good(query, reply))
    return std::nullopt;
  wanted out;
  out.range.from = from.value_or(rules::instant{});
  if (cursor)
    out.range.from = std::max(out.range.from, rules::instant{std::chrono::milliseconds{*cursor}});
  // A tracker's clock may be ahead.
  out.range.to = to.value_or(in.now() + rules::clock_tolerance);
  out.format = export_format_from(format.value_or("json"));
  const auto usual = out.format ? all : page;
  out.range.limit = limit ? static_cast<std::size_t>(*limit) : usual;
  return out;
}

/// A page; `nextCursor` leads to the next one.
void answer_page(const environment& in, const store::position_range& range,
                 const web_reply& reply) {
  auto more = range;
  ++more.limit;
  read<positions>(
    in, storage::file::history, [more](storage::session& db) { return store::positions(db, more); },
    reply,
    [reply, limit = range.limit](positions found) {
      object out;
      const bool goes_on = found.size() > limit;
      const auto next = goes_on ? found.back().seen.at : std::nullopt;
      if (goes_on)
        found.pop_back();
      out.add("items", array_of(found, wire::position_json));
      if (next)
        out.add("nextCursor", std::to_string(next->time_since_epoch().count()));
      else
        out.add("nextCursor", nullptr);
      reply(rest::success(out.build()));
    });
}

/// A file of as many as the range allows, made while it is sent: one piece is in memory, whatever its
/// length.
class export_source : public std::enable_shared_from_this<export_source> {
public:
  export_source(storage::store& from, store::position_range range, exporter writer)
    : store_(from), range_(range), left_(range.limit), writer_(std::move(writer)) {}
  using give = std::function<void(contract::body_part)>;

  void next(give to) {
    if (!has_begun_) {
      has_begun_ = true;
      return to(writer_.begin());
    }
    if (is_read_) // CSV has no end of its own; empty text ends the body
      return to(std::exchange(is_ended_, true) ? std::string{} : writer_.end());
    read_piece(std::move(to));
  }

private:
  void read_piece(give to) {
    range_.limit = std::min(piece, left_);
    auto found = std::make_shared<positions>();
    store_.read(
      storage::file::history,
      [found, range = range_](storage::session& db) { *found = store::positions(db, range); },
      [self = shared_from_this(), found, to](const storage::status& how) {
        how ? self->go_on(*found, to) : to(std::nullopt);
      });
  }
  void go_on(const positions& found, const give& to) {
    left_ -= found.size();
    is_read_ = left_ == 0 || found.size() < range_.limit;
    if (!found.empty())
      range_.from = *found.back().seen.at + std::chrono::milliseconds{1};
    auto text = writer_.rows(found);
    text.empty() ? next(to) : to(std::move(text));
  }

  storage::store& store_;
  store::position_range range_;
  std::size_t left_; ///< that may still come
  exporter writer_;
  bool has_begun_ = false;
  bool is_read_ = false;
  bool is_ended_ = false;
};

void answer_file(const environment& in, const std::string& vehicle_id, const wanted& what,
                 const web_reply& reply) {
  auto source =
    std::make_shared<export_source>(*in.store, what.range, exporter{*what.format, vehicle_id});
  contract::web_answer answer;
  answer.type = content_type(*what.format);
  answer.source = [source](export_source::give to) { source->next(std::move(to)); };
  reply(std::move(answer));
}

void history(environment& in, const web_request_ptr& request, const web_reply& reply) {
  auto what = read_query(in, *request, reply);
  if (!what)
    return;
  const std::string id{request->param("id")};
  in.live->vehicle(id, live::look_at{keeper(*request)},
                   [&in, id, reply, what = *std::move(what)](const auto& found) mutable {
                     if (const auto* no = std::get_if<rules::refusal>(&found))
                       return reply(refused(*no));
                     what.range.vehicle = std::get<live::vehicle_sight>(found).record.number;
                     what.format ? answer_file(in, id, what, reply)
                                 : answer_page(in, what.range, reply);
                   });
}

} // namespace

void add_history_routes(contract::system_host& host, environment& in) {
  add_route(host, in, "GET", "/api/fleet/vehicles/:id/history", history);
}

} // namespace fleetwire::systems::fleet::routes
