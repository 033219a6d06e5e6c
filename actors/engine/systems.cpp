#include "actors/engine/systems.hpp"

#include "actors/contract/reloadable.hpp"
#include "actors/contract/rest.hpp"
#include "actors/engine/core.hpp"
#include "actors/engine/outward.hpp"
#include "actors/systems/all_systems.hpp"
#include "config/log.hpp"
#include "storage/backends/open_store.hpp"

#include <algorithm>

namespace fleetwire {

namespace {

constexpr std::string_view docs_root = "/api/docs";

json list_of(const std::vector<std::string>& texts) {
  std::vector<std::string> items;
  for (const auto& each : texts)
    append_json_string(items.emplace_back(), each);
  return contract::rest::array_of(items);
}

} // namespace

systems_of_engine::systems_of_engine(core& engine) : core_(engine) {
  web_.set_origins(core_.options().http.cors_origins);
}

systems_of_engine::~systems_of_engine() = default;

// -- life -------------------------------------------------------------------------------------------------

void systems_of_engine::install(const std::vector<std::string>& names) {
  const auto known = systems::all_systems();
  for (const auto& name : names)
    install(known, name);
  if (!documents_.empty())
    serve_index();
  web_.ask(auth_);
}

void systems_of_engine::install(const std::vector<contract::system_descriptor>& known,
                                std::string_view name) {
  if (std::ranges::find(installed_, name) != installed_.end())
    return;
  const auto found = std::ranges::find(known, name, &contract::system_descriptor::name);
  if (found == known.end()) {
    std::string names;
    for (const auto& each : known)
      names.append(names.empty() ? "" : ", ").append(each.name);
    throw start_error("systems: there is no \"" + std::string{name}
                      + "\"; this build has: " + names);
  }
  installed_.emplace_back(name);
  for (const auto& needed : found->needs)
    install(known, needed);
  schemas_.insert(schemas_.end(), found->schemas.begin(), found->schemas.end());
  try {
    if (auto running = found->install(*this))
      running_.push_back(std::move(running));
  } catch (const start_error&) {
    throw;
  } catch (const std::exception& fault) {
    throw start_error(fault.what());
  }
  serve_documents(name);
}

void systems_of_engine::serve_documents(std::string_view system) {
  for (const auto& each : systems::documents_of(system)) {
    auto& path = documents_.emplace_back(docs_root);
    path.append("/").append(system).append("/").append(each.file);
    serve(path, {"application/yaml; charset=utf-8", std::string{each.text}});
  }
}

/// What is described, and what there is to describe.
void systems_of_engine::serve_index() {
  object index;
  index.add("documents", list_of(documents_)).add("routes", list_of(web_.routes()));
  serve(docs_root, {"application/json; charset=utf-8", index.build().text});
}

void systems_of_engine::start() {
  web_.open(core_.workers());
  if (!schemas_.empty()) {
    storage::status opened;
    storage::store_options options;
    options.folder = core_.options().storage.data;
    store_ = storage::open_store(options, schemas_, opened);
    if (!store_)
      throw start_error(opened.detail());
  }
  try {
    for (auto& each : running_)
      each->start();
  } catch (const start_error&) {
    throw;
  } catch (const std::exception& fault) {
    throw start_error(fault.what());
  }
}

void systems_of_engine::stop() {
  for (auto each = running_.rbegin(); each != running_.rend(); ++each)
    (*each)->stop();
  if (store_)
    store_->close(); // what was promised is written; its answers still find their actors
}

void systems_of_engine::release() {
  web_.release();
  for (auto& each : running_)
    each->release();
}

void systems_of_engine::close() {
  running_.clear();
  store_ = nullptr;
}

void systems_of_engine::answer(unsigned worker, http::request request, transport::exchange reply) {
  if (web_.owns(request.path()) && !pages_.has(request.path()))
    web_.serve(core_.worker(worker), std::move(request), std::move(reply));
  else
    reply.respond(pages_.answer(request));
}

void systems_of_engine::reload(const fleetwire::settings& changed) {
  web_.set_origins(changed.http.cors_origins);
  for (const auto& each : running_) {
    auto* able = dynamic_cast<contract::reloadable*>(each.get());
    for (const auto& section : changed.sections.all())
      if (able != nullptr && section->name() == able->section())
        reload(*able, *section);
  }
}

/// A change that cannot be taken over leaves what was.
void systems_of_engine::reload(contract::reloadable& system, const config::section& changed) {
  try {
    system.reload(changed);
  } catch (const std::exception& fault) {
    log::error("engine", "settings_kept", {{"section", changed.name()}, {"why", fault.what()}});
  }
}

std::vector<embedded*> systems_of_engine::embedded_systems() const {
  std::vector<embedded*> out;
  for (const auto& each : running_)
    if (auto* face = dynamic_cast<embedded*>(each.get()))
      out.push_back(face);
  return out;
}

// -- the engine as systems see it -----------------------------------------------------------------------

nsp systems_of_engine::of(std::string_view name) {
  return nsp{core_.sockets().of(name)};
}

void systems_of_engine::serve(std::string_view path, contract::page what) {
  if (!pages_.add(path, std::move(what)))
    throw start_error("systems: nothing can be served at \"" + std::string{path}
                      + "\", or two want to");
}

void systems_of_engine::route(contract::web_route what) {
  const auto name = std::string{what.method} + ' ' + std::string{what.pattern};
  if (!web_.add(std::move(what)))
    throw start_error("systems: " + name + " is no route, or two want it");
}

void systems_of_engine::provide_auth(contract::auth_port& port) {
  if (auth_ != nullptr)
    throw start_error("systems: two want to say who somebody is");
  auth_ = &port;
}

const config::section& systems_of_engine::section(std::string_view name) const {
  for (const auto& each : core_.options().sections.all())
    if (each->name() == name)
      return *each;
  throw start_error("systems: nobody has settings called \"" + std::string{name} + '"');
}

const std::string& systems_of_engine::data_folder() const noexcept {
  return core_.options().storage.data;
}

caf::actor_system& systems_of_engine::actors() {
  return core_.actors();
}

unsigned systems_of_engine::workers() const noexcept {
  return core_.workers();
}

contract::worker& systems_of_engine::worker(unsigned index) {
  return core_.worker(index);
}

const contract::clock& systems_of_engine::clock() const noexcept {
  return core_.clock();
}

contract::kind_registry& systems_of_engine::kinds() {
  return core_.kinds();
}

std::vector<std::pair<std::string, std::size_t>> systems_of_engine::populations() const {
  std::vector<std::pair<std::string, std::size_t>> out;
  for (const auto& each : core_.sockets().spaces())
    out.emplace_back(each->name(), each->population.load(std::memory_order_relaxed));
  return out;
}

void systems_of_engine::after(std::chrono::milliseconds delay, std::function<void()> task) {
  if (core_.started())
    core_.after(delay, std::move(task));
  else
    core_.once_started([this, delay, task = std::move(task)] { core_.after(delay, task); });
}

/// On the last worker: the first has the listener and much else.
std::unique_ptr<contract::outward_client> systems_of_engine::open_outward(
  const contract::outward_options& how) {
  const auto home = core_.workers() - 1;
  return std::make_unique<outward_adapter>(how, core_.loop(home), core_.host(home));
}

} // namespace fleetwire
