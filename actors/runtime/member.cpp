#include "actors/runtime/member.hpp"

#include "actors/runtime/client.hpp"
#include "actors/runtime/one_shot.hpp"
#include "actors/runtime/server.hpp"
#include "actors/runtime/shard.hpp"
#include "actors/runtime/space.hpp"
#include "actors/runtime/worker.hpp"
#include "config/log.hpp"

#include <algorithm>

namespace fleetwire::runtime {

namespace {

bool is_at(shard& home) {
  const auto* here = home.owner().entrance().here();
  return here && here->index() == home.index();
}

/// Runs `fun` on the worker of `home`: at once when there, else by a message.
template <class F>
void on_home(shard& home, F fun) {
  if (is_at(home))
    fun();
  else
    home.owner().entrance().submit(home.index(), std::move(fun));
}

/// The answer to one event; settles the event when it is sent or given up.
class pending_ack final : public detail::ack_core {
public:
  pending_ack(std::shared_ptr<member> who, std::uint64_t id) : who_(std::move(who)), id_(id) {}
  ~pending_ack() override {
    if (!sent_.load())
      finish(nullptr);
  }
  void send(arg_list xs) override {
    if (!sent_.exchange(true))
      finish(std::make_shared<arg_list>(std::move(xs)));
  }

private:
  void finish(std::shared_ptr<arg_list> answer) {
    auto& home = who_->home();
    on_home(home, [who = std::move(who_), id = id_, answer] {
      who->settle_event();
      if (!answer)
        return;
      auto& space = who->home().owner();
      auto frame =
        space.owner().encoder().encode(contract::packet_type::ack, space.name(), id,
                                       '[' + answer->text() + ']', answer->attachments());
      who->deliver(frame, {}, {});
    });
  }

