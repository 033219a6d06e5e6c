#include "actors/runtime/client.hpp"

#include "actors/runtime/server.hpp"
#include "actors/runtime/space.hpp"
#include "config/log.hpp"

#include <algorithm>

namespace fleetwire::runtime {

/// A CONNECT under way; it may wait for a filter, for another worker or for a middleware.
struct client::attempt {
  std::string nsp;
  json auth;
  std::shared_ptr<space> where;
  std::shared_ptr<member> who;
  std::vector<replayable> missed;
  position settled = 0; ///< up to where in the ring `missed` tells
};

client::client(server& owner, contract::link& connection, unsigned worker)
  : owner_(owner), link_(&connection), worker_(worker) {}

client::~client() {
  // Still there only when the engine ended before its connections did.
  for (auto& who : members_)
    who->lose_client();
  for (auto& attempt : attempts_)
    if (attempt->who)
      attempt->who->lose_client();
}

member* client::find(std::string_view nsp) const noexcept {
  for (const auto& each : members_)
    if (each->nsp() == nsp)
      return each.get();
  return nullptr;
}

void client::send(contract::packet_type type, std::string_view nsp, std::string_view data) {
  if (link_)
    link_->send(owner_.encoder().encode(type, nsp, std::nullopt, data, {}), {});
}

void client::on_packet(const contract::packet& what) {
  if (what.type == contract::packet_type::connect)
    return on_connect(what);
  if (auto* who = find(what.nsp)) {
    if (what.type == contract::packet_type::event)
      owner_.counters.events_in.fetch_add(1, std::memory_order_relaxed);
    return who->on_packet(what);
  }
  // What was under way when the socket left is no offence; a namespace never joined is.
  if (link_ && std::find(left_.begin(), left_.end(), what.nsp) == left_.end())
    link_->close(contract::close_reason::parse_error);
}

void client::on_close(contract::close_reason reason) {
  link_ = nullptr;
  auto all = std::exchange(members_, {});
  for (auto& attempt : std::exchange(attempts_, {}))
    if (attempt->who)
      all.push_back(attempt->who);
  // All at once: a handler that hears of one end may emit to another socket of this client.
  for (auto& who : all)
    who->note_cut();
  for (auto& who : all)
    who->become_closed(reason, !disconnected_);
}

void client::disconnect_all() {
  auto keep = shared_from_this();
  disconnected_ = true;
  while (!members_.empty()) {
    auto who = members_.front();
    who->leave_namespace();
  }
  if (link_)
    link_->close(contract::close_reason::forced_close);
}

void client::forget(member& who) {
  auto found = std::find_if(members_.begin(), members_.end(),
                            [&](const auto& each) { return each.get() == &who; });
  if (found == members_.end())
    return;
  if (std::find(left_.begin(), left_.end(), who.nsp()) == left_.end())
    left_.emplace_back(who.nsp());
  members_.erase(found);
}

// -- CONNECT --------------------------------------------------------------------------------------------

void client::on_connect(const contract::packet& what) {
  bool twice = find(what.nsp)
               || std::any_of(attempts_.begin(), attempts_.end(),
                              [&](const auto& each) { return each->nsp == what.nsp; });
  bool too_many = members_.size() + attempts_.size() >= owner_.max_namespaces()
                  || left_.size() > 4 * owner_.max_namespaces();
  if (twice || too_many)
    return link_->close(contract::close_reason::parse_error);
  auto entry = std::make_shared<attempt>();
  entry->nsp = what.nsp;
  entry->auth.text = what.data.empty() ? "{}" : std::string{what.data};
  attempts_.push_back(entry);
  owner_.find(worker_, entry->nsp, entry->auth,
              [self = shared_from_this(), entry](std::shared_ptr<space> found) {
                if (!found)
                  return self->refuse(entry, {"Invalid namespace", {}});
                entry->where = std::move(found);
                self->enter(entry);
              });
}

void client::enter(std::shared_ptr<attempt> what) {
  if (!link_)
    return;
  what->who =
    std::make_shared<member>(what->where->at(worker_), *this, random_id::make(worker_), what->auth);
  if (owner_.config().recovery)
    try_recovery(std::move(what));
  else
    run_chain(std::move(what), 0);
}

void client::try_recovery(std::shared_ptr<attempt> what) {
  value auth{what->auth.text};
  auto pid = random_id::parse(auth["pid"].as_string().value_or(""));
  auto given = auth["offset"];
  auto seen = given.exists() ? offset::parse(given.as_string().value_or("")) : offset{};
  if (!pid || !seen)
    return recovered(std::move(what), std::nullopt);
  ask_for_ghost(std::move(what), *pid, *seen, 0);
}

void client::ask_for_ghost(std::shared_ptr<attempt> what, contract::random_id pid, offset seen,
                           unsigned step) {
  auto count = owner_.worker_count();
  if (step == count || !link_)
    return recovered(std::move(what), std::nullopt);
  // The worker where the socket began is the likeliest; but it may have moved, once or more.
  auto home = (pid.worker() + step) % count;
  owner_.worker(home).submit([self = shared_from_this(), what, pid, seen, step, home]() mutable {
    auto back = what->where->at(home).revive(pid, seen);
    auto& mine = self->owner_.worker(self->worker_);
    mine.submit([self = std::move(self), what = std::move(what), pid, seen, step,
                 back = std::move(back)]() mutable {
      if (back)
        self->recovered(std::move(what), std::move(back));
      else
        self->ask_for_ghost(std::move(what), pid, seen, step + 1);
    });
  });
}

void client::recovered(std::shared_ptr<attempt> what, std::optional<revival> back) {
  if (!link_) {
    // Cut again meanwhile: the ghost goes home.
    if (back)
      owner_.worker(back->from)
        .submit([what, from = back->from, who = std::make_shared<ghost>(std::move(back->who))] {
          what->where->at(from).add_ghost(std::move(*who));
        });
    return;
  }
  bool asked = value{what->auth.text}["pid"].exists();
  if (back && !what->where->at(worker_).can_settle(*back))
    back = std::nullopt;
  if (back) {
    owner_.counters.recovered.fetch_add(1, std::memory_order_relaxed);
    what->missed = what->where->at(worker_).settle(*what->who, std::move(*back));
    what->settled = what->where->at(worker_).now_position();
    if (owner_.config().recovery_skips_middlewares)
      return accept(what);
  } else if (asked) {
    owner_.counters.not_recovered.fetch_add(1, std::memory_order_relaxed);
  }
  run_chain(std::move(what), 0);
}

void client::run_chain(std::shared_ptr<attempt> what, std::size_t step) {
  if (!link_)
    return;
  const auto& chain = what->where->rules().connect_chain;
  if (step == chain.size())
    return accept(what);
  next go{[self = shared_from_this(), what, step](const refusal* why) {
    auto verdict = why ? std::make_optional(*why) : std::nullopt;
    auto proceed = [self, what, step, verdict] {
      if (verdict)
        self->refuse(what, *verdict);
      else
        self->run_chain(what, step + 1);
    };
    auto& way = what->where->entrance();
    if (auto* here = way.here(); here && here->index() == self->worker_)
      proceed();
    else
      way.submit(self->worker_, std::move(proceed));
  }};
  socket handle{what->who};
  try {
    chain[step](handle, go);
  } catch (const std::exception& failure) {
    log::error("socketio", "middleware_failed", {{"nsp", what->nsp}, {"what", failure.what()}});
    go({"Internal error", {}});
  } catch (...) {
    log::error("socketio", "middleware_failed", {{"nsp", what->nsp}, {"what", "unknown"}});
    go({"Internal error", {}});
  }
}

void client::refuse(const std::shared_ptr<attempt>& what, const refusal& why) {
  if (std::erase(attempts_, what) == 0)
    return;
  owner_.counters.refused_connects.fetch_add(1, std::memory_order_relaxed);
  if (what->who)
    what->who->become_closed(contract::close_reason::server_disconnect, false);
  object text;
  text.add("message", why.message);
  if (!why.data.text.empty())
    text.add("data", why.data);
  send(contract::packet_type::connect_error, what->nsp, text.build().text);
}

void client::accept(const std::shared_ptr<attempt>& what) {
  if (!link_ || disconnected_ || std::erase(attempts_, what) == 0)
    return;
  auto who = what->who;
  if (who->closed())
    return; // a middleware sent it away and let it pass
  if (who->recovered() && !who->home().catch_up(*who, what->settled, what->missed))
    return link_->close(contract::close_reason::forced_close);
  members_.push_back(who);
  std::erase(left_, what->nsp);
  object text;
  text.add("sid", who->id());
  if (owner_.config().recovery)
    text.add("pid", who->pid());
  send(contract::packet_type::connect, what->nsp, text.build().text);
  who->become_connected();
  for (const auto& each : what->missed)
    who->deliver(each.frame, {}, each.id);
  log::info("socketio", "connect",
            {{"sid", who->id()}, {"nsp", who->nsp()}, {"recovered", who->recovered()}});
  socket handle{who};
  for (const auto& handler : what->where->rules().on_connect)
    if (!who->closed()) // the one before may have sent it away
      guarded(owner_, what->nsp, "connect", [&] { handler(handle); });
}

} // namespace fleetwire::runtime
