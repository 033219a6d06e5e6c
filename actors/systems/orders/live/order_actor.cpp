#include "actors/systems/orders/live/order_actor.hpp"

#include "actors/contract/roster.hpp"

#include "actors/systems/orders/live/refusals.hpp"
#include "actors/systems/orders/store/orders.hpp"
#include "actors/systems/orders/store/positions.hpp"

#include <memory>
#include <utility>

#include "caf/all.hpp"

namespace fleetwire::systems::orders::live {

namespace {

/// A track is cut back once in so many positions.
constexpr std::size_t trim_every = 256;

bool makes_it(const command& what) {
  if (const auto* looking = std::get_if<look>(&what))
    return looking->to_use;
  return std::holds_alternative<report>(what) || std::holds_alternative<say>(what);
}

/// Nobody, or who must know where the courier is.
const rules::caller* asks_where_it_is(const command& what) {
  if (const auto* one = std::get_if<report>(&what))
    return &one->by;
  const auto* one = std::get_if<catch_up>(&what);
  return one ? &one->by : nullptr;
}

} // namespace

order_actor::order_actor(caf::actor_config& config, surroundings& around, contract::worker& home,
                         contract::actor_kind& kind, std::string id, caf::actor desk)
  : contract::record_actor(config, around.store, kind),
    around_(around),
    home_(home),
    id_(std::move(id)),
    desk_(std::move(desk)) {}

order_actor::~order_actor() = default;

void order_actor::on_exit() {
  alarm_.reset(); // on the worker, while its wheel is there
}

caf::behavior order_actor::make_behavior() {
  alarm_.emplace(
    home_, [this] { caf::anon_send(caf::actor_cast<caf::actor>(address()), idle_time_is_over{}); });
  return with_common({
    [this](tell_order& told) {
      ++heard_;
      enter([this, what = std::move(told.what)] { execute(what); });
    },
    [this](idle_time_is_over) { on_alarm(); },
  });
}

void order_actor::on_idle() {
  if (aside_ > 0)
    return;
  if (state_)
    return alarm_->set(around_.idle_after);
  caf::anon_send(desk_, contract::may_go{id_, heard_, id()});
}

/// Whoever comes after it must not find an older position than it told.
void order_actor::on_alarm() {
  if (is_waiting() || aside_ > 0)
    return;
  const bool owes = behind_->pending > 0;
  if (!owes && !behind_->is_lost)
    return caf::anon_send(desk_, contract::may_go{id_, heard_, id()});
  if (!owes)
    remember();
  alarm_->set(around_.idle_after);
}

// -- coming to life ------------------------------------------------------------------------------

void order_actor::execute(const command& what) {
  if (!is_loaded_)
    return load(what);
  const auto* by = asks_where_it_is(what);
  if (by && !is_where_known_ && !refuse(*by))
    return load_position(what);
  if (!state_ && around_.mode == rules::membership::open && makes_it(what))
    return begin_record(what);
  std::visit([this](const auto& one) { handle(one); }, what);
}

/// Then does it; or says why it could not.
void order_actor::load(const command& then_do) {
  auto found = std::make_shared<std::optional<rules::order>>();
  read(
    storage::file::promises,
    [found, id = id_](storage::session& db) { *found = store::load_order(db, id); },
    [this, found, then_do](const storage::status& how) {
      if (!how)
        return refuse_all(then_do, unavailable(how));
      state_ = std::move(*found);
      is_loaded_ = true;
      execute(then_do);
    });
}

/// Apart from the rest: people may talk while nobody can say where the courier is.
void order_actor::load_position(const command& then_do) {
  auto found = std::make_shared<std::optional<rules::position>>();
  read(
    storage::file::history,
    [found, id = id_](storage::session& db) { *found = store::newest_position(db, id); },
    [this, found, then_do](const storage::status& how) {
      if (!how)
        return refuse_all(then_do, unavailable(how));
      where_ = *found;
      is_where_known_ = true;
      execute(then_do);
    });
}

/// Nobody registered it, and none need do so: it begins with its first use, if that is one.
void order_actor::begin_record(const command& then_do) {
  auto fresh = std::make_shared<rules::order>();
  fresh->id = id_;
  fresh->created_at = fresh->updated_at = around_.now();
  if (const auto* seen = std::get_if<report>(&then_do)) {
    const auto taken = judge(*seen, *fresh);
    if (const auto* no = std::get_if<rules::refusal>(&taken))
      return seen->reply(*no);
  }
  std::optional<rules::message> words;
  if (const auto* said = std::get_if<say>(&then_do)) {
    words = complete(*said);
    if (auto no = rules::check(*words))
      return said->reply(*no);
  }
  auto refused = std::make_shared<std::optional<rules::refusal>>();
  commit(
    [fresh, words, refused, lately = around_.lately](storage::session& db) {
      if (words)
        *refused = reason_of(store::look_before(db, *lately, *words), *words);
      if (!*refused)
        store::insert(db, *fresh);
    },
    [this, fresh, refused, then_do](const storage::status& how) {
      if (!how)
        return lose(then_do, how);
      if (*refused)
        return refuse_all(then_do, **refused);
      state_ = *fresh;
      is_where_known_ = true; // nowhere yet
      execute(then_do);
    });
}

void order_actor::refuse_all(const command& what, const rules::refusal& why) {
  std::visit([&why](const auto& one) { one.reply(why); }, what);
}

/// What is stored is the truth, whatever became of the commit.
void order_actor::lose(const command& what, const storage::status& why) {
  is_loaded_ = false;
  refuse_all(what, unavailable(why));
}

// -- the order itself ----------------------------------------------------------------------------

std::optional<rules::refusal> order_actor::refuse(const rules::caller& by) const {
  if (state_ && rules::may_join(*state_, by, around_.mode))
    return std::nullopt;
  return rules::no_such_order();
}

void order_actor::handle(const make& what) {
  if (state_)
    return what.reply(exists());
  commit([born = what.what](storage::session& db) { store::insert(db, born); },
         [this, what](const storage::status& how) {
           if (!how)
             return lose(what, how);
           state_ = what.what;
           is_where_known_ = true; // nowhere yet
           what.reply(*state_);
         });
}

void order_actor::handle(const run& what) {
  const auto& by = std::visit([](const auto& one) -> const auto& { return one.by; }, what.what);
  if (auto no = refuse(by))
    return what.reply(*no);
  auto result = rules::apply(*state_, what.what, around_.now());
  if (auto* no = std::get_if<rules::refusal>(&result))
    return what.reply(*no);
  const auto next =
    std::make_shared<const rules::change>(std::move(std::get<rules::change>(result)));
  commit([next, before = state_->version](
           storage::session& db) { store::update(db, next->state, before); },
         [this, next, what](const storage::status& how) {
           if (!how)
             return lose(what, how);
           adopt(*next);
           what.reply(*state_);
         });
}

void order_actor::adopt(const rules::change& what) {
  state_ = what.state;
  around_.tell(status_changed{*state_, what.previous, what.by});
  if (state_->status == rules::order_status::assigned)
    around_.tell(courier_assigned{*state_});
  if (what.left && around_.mode == rules::membership::registered)
    around_.tell(courier_left{id_, what.left->id});
}

void order_actor::handle(const look& what) {
  if (auto no = refuse(what.by))
    return what.reply(*no);
  what.reply(*state_);
}

void order_actor::handle(const catch_up& what) {
  if (auto no = refuse(what.by))
    return what.reply(*no);
  auto count = std::make_shared<std::int64_t>(0);
  aside(
    access::read,
    [count, id = id_, user = what.by.id](storage::session& db) {
      *count = store::unread(db, id, user);
    },
    [this, what, count](const storage::status& how) {
      if (!how)
        return what.reply(unavailable(how));
      // As it is now: he is in the room and misses nothing that comes after this.
      if (auto no = refuse(what.by))
        return what.reply(*no);
      what.reply(standing{*state_, where_, *count});
    });
}

// -- positions -----------------------------------------------------------------------------------

std::variant<rules::refusal, rules::position> order_actor::judge(const report& what,
                                                                 const rules::order& of) const {
  if (!rules::may_send_positions(of, what.by, around_.mode))
    return rules::refusal{403, "FORBIDDEN", "Only the courier sends positions"};
  if (rules::is_over(of.status))
    return rules::refusal{409, "ORDER_OVER", "The order is over",
                          std::string{to_string(of.status)}};
  return rules::take(what.sent, where_, around_.now());
}

void order_actor::handle(const report& what) {
  if (auto no = refuse(what.by))
    return what.reply(*no);
  const auto taken = judge(what, *state_);
  if (const auto* no = std::get_if<rules::refusal>(&taken))
    return what.reply(*no);
  where_ = std::get<rules::position>(taken);
  courier_id_ = what.by.id;
  remember();
  around_.tell(courier_moved{id_, *where_});
  what.reply(*where_);
}

/// Written behind; nobody waits for it.
void order_actor::remember() {
  const bool trims = ++untrimmed_ >= trim_every;
  if (trims)
    untrimmed_ = 0;
  ++behind_->pending;
  around_.store.write(
    storage::file::history,
    [id = id_, courier = courier_id_, where = *where_, trims,
     most = around_.track_points](storage::session& db) {
      store::append(db, id, courier, where);
      if (trims)
        store::trim_track(db, id, most);
    },
    [behind = behind_](const storage::status& how) {
      behind->is_lost = !how;
      --behind->pending;
    });
}

// -- what is said --------------------------------------------------------------------------------

rules::message order_actor::complete(const say& what) const {
  auto out = what.what;
  out.id = around_.new_id();
  out.order_id = id_;
  out.sender_id = what.by.id;
  out.sender_name = what.by.name;
  out.created_at = around_.now();
  return out;
}

void order_actor::handle(const say& what) {
  if (auto no = refuse(what.by))
    return what.reply(*no);
  auto whole = std::make_shared<const rules::message>(complete(what));
  if (auto no = rules::check(*whole))
    return what.reply(*no);
  auto stored = std::make_shared<store::stored_message>();
  aside(
    access::write,
    [stored, whole, lately = around_.lately](storage::session& db) {
      *stored = store::put(db, *lately, *whole);
    },
    [this, stored, whole, reply = what.reply](const storage::status& how) {
      if (!how)
        return reply(unavailable(how));
      if (auto no = reason_of(*stored, *whole))
        return reply(*no);
      if (!stored->known)
        around_.tell(message_said{whole});
      reply(stored->known ? std::make_shared<const rules::message>(std::move(*stored->known))
                          : whole);
      gather_sent();
    });
}

/// For all orders.
void order_actor::gather_sent() {
  if (!around_.lately->is_due())
    return;
  auto until = std::make_shared<std::int64_t>(0);
  around_.store.write(
    storage::file::promises,
    [until, lately = around_.lately](storage::session& db) { *until = lately->gather(db); },
    [until, lately = around_.lately](const storage::status& how) {
      lately->gathered(how ? *until : 0);
    });
}

void order_actor::handle(const recall& what) {
  if (auto no = refuse(what.by))
    return what.reply(*no);
  auto found = std::make_shared<store::message_page>();
  aside(
    access::read,
    [found, id = id_, before = what.before, limit = what.limit](storage::session& db) {
      *found = store::history(db, id, before, limit);
    },
    [found, reply = what.reply](const storage::status& how) {
      if (!how)
        return reply(unavailable(how));
      found->is_known ? reply(std::move(*found)) : reply(no_such_message());
    });
}

void order_actor::handle(const mark& what) {
  if (auto no = refuse(what.by))
    return what.reply(*no);
  auto became = std::make_shared<store::marked>();
  aside(
    access::write,
    [became, what, id = id_, now = around_.now()](storage::session& db) {
      *became = store::mark_read(db, id, what.by.id, what.message_id, now);
    },
    [this, became, what](const storage::status& how) {
      if (!how)
        return what.reply(unavailable(how));
      if (*became == store::marked::unknown)
        return what.reply(no_such_message());
      if (*became == store::marked::moved)
        around_.tell(read_up_to{id_, what.by.id, what.message_id});
      what.reply(what.message_id);
    });
}

void order_actor::handle(const type& what) {
  if (auto no = refuse(what.by))
    return what.reply(*no);
  around_.tell(is_typing{id_, what.by.id, what.by.name, what.socket_id});
  what.reply(std::monostate{});
}

void order_actor::aside(access how, storage::job what, then next) {
  ++aside_;
  auto done = [this, next = std::move(next), call = caller()](const storage::status& end) mutable {
    call([this, next = std::move(next), end] {
      --aside_;
      next(end);
      if (!is_waiting())
        on_idle();
    });
  };
  const auto way = how == access::read ? &storage::store::read : &storage::store::write;
  (around_.store.*way)(storage::file::promises, std::move(what), std::move(done));
}

} // namespace fleetwire::systems::orders::live