  std::shared_ptr<member> who_;
  const std::uint64_t id_;
  std::atomic<bool> sent_{false};
};

} // namespace

/// An event that middlewares hold on to: owns what the packet only pointed to.
struct kept_event {
  explicit kept_event(const contract::packet& from, std::string event_name)
    : name(std::move(event_name)),
      data(from.data),
      elements(from.elements.begin(), from.elements.end()),
      attachments(from.attachments.begin(), from.attachments.end()),
      id(from.id) {}
  contract::packet packet() const {
    contract::packet result;
    result.id = id;
    result.data = data;
    result.elements = elements;
    result.attachments = attachments;
    return result;
  }
  std::string name;
  std::string data;
  std::vector<args::slice> elements;
  std::vector<attachment> attachments;
  std::optional<std::uint64_t> id;
};

namespace {

args arguments(const contract::packet& what, std::size_t skip) {
  return args{what.data, what.elements.subspan(std::min(skip, what.elements.size())),
              what.attachments};
}

} // namespace

member::member(shard& home, client& owner, random_id id, json auth)
  : space_(home.owner().shared_from_this()),
    home_(home),
    owner_(&owner),
    hello_(owner.connection()->hello()),
    id_(id),
    auth_(std::move(auth)) {
  if (home.owner().owner().config().recovery) {
    history_ = std::make_unique<recovery_state>();
    history_->joined = history_->last_at = home.now_position();
    pid_ = random_id::make(home.worker().index());
  }
}

member::~member() = default;

std::string_view member::nsp() const noexcept {
  return space_->name();
}

std::string_view member::connection_id() const noexcept {
  return owner_ && owner_->connection() ? owner_->connection()->id() : std::string_view{};
}

std::string_view member::transport() const noexcept {
  return owner_ && owner_->connection() ? owner_->connection()->transport() : std::string_view{};
}

std::shared_ptr<detail::namespace_core> member::owner() const {
  return space_;
}

// -- outwards -----------------------------------------------------------------------------------------

void member::deliver(const contract::encoded_ptr& what, contract::send_mode mode,
                     const offset& id) {
  if (state_ != state::connected || !owner_->connection())
    return;
  if (history_ && !id.empty())
    history_->queued(id, home_.ring());
  owner_->connection()->send(what, mode);
}

void member::emit(std::string_view event, arg_list xs, target how) {
  auto& home = home_;
  on_home(home,
          [who = self(), event = std::string{event}, xs = std::move(xs), how = std::move(how)] {
            auto& shard = who->home();
            shard.deliver_to(*who, shard.owner().encode(shard, event, xs, how, std::nullopt));
          });
}

void member::ask(std::chrono::milliseconds timeout, answer_handler done, std::string_view event,
                 arg_list xs) {
  auto& home = home_;
  on_home(home, [who = self(), event = std::string{event}, xs = std::move(xs), timeout,
                 done = std::move(done)]() mutable {
    auto& shard = who->home();
    auto& space = shard.owner();
    auto id = space.next_ack_id();
    if (timeout == configured_timeout)
      timeout = space.owner().config().ack_timeout;
    who->expect_answer(id, std::move(done));
    shard.deliver_to(*who, space.encode(shard, event, xs, {}, id));
    if (timeout.count() > 0)
      one_shot::later(shard.worker().timers(), shard.worker().clock().now() + timeout,
                      [weak = std::weak_ptr{who}, id] {
                        if (auto still = weak.lock())
                          still->forget_answer(id);
                      });
  });
}

void member::expect_answer(std::uint64_t id, answer_handler done) {
  if (state_ == state::closed)
    return guarded(home_.owner().owner(), nsp(), "answer", [&] { done(false, args{}); });
  if (!answers_)
    answers_ = std::make_unique<std::unordered_map<std::uint64_t, answer_handler>>();
  answers_->emplace(id, std::move(done));
}

void member::forget_answer(std::uint64_t id) {
  if (!answers_)
    return;
  if (auto node = answers_->extract(id))
    guarded(home_.owner().owner(), nsp(), "answer", [&] { node.mapped()(false, args{}); });
}

void member::fail_answers() {
  auto all = std::exchange(answers_, nullptr);
  if (!all)
    return;
  for (auto& [id, done] : *all)
    guarded(home_.owner().owner(), nsp(), "answer", [&] { done(false, args{}); });
}

void member::join(std::string_view room) {
  auto& home = home_;
  if (is_at(home)) {
    if (state_ != state::closed)
      home.join(*this, room);
    return;
  }
  // It takes a while: what the caller tells the room next must not find it empty.
  auto held = space_->hold({std::string{room}});
  on_home(home, [who = self(), room = std::string{room}, held = std::move(held)] {
    if (who->state_ != state::closed)
      who->home().join(*who, room);
  });
}

void member::leave(std::string_view room) {
  auto& home = home_;
  on_home(home, [who = self(), room = std::string{room}] { who->home().leave(*who, room); });
}

std::vector<std::string> member::rooms() const {
  std::vector<std::string> result{std::string{id_.text()}};
  for (const auto& seat : seats_)
    result.push_back(seat.in->name);
  return result;
}

void member::set_data(json text) {
  auto& home = home_;
  on_home(home, [who = self(), text = std::move(text)] { who->data_ = text; });
}

void member::disconnect(bool close) {
  auto& home = home_;
  on_home(home, [who = self(), close] {
    if (who->state_ == state::closed)
      return;
    if (close)
      who->owner_->disconnect_all();
    else
      who->leave_namespace();
  });
}

void member::close_transport() {
  auto& home = home_;
  on_home(home, [who = self()] {
    if (who->state_ == state::closed)
      return;
    if (auto* link = who->owner_->connection())
      link->close(contract::close_reason::forced_close);
  });
}

// -- inwards ------------------------------------------------------------------------------------------

void member::on_packet(const contract::packet& what) {
  switch (what.type) {
    case contract::packet_type::event:
      return on_event(what);
    case contract::packet_type::ack:
      return on_answer(what);
    case contract::packet_type::disconnect: {
      auto keep = self();
      owner_->forget(*this);
      return become_closed(contract::close_reason::client_disconnect, false);
    }
    default:
      return;
  }
}

void member::on_answer(const contract::packet& what) {
  if (!answers_ || !what.id)
    return;
  if (auto node = answers_->extract(*what.id))
    guarded(home_.owner().owner(), nsp(), "answer",
            [&] { node.mapped()(true, arguments(what, 0)); });
}

void member::on_event(const contract::packet& what) {
  const auto& rules = home_.owner().rules();
  auto first = what.elements[0];
  auto quoted = what.data.substr(first.begin, first.end - first.begin);
  auto plain = quoted.size() >= 2 && quoted.find('\\') == std::string_view::npos
                 ? quoted.substr(1, quoted.size() - 2)
                 : std::string_view{};
  std::string unescaped;
  if (plain.data() == nullptr) {
    unescaped = value{quoted}.as_string().value_or(std::string{quoted});
    plain = unescaped;
  }
  if (!rules.on_any.empty()) {
    socket handle{self()};
    for (const auto& handler : rules.on_any)
      guarded(home_.owner().owner(), nsp(), plain,
              [&] { handler(handle, plain, arguments(what, 1)); });
  }
  if (rules.event_chain.empty())
    dispatch(what, plain);
  else
    run_chain(std::make_shared<kept_event>(what, std::string{plain}), 0);
}

void member::run_chain(std::shared_ptr<kept_event> event, std::size_t step) {
  const auto& chain = home_.owner().rules().event_chain;
  if (step == chain.size())
    return dispatch(event->packet(), event->name);
  auto& home = home_;
  next go{[who = self(), event, step, &home](const refusal* why) {
    if (why) {
      log::info("socketio", "event_refused",
                {{"nsp", who->nsp()}, {"event", event->name}, {"reason", why->message}});
      return;
    }
    on_home(home, [who, event, step] { who->run_chain(event, step + 1); });
  }};
  guarded(home_.owner().owner(), nsp(), event->name, [&] {
    socket handle{self()};
    chain[step](handle, event->name, arguments(event->packet(), 1), go);
  });
}

void member::dispatch(const contract::packet& what, std::string_view name) {
  const auto& rules = home_.owner().rules();
  auto found = rules.on_event.find(name);
  if (found == rules.on_event.end() || state_ != state::connected)
    return;
  ack reply;
  if (what.id && owner_->connection()) {
    owner_->connection()->event_pending();
    reply = ack{std::make_shared<pending_ack>(self(), *what.id)};
  }
  socket handle{self()};
  for (const auto& handler : found->second)
    guarded(home_.owner().owner(), nsp(), name,
            [&] { handler(handle, arguments(what, 1), reply); });
}

void member::settle_event() {
  if (owner_ && owner_->connection())
    owner_->connection()->event_settled();
}

// -- life ---------------------------------------------------------------------------------------------

void member::leave_namespace() {
  auto* owner = owner_;
  owner->send(contract::packet_type::disconnect, nsp(), {});
  owner->forget(*this);
  become_closed(contract::close_reason::server_disconnect, false);
}

void member::note_cut() {
  // A socket on its way in keeps the cut of its revival.
  if (history_ && state_ == state::connected)
    history_->cut = home_.now_position();
}

void member::become_connected() {
  state_ = state::connected;
  if (history_)
    history_->cut = std::nullopt;
  home_.add(*this);
}

void member::become_closed(contract::close_reason reason, bool keep) {
  if (state_ == state::closed)
    return;
  auto alive = self();
  bool was_connected = state_ == state::connected;
  state_ = state::closed;
  if (was_connected) {
    log::info("socketio", "disconnect",
              {{"sid", id()}, {"nsp", nsp()}, {"reason", contract::reason_text(reason)}});
    socket handle{alive};
    for (const auto& handler : home_.owner().rules().on_disconnect)
      guarded(home_.owner().owner(), nsp(), "disconnect",
              [&] { handler(handle, contract::reason_text(reason)); });
  }
  if (keep && history_ && (was_connected || recovered_))
    home_.keep_ghost(*this);
  home_.remove(*this);
  fail_answers();
  owner_ = nullptr;
}

} // namespace fleetwire::runtime
