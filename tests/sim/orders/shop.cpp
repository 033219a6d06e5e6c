#include "tests/sim/orders/shop.hpp"

#include "actors/systems/orders/realtime/publisher.hpp"
#include "actors/systems/orders/store/schema.hpp"

#include <array>
#include <utility>

namespace fleetwire::sim {

namespace {

const std::array schemas{orders::store::promises_schema, orders::store::history_schema};

template <class T>
result_of<T> nothing_yet() {
  return std::make_shared<std::optional<std::variant<orders::rules::refusal, T>>>();
}

template <class T>
auto keep(const result_of<T>& where) {
  return [where](const auto& what) { *where = what; };
}

} // namespace

shop::shop(const setup& how, disk_ptr disk, clock_ptr clock)
  : place(how, std::move(disk), std::move(clock), schemas),
    around_{.store = *store_,
            .clock = *stage_.clock(),
            .kinds = stage_.kinds(),
            .new_id = [this] { return new_id(); },
            .tell =
              [this, where = stage_.of("/events")](const orders::live::news& what) {
                told_.push_back(what);
                if (on_news_)
                  on_news_(what);
                orders::realtime::publish(where, what);
              },
            .mode = how.mode,
            .idle_after = how.idle_after,
            .lately = std::make_shared<orders::store::sent_lately>(4, 14)} {
  surface_.here = [this, workers = how.workers]() -> contract::worker* {
    for (unsigned i = 0; i < workers; ++i)
      if (stage_.worker(i).here())
        return &stage_.worker(i);
    return nullptr;
  };
  orders::realtime::open_events(stage_.of("/events"), door_, surface_);
  stage_.open();
  std::vector<contract::worker*> workers;
  for (unsigned i = 0; i < how.workers; ++i)
    workers.push_back(&stage_.worker(i));
  service_.emplace(stage_.system(), around_, workers);
  surface_.live = &*service_;
}

shop::~shop() {
  service_->stop();
  stage_.settle();
  service_->release();
  store_ = nullptr;
}

void shop::steps(unsigned count) {
  for (unsigned i = 0; i < count; ++i)
    if (stage_.random()() % 4 == 0)
      store_->step(stage_.random());
    else
      stage_.steps(1);
}

std::unique_ptr<harness::fake_client> shop::approach(const std::string& token, unsigned worker) {
  auto client = stage_.client(worker);
  client->send(R"(0/events,{"token":")" + token + R"("})");
  return client;
}

std::unique_ptr<harness::fake_client> shop::enter(const std::string& token, unsigned worker) {
  auto client = approach(token, worker);
  settle();
  return client;
}

result_of<orders::rules::order> shop::make(const std::string& id, const std::string& customer) {
  auto got = nothing_yet<orders::rules::order>();
  orders::rules::order what;
  what.id = id;
  what.customer_id = customer;
  what.created_at = what.updated_at = around_.now();
  service_->tell(id, orders::live::make{std::move(what), keep<orders::rules::order>(got)});
  return got;
}

result_of<orders::rules::order> shop::run(const std::string& id, orders::rules::command what) {
  auto got = nothing_yet<orders::rules::order>();
  service_->tell(id, orders::live::run{std::move(what), keep<orders::rules::order>(got)});
  return got;
}

result_of<orders::rules::message> shop::say(const std::string& id, const orders::rules::caller& by,
                                            const std::string& content,
                                            std::optional<std::string> client_id) {
  auto got = nothing_yet<orders::rules::message>();
  orders::rules::message what;
  what.content = content;
  what.client_id = std::move(client_id);
  using either = std::variant<orders::rules::refusal, orders::rules::message>;
  const auto answer = [put = keep<orders::rules::message>(got)](const auto& said) {
    const auto* stored = std::get_if<orders::rules::message_ptr>(&said);
    put(stored ? either{**stored} : either{std::get<orders::rules::refusal>(said)});
  };
  service_->tell(id, orders::live::say{by, std::move(what), answer});
  return got;
}

result_of<orders::rules::position> shop::report(const std::string& id,
                                                const orders::rules::caller& by,
                                                orders::rules::position_report sent) {
  auto got = nothing_yet<orders::rules::position>();
  service_->tell(id, orders::live::report{by, sent, keep<orders::rules::position>(got)});
  return got;
}

result_of<std::string> shop::mark(const std::string& id, const orders::rules::caller& by,
                                  const std::string& message_id) {
  auto got = nothing_yet<std::string>();
  service_->tell(id, orders::live::mark{by, message_id, keep<std::string>(got)});
  return got;
}

result_of<orders::live::standing> shop::catch_up(const std::string& id,
                                                 const orders::rules::caller& by) {
  auto got = nothing_yet<orders::live::standing>();
  service_->tell(id, orders::live::catch_up{by, keep<orders::live::standing>(got)});
  return got;
}

result_of<orders::store::message_page> shop::recall(const std::string& id,
                                                    const orders::rules::caller& by) {
  auto got = nothing_yet<orders::store::message_page>();
  service_->tell(id, orders::live::recall{by, {}, 100, keep<orders::store::message_page>(got)});
  return got;
}

} // namespace fleetwire::sim
