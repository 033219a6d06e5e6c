#include "actors/runtime/space.hpp"

#include "actors/runtime/one_shot.hpp"
#include "actors/runtime/server.hpp"
#include "actors/runtime/worker.hpp"

#include <algorithm>

namespace fleetwire::runtime {

namespace {

/// Gathers parts from all workers on the worker that asked; calls `done` with the last one.
template <class Part>
class gathering : public std::enable_shared_from_this<gathering<Part>> {
public:
  gathering(contract::worker& home, unsigned parts, std::function<void(std::vector<Part>)> done)
    : home_(home), left_(parts), done_(std::move(done)) {}
  /// From any worker.
  void add(std::vector<Part> some) {
    home_.submit([self = this->shared_from_this(), some = std::move(some)]() mutable {
      for (auto& each : some)
        self->all_.push_back(std::move(each));
      if (--self->left_ == 0)
        self->done_(std::move(self->all_));
    });
  }

private:
  contract::worker& home_;
  unsigned left_;
  std::vector<Part> all_;
  std::function<void(std::vector<Part>)> done_;
};

/// Counts the answers to one broadcast on the worker that sent it.
class answer_collector : public std::enable_shared_from_this<answer_collector> {
public:
  answer_collector(contract::worker& home, std::function<void(broadcast_answers)> done)
    : home_(home), unheard_(home.count()), done_(std::move(done)) {}
  /// A worker has sent it to `receivers`; from any worker.
  void sent(std::size_t receivers) {
    home_.submit([self = shared_from_this(), receivers] {
      self->result_.expected += receivers;
      --self->unheard_;
      self->finish_if_whole();
    });
  }
  /// One has answered, or has gone (`ok` false); from any worker.
  void answered(bool ok, json first) {
    home_.submit([self = shared_from_this(), ok, first = std::move(first)]() mutable {
      if (ok)
        self->result_.answers.push_back(std::move(first));
      else
        ++self->gone_;
      self->finish_if_whole();
    });
  }
  void time_out() { finish(false); }

private:
  void finish_if_whole() {
    if (unheard_ == 0 && result_.answers.size() + gone_ == result_.expected)
      finish(gone_ == 0);
  }
  void finish(bool complete) {
    auto done = std::exchange(done_, nullptr);
    if (!done)
      return;
    result_.complete = complete;
    done(std::move(result_));
  }

