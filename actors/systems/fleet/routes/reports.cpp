#include "actors/systems/fleet/wire/reports.hpp"
#include "actors/systems/fleet/routes/support.hpp"

#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace fleetwire::systems::fleet::routes {

namespace {

constexpr std::size_t most_reports = 1'000;

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

/// Adds up what became of the reports of one request; what comes last answers. From any worker.
class tally final : public live::report_listener {
public:
  tally(std::size_t count, web_reply reply)
    : count_(count), left_(count), reply_(std::move(reply)) {}

  void taken(const live::verdict_counts& some) override {
    const std::lock_guard guard{lock_};
    std::size_t heard = 0;
    for (std::size_t i = 0; i < some.size(); ++i) {
      counts_[i] += some[i];
      heard += some[i];
    }
    settle(heard);
  }
  void refused(std::size_t index, const rules::refusal& why) override {
    const std::lock_guard guard{lock_};
    rejected_.push_back(object{}
                          .add("index", static_cast<std::int64_t>(index))
                          .add("code", std::string_view{why.code})
                          .add("message", std::string_view{why.message})
                          .build()
                          .text);
    settle(1);
  }

private:
  void settle(std::size_t heard) {
    left_ -= heard;
    if (heard > 0 && left_ == 0)
      answer();
  }
  void answer() {
    object out;
    out.add("received", static_cast<std::int64_t>(count_));
    for (const auto what : {rules::verdict::believed, rules::verdict::older,
                            rules::verdict::duplicate, rules::verdict::impossible})
      out.add(rules::to_string(what),
              static_cast<std::int64_t>(counts_[static_cast<std::size_t>(what)]));
    out.add("rejected", rest::array_of(rejected_));
    if (rejected_.size() == count_)
      return reply_(
        rest::problem(400, "None of the reports can be taken", "INVALID_REPORT", out.build()));
    reply_(rest::success(out.build()));
  }

  const std::size_t count_;
  std::mutex lock_;
  std::size_t left_; ///< that nobody told of yet
  live::verdict_counts counts_{};
  std::vector<std::string> rejected_;
  web_reply reply_;
};

/// The reports of one body, the good from the others.
struct sorted_reports {
  std::vector<live::listed_report> good;
  std::vector<std::pair<std::size_t, rules::refusal>> bad;
  std::size_t count = 0;
};

sorted_reports read_list(value body) {
  sorted_reports out;
  std::size_t index = 0;
  out.count = wire::read_reports(body, most_reports, [&](auto&& read) {
    if (auto* no = std::get_if<rules::refusal>(&read)) {
      out.bad.emplace_back(index++, std::move(*no));
      return;
    }
    auto& one = std::get<wire::named_report>(read);
    out.good.push_back({std::move(one.vehicle_id), std::move(one.seen), index++});
  });
  return out;
}

void take_many(environment& in, const web_request_ptr& request, const web_reply& reply) {
  auto all = read_list(request->json());
  if (all.count == 0 || all.count > most_reports)
    return reply(
      refused(rules::bad("INVALID_BODY", "the body must be a list of 1 to 1000 reports")));
  const auto sum = std::make_shared<tally>(all.count, reply);
  for (const auto& [index, why] : all.bad)
    sum->refused(index, why);
  in.live->report(keeper(*request), std::move(all.good), sum);
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
