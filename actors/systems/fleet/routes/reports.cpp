#include "actors/systems/fleet/routes/support.hpp"
#include "actors/systems/fleet/wire/bodies.hpp"
#include "actors/systems/fleet/wire/ids.hpp"

#include <array>
#include <atomic>
#include <mutex>

namespace fleetwire::systems::fleet::routes {

namespace {

constexpr std::size_t most_reports = 1'000;
constexpr std::size_t verdicts = 4;

void take_one(environment& in, const web_request_ptr& request, const web_reply& reply) {
  auto seen = good(wire::read_report(request->json()), reply);
  if (!seen)
    return;
  const std::string id{request->param("id")};
  const auto show = [id](rules::verdict what) {
    return object{}
      .add("vehicleId", std::string_view{id})
      .add("accepted", what == rules::verdict::believed)
      .add("result", rules::to_string(what))
      .build();
  };
  in.live->report(live::take_report{
    id, *std::move(seen), keeper(*request), {}, showing<rules::verdict>(reply, show)});
}

/// Counts what became of the reports of one request; the last one answers.
class tally {
public:
  tally(std::size_t count, web_reply reply)
    : count_(count), left_(count), reply_(std::move(reply)) {}
  void hear(std::size_t index, const live::report_result& result) {
    if (const auto* no = std::get_if<rules::refusal>(&result))
      reject(index, *no);
    else
      ++seen_[static_cast<std::size_t>(std::get<rules::verdict>(result))];
    if (left_.fetch_sub(1) == 1)
      answer();
  }

private:
  void reject(std::size_t index, const rules::refusal& why) {
    auto row = object{}
                 .add("index", static_cast<std::int64_t>(index))
                 .add("code", std::string_view{why.code})
                 .add("message", std::string_view{why.message})
                 .build();
    const std::lock_guard guard{lock_};
    rejected_.push_back(std::move(row.text));
  }
  void answer() {
    const std::lock_guard guard{lock_};
    object out;
    out.add("received", static_cast<std::int64_t>(count_));
    for (const auto what : {rules::verdict::believed, rules::verdict::older,
                            rules::verdict::duplicate, rules::verdict::impossible})
      out.add(rules::to_string(what),
              static_cast<std::int64_t>(seen_[static_cast<std::size_t>(what)].load()));
    out.add("rejected", rest::array_of(rejected_));
    if (rejected_.size() == count_)
      return reply_(
        rest::problem(400, "None of the reports can be taken", "INVALID_REPORT", out.build()));
    reply_(rest::success(out.build()));
  }

  const std::size_t count_;
  std::atomic<std::size_t> left_;
  std::array<std::atomic<std::size_t>, verdicts> seen_{};
  std::mutex lock_;
  std::vector<std::string> rejected_;
  web_reply reply_;
};

live::report_result read_one(value from, live::take_report& to) {
  auto id = from["vehicleId"].as_string();
  if (!id || !wire::is_id(*id))
    return rules::bad("INVALID_ID", "vehicleId must be an id of 1 to 64 characters");
  auto seen = wire::read_report(from);
  if (auto* no = std::get_if<rules::refusal>(&seen))
    return std::move(*no);
  to.vehicle_id = *std::move(id);
  to.seen = std::get<rules::report>(std::move(seen));
  return rules::verdict::believed;
}

void take_many(environment& in, const web_request_ptr& request, const web_reply& reply) {
  const auto body = request->json();
  const auto list = body.type() == value::kind::array ? body : body["reports"];
  const auto count = list.size();
  if (list.type() != value::kind::array || count == 0 || count > most_reports)
    return reply(
      refused(rules::bad("INVALID_BODY", "the body must be a list of 1 to 1000 reports")));
  auto all = std::make_shared<tally>(count, reply);
  std::vector<live::take_report> good;
  good.reserve(count);
  std::size_t index = 0;
  list.for_each([&](value each) {
    live::take_report one;
    const auto read = read_one(each, one);
    if (std::holds_alternative<rules::refusal>(read)) {
      all->hear(index++, read);
      return;
    }
    one.who = keeper(*request);
    one.reply = [all, at = index++](const live::report_result& end) { all->hear(at, end); };
    good.push_back(std::move(one));
  });
  in.live->report(std::move(good));
}

void show_counts(environment& in, const web_request_ptr&, const web_reply& reply) {
  const auto counts = in.live->history();
  const auto number = [](std::uint64_t n) { return static_cast<std::int64_t>(n); };
  reply(rest::success(object{}
                        .add("written", number(counts.written))
                        .add("waiting", number(counts.waiting))
                        .add("shed", number(counts.shed))
                        .build()));
}

} // namespace

void add_report_routes(contract::system_host& host, environment& in) {
  add_route(host, in, "POST", "/api/fleet/vehicles/:id/gps", take_one);
  add_route(host, in, "POST", "/api/fleet/gps", take_many);
  add_route(host, in, "GET", "/api/fleet/history/stats", show_counts);
}

} // namespace fleetwire::systems::fleet::routes