  contract::worker& home_;
  unsigned unheard_;
  std::size_t gone_ = 0;
  broadcast_answers result_;
  std::function<void(broadcast_answers)> done_;
};

/// The first argument of an answer as JSON text, its binary parts left out.
json first_argument(const args& answer) {
  return json{answer.size() == 0 ? "null" : std::string{answer[0].raw()}};
}

} // namespace

space::space(server& owner, std::string name, std::shared_ptr<definition> rules)
  : owner_(owner),
    entrance_(owner.entrance()),
    rooms_(owner.rooms()),
    name_(std::move(name)),
    rules_(std::move(rules)) {}

space::~space() = default;

void space::open() {
  for (unsigned i = 0; i < owner_.worker_count(); ++i) {
    shards_.push_back(std::make_unique<shard>(*this, owner_.worker(i)));
    directories_.push_back(
      std::make_unique<room_directory>(owner_.system(), owner_.worker(i), owner_.room_kind()));
  }
}

void space::close() {
  // The shards stay: tasks that were left behind may still look at them.
  directories_.clear();
}

void space::abandon() {
  for (auto& each : shards_)
    each->abandon();
}

// -- rules ----------------------------------------------------------------------------------------------

void space::use(connect_middleware middleware) {
  rules_->connect_chain.push_back(std::move(middleware));
}
void space::use_event(event_middleware middleware) {
  rules_->event_chain.push_back(std::move(middleware));
}
void space::on_connect(connect_handler handler) {
  rules_->on_connect.push_back(std::move(handler));
}
void space::on_disconnect(disconnect_handler handler) {
  rules_->on_disconnect.push_back(std::move(handler));
}
void space::on(std::string_view event, event_handler handler) {
  rules_->on_event[std::string{event}].push_back(std::move(handler));
}
void space::on_any(any_handler handler) {
  rules_->on_any.push_back(std::move(handler));
}
void space::on_server_event(std::string_view event, std::function<void(const args&, ack)> handler) {
  rules_->on_server_event[std::string{event}].push_back(std::move(handler));
}

// -- routes -----------------------------------------------------------------------------------------------

void space::on_some_worker(std::function<void(unsigned)> fun) {
  if (shards_.empty())
    return; // not started, or a pattern: there is nobody
  if (auto* here = entrance_->here())
    return fun(here->index());
  entrance_->submit(0, [fun = std::move(fun)] { fun(0); });
}

template <class F>
void space::everywhere(unsigned here, F fun) {
  for (unsigned i = 0; i < shards_.size(); ++i)
    if (i != here)
      owner_.worker(i).submit([self = shared_from_this(), i, fun] { fun(self->at(i)); });
  fun(at(here));
}

outgoing space::encode(shard& from, std::string_view event, const arg_list& xs, const target& how,
                       std::optional<std::uint64_t> ack_id) {
  outgoing result;
  result.mode.is_volatile = how.is_volatile;
  result.mode.priority = how.priority;
  constexpr std::size_t envelope = 64; // brackets, quotes and an offset
  std::string data;
  data.reserve(event.size() + xs.text().size() + envelope);
  data += '[';
  append_json_string(data, event);
  if (!xs.empty())
    data.append(1, ',').append(xs.text());
  if (!how.key.empty())
    result.mode.key = owner_.key_hash()(std::string{event} + '\0' + how.key) | 1;
  bool ordered = !how.is_volatile && how.key.empty() && !how.priority;
  if (owner_.config().recovery && !ack_id) {
    if (ordered) {
      result.id = {owner_.epoch(), static_cast<std::uint16_t>(from.worker().index()),
                   from.next_count()};
      data.append(",\"").append(result.id.text()).append("\"");
    } else if (data[data.find_last_not_of(" \t\r\n")] == '"') {
      // The client takes a trailing string for its offset; this event has none to give.
      data += ",null";
    }
  }
  data += ']';
  result.frame =
    owner_.encoder().encode(contract::packet_type::event, name_, ack_id, data, xs.attachments());
  result.size = owner_.encoder().size_of(*result.frame);
  return result;
}

// -- operations -----------------------------------------------------------------------------------------

void space::emit(target where, std::string_view event, arg_list xs) {
  if (shards_.empty())
    return; // not started, or a pattern: there is nobody
  if (auto* here = entrance_->here())
    return emit_from(here->index(), std::move(where), event, xs);
  entrance_->submit(
    0, [self = shared_from_this(), where = std::move(where), event = std::string{event},
        xs = std::move(xs)]() mutable { self->emit_from(0, std::move(where), event, xs); });
}

void space::emit_from(unsigned here, target where, std::string_view event, const arg_list& xs) {
  owner_.counters.broadcasts.fetch_add(1, std::memory_order_relaxed);
  if (!may_be_heard(where))
    return;
  auto out = encode(at(here), event, xs, where, std::nullopt);
  auto shared = std::make_shared<const target>(std::move(where));
  everywhere(here, [out = std::move(out), shared](shard& each) { each.deliver(out, shared); });
}

bool space::may_be_heard(const target& where) const noexcept {
  if (where.rooms.empty()) // who is away, or on his way back, hears what is for all
    return owner_.config().recovery || population.load(std::memory_order_relaxed) != 0;
  return std::ranges::any_of(where.rooms,
                             [this](const std::string& room) { return may_be_heard(room); });
}

bool space::may_be_heard(std::string_view room) const noexcept {
  // A socket is not counted in the room of its own id.
  return rooms_->perhaps(rooms_->slot_of(this, room)) || random_id::parse(room);
}

occupancy_hold space::hold(const std::vector<std::string>& rooms) const {
  occupancy_hold held{rooms_};
  for (const auto& each : rooms)
    held.add(this, each);
  return held;
}

void space::ask(target where, std::chrono::milliseconds timeout,
                std::function<void(broadcast_answers)> done, std::string_view event, arg_list xs) {
  on_some_worker([self = shared_from_this(), where = std::move(where), timeout,
                  done = std::move(done), event = std::string{event}, xs = std::move(xs)](
                   unsigned here) { self->ask_here(here, where, timeout, done, event, xs); });
}

void space::ask_here(unsigned here, target where, std::chrono::milliseconds timeout,
                     std::function<void(broadcast_answers)> done, const std::string& event,
                     const arg_list& xs) {
  if (timeout == configured_timeout)
    timeout = owner_.config().ack_timeout;
  auto& home = owner_.worker(here);
  auto safe = [self = shared_from_this(), done = std::move(done)](broadcast_answers all) {
    guarded(self->owner_, self->name_, "answers", [&] { done(std::move(all)); });
  };
  auto collector = std::make_shared<answer_collector>(home, std::move(safe));
  auto id = next_ack_id();
  auto out = encode(at(here), event, xs, where, id);
  auto asked = std::make_shared<std::vector<std::vector<std::weak_ptr<member>>>>(shards_.size());
  everywhere(here, [=](shard& each) {
    std::vector<member*> receivers;
    each.select(where, receivers);
    for (auto* who : receivers) {
      (*asked)[each.worker().index()].push_back(who->self());
      who->expect_answer(id, [collector](bool ok, const args& answer) {
        collector->answered(ok, first_argument(answer));
      });
      each.deliver_to(*who, out);
    }
    collector->sent(receivers.size());
  });
  if (timeout.count() <= 0)
    return;
  one_shot::later(home.timers(), home.clock().now() + timeout,
                  [self = shared_from_this(), collector, asked, id, here] {
                    collector->time_out();
                    self->everywhere(here, [asked, id](shard& each) {
                      for (auto& weak : (*asked)[each.worker().index()])
                        if (auto who = weak.lock())
                          who->forget_answer(id);
                    });
                  });
}

void space::fetch(target where, std::function<void(std::vector<socket_info>)> done) {
  on_some_worker(
    [self = shared_from_this(), where = std::move(where), done = std::move(done)](unsigned here) {
      auto safe = [self, done](std::vector<socket_info> all) {
        guarded(self->owner_, self->name_, "fetch", [&] { done(std::move(all)); });
      };
      auto result = std::make_shared<gathering<socket_info>>(
        self->owner_.worker(here), self->owner_.worker_count(), std::move(safe));
      self->everywhere(here, [where, result](shard& each) {
        std::vector<member*> found;
        each.select(where, found);
        std::vector<socket_info> infos;
        for (auto* who : found)
          infos.push_back(
            {std::string{who->id()}, who->rooms(), who->data(), std::string{who->transport()}});
        result->add(std::move(infos));
      });
    });
}

namespace {

/// The selected members, held: what is done to one may end another.
std::vector<std::shared_ptr<member>> selected(shard& from, const target& where) {
  std::vector<member*> found;
  from.select(where, found);
  std::vector<std::shared_ptr<member>> result;
  for (auto* who : found)
    result.push_back(who->self());
  return result;
}

} // namespace

void space::join(target where, std::vector<std::string> rooms) {
  // What the caller tells them next must not find the rooms empty.
  auto held = std::make_shared<const occupancy_hold>(hold(rooms));
  on_some_worker([self = shared_from_this(), where = std::move(where), rooms = std::move(rooms),
                  held = std::move(held)](unsigned here) {
    self->everywhere(here, [where, rooms, held](shard& each) {
      for (auto& who : selected(each, where))
        for (const auto& room : rooms)
          each.join(*who, room);
    });
  });
}

void space::leave(target where, std::vector<std::string> rooms) {
  on_some_worker(
    [self = shared_from_this(), where = std::move(where), rooms = std::move(rooms)](unsigned here) {
      self->everywhere(here, [where, rooms](shard& each) {
        for (auto& who : selected(each, where))
          for (const auto& room : rooms)
            each.leave(*who, room);
      });
    });
}

void space::disconnect(target where, bool close) {
  on_some_worker([self = shared_from_this(), where = std::move(where), close](unsigned here) {
    self->everywhere(here, [where, close](shard& each) {
      each.drop_ghosts(where);
      for (auto& who : selected(each, where))
        who->disconnect(close);
    });
  });
}

void space::close_transports(target where) {
  on_some_worker([self = shared_from_this(), where = std::move(where)](unsigned here) {
    self->everywhere(here, [where](shard& each) {
      for (auto& who : selected(each, where))
        who->close_transport();
    });
  });
}

void space::tell_servers(std::function<void(broadcast_answers)> done, std::string_view, arg_list) {
  // One server is the whole cluster: nobody else is there to be told or to answer.
  on_some_worker([self = shared_from_this(), done = std::move(done)](unsigned) {
    if (done)
      guarded(self->owner_, self->name_, "answers", [&] { done(broadcast_answers{}); });
  });
}

} // namespace fleetwire::runtime
