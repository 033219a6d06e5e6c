#include <fleetwire/detail/core.hpp>
#include <fleetwire/socket.hpp>

#include <algorithm>
#include <cstring>

namespace fleetwire {

namespace {

bool same_name(std::string_view a, std::string_view b) noexcept {
  auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return lower(x) == lower(y); });
}

} // namespace

void packed_pairs::add(std::string_view name, std::string_view text) {
  for (auto part : {name, text}) {
    auto size = static_cast<std::uint32_t>(part.size());
    char bytes[sizeof(size)];
    std::memcpy(bytes, &size, sizeof(size));
    block_.append(bytes, sizeof(bytes)).append(part);
  }
}

void packed_pairs::for_each(
  const std::function<void(std::string_view, std::string_view)>& visit) const {
  std::string_view rest = block_;
  auto take = [&rest] {
    std::uint32_t size = 0;
    std::memcpy(&size, rest.data(), sizeof(size));
    auto part = rest.substr(sizeof(size), size);
    rest.remove_prefix(sizeof(size) + size);
    return part;
  };
  while (!rest.empty()) {
    auto name = take();
    visit(name, take());
  }
}

std::string_view handshake::header(std::string_view name) const {
  std::string_view found;
  headers.for_each([&](std::string_view key, std::string_view text) {
    if (found.empty() && same_name(key, name))
      found = text;
  });
  return found;
}

std::string_view handshake::query_value(std::string_view name) const {
  std::string_view found;
  query.for_each([&](std::string_view key, std::string_view text) {
    if (key == name)
      found = text;
  });
  return found;
}

bool handshake::has_query(std::string_view name) const {
  bool found = false;
  query.for_each([&](std::string_view key, std::string_view) { found = found || key == name; });
  return found;
}

json handshake::query_json() const {
  object result;
  std::vector<std::string_view> seen;
  query.for_each([&](std::string_view key, std::string_view) {
    if (std::find(seen.begin(), seen.end(), key) != seen.end())
      return;
    // A repeated key keeps its first place and its last value.
    seen.push_back(key);
    result.add(key, query_value(key));
  });
  return result.build();
}

void ack::send(arg_list xs) const {
  core_->send(std::move(xs));
}

void next::call(const refusal* why) const {
  if (!state_->called.exchange(true))
    state_->go(why);
}

// -- broadcast --------------------------------------------------------------------------------------

broadcast broadcast::to(std::string_view room) && {
  where_.rooms.emplace_back(room);
  return std::move(*this);
}

broadcast broadcast::except(std::string_view room) && {
  where_.except.emplace_back(room);
  return std::move(*this);
}

broadcast broadcast::volatile_() && {
  where_.is_volatile = true;
  return std::move(*this);
}

broadcast broadcast::local() && {
  where_.local = true;
  return std::move(*this);
}

broadcast broadcast::keyed(std::string_view key) && {
  where_.key = key;
  return std::move(*this);
}

broadcast broadcast::priority() && {
  where_.priority = true;
  return std::move(*this);
}

bool broadcast::may_be_heard() const noexcept {
  return core_->may_be_heard(where_);
}

void broadcast::send(std::string_view event, arg_list xs) {
  core_->emit(std::move(where_), event, std::move(xs));
}

void broadcast::ask(std::chrono::milliseconds timeout, std::function<void(broadcast_answers)> done,
                    std::string_view event, arg_list xs) {
  core_->ask(std::move(where_), timeout, std::move(done), event, std::move(xs));
}

void broadcast::fetch_sockets(std::function<void(std::vector<socket_info>)> done) && {
  core_->fetch(std::move(where_), std::move(done));
}

void broadcast::sockets_join(std::vector<std::string> rooms) && {
  core_->join(std::move(where_), std::move(rooms));
}

void broadcast::sockets_leave(std::vector<std::string> rooms) && {
  core_->leave(std::move(where_), std::move(rooms));
}

void broadcast::disconnect_sockets(bool close) && {
  core_->disconnect(std::move(where_), close);
}

void broadcast::close_transports() && {
  core_->close_transports(std::move(where_));
}

// -- socket -----------------------------------------------------------------------------------------

std::string_view socket::id() const noexcept {
  return core_->id();
}
std::string_view socket::nsp() const noexcept {
  return core_->nsp();
}
std::string_view socket::connection_id() const noexcept {
  return core_->connection_id();
}
const handshake& socket::handshake() const noexcept {
  return core_->hello();
}
const json& socket::auth() const noexcept {
  return core_->auth();
}
bool socket::recovered() const noexcept {
  return core_->recovered();
}
bool socket::connected() const noexcept {
  return core_->connected();
}
void socket::join(std::string_view room) const {
  core_->join(room);
}
void socket::leave(std::string_view room) const {
  core_->leave(room);
}
std::vector<std::string> socket::rooms() const {
  return core_->rooms();
}

broadcast socket::to(std::string_view room) const {
  return others().to(room);
}

broadcast socket::others() const {
  target where;
  where.except.emplace_back(core_->id());
  return broadcast{core_->owner(), std::move(where)};
}

void socket::disconnect(bool close) const {
  core_->disconnect(close);
}

void socket::close_transport() const {
  core_->close_transport();
}
const json& socket::data() const noexcept {
  return core_->data();
}
void socket::set_data(json text) const {
  core_->set_data(std::move(text));
}
std::any& socket::local() const noexcept {
  return core_->local();
}
void socket::send(std::string_view event, arg_list xs, target how) const {
  core_->emit(event, std::move(xs), std::move(how));
}
void socket::ask(std::chrono::milliseconds timeout, std::function<void(bool, const args&)> done,
                 std::string_view event, arg_list xs) const {
  core_->ask(timeout, std::move(done), event, std::move(xs));
}

// -- nsp --------------------------------------------------------------------------------------------

nsp& nsp::use(connect_middleware middleware) {
  core_->use(std::move(middleware));
  return *this;
}
nsp& nsp::use_event(event_middleware middleware) {
  core_->use_event(std::move(middleware));
  return *this;
}
nsp& nsp::on_connect(connect_handler handler) {
  core_->on_connect(std::move(handler));
  return *this;
}
nsp& nsp::on_disconnect(disconnect_handler handler) {
  core_->on_disconnect(std::move(handler));
  return *this;
}
nsp& nsp::on(std::string_view event, event_handler handler) {
  core_->on(event, std::move(handler));
  return *this;
}
nsp& nsp::on_any(any_handler handler) {
  core_->on_any(std::move(handler));
  return *this;
}
nsp& nsp::on_server_event(std::string_view event, std::function<void(const args&, ack)> handler) {
  core_->on_server_event(event, std::move(handler));
  return *this;
}
std::string_view nsp::name() const noexcept {
  return core_->name();
}
broadcast nsp::to(std::string_view room) const {
  return all().to(room);
}
broadcast nsp::all() const {
  return broadcast{core_, target{}};
}
bool nsp::may_be_heard(std::string_view room) const noexcept {
  return core_->may_be_heard(room);
}
void nsp::tell_servers(std::function<void(broadcast_answers)> done, std::string_view event,
                       arg_list xs) const {
  core_->tell_servers(std::move(done), event, std::move(xs));
}

} // namespace fleetwire
