#include "actors/systems/rides/catalog/routes/support.hpp"

#include <algorithm>
#include <cmath>

#include "actors/systems/rides/catalog/routes.hpp"

namespace fleetwire::systems::rides::catalog {

namespace {

constexpr double max_amount = 1e9;

std::optional<web_answer> refuse(const catalog& of, const web_request& request, right needed) {
  if (!of.settings().open_writes && needed != right::anybody) {
    if (!request.who)
      return rest::problem(401, "Token inválido o expirado");
    if (needed == right::admin && !request.who->is("admin"))
      return rest::forbidden();
  }
  return rest::refuse_ids(request);
}

std::string lower(std::string_view text) {
  std::string result{text};
  std::ranges::transform(result, result.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  });
  return result;
}

void complain(input& in, std::string_view name, std::string_view what) {
  in.fault(std::string{name} + ' ' + std::string{what});
}

} // namespace

void add_routes(contract::system_host& host, catalog& of) {
  add_category_routes(host, of);
  add_class_routes(host, of);
  add_type_routes(host, of);
  add_policy_routes(host, of);
  add_place_routes(host, of);
  add_driver_routes(host, of);
  add_vehicle_routes(host, of);
  add_wallet_routes(host, of);
}

void add_route(contract::system_host& host, const catalog& of, std::string_view method,
               std::string_view pattern, right needed, handler handle) {
  const bool is_open = needed == right::anybody || of.settings().open_writes;
  host.route({.method = method,
              .pattern = pattern,
              .who = is_open ? contract::access::open : contract::access::signed_in,
              .handler = [&of, needed, handle = std::move(handle)](const web_request_ptr& request,
                                                                   const web_reply& reply) {
                if (auto refused = refuse(of, *request, needed))
                  return reply(std::move(*refused));
                handle(request, reply);
              }});
}

bool is_admin(const catalog& of, const web_request& request) {
  return of.settings().open_writes || (request.who && request.who->is("admin"));
}

bool may_read(const catalog& of, const web_request& request, std::string_view user_id) {
  return is_admin(of, request)
         || (request.who && (request.who->is("service") || request.who->user == user_id));
}

audit_entry by(const web_request& request, std::string action, std::string subject) {
  return {.at = {},
          .by = request.who ? request.who->user : std::string{},
          .action = std::move(action),
          .subject = std::move(subject)};
}

void find_people(const catalog& of, const std::vector<std::string>& ids,
                 std::function<void(const people_by_id&)> use) {
  contract::person_finder find;
  if (of.people != nullptr)
    find = [people = of.people](std::string_view id, auto done) {
      people->find_person(id, std::move(done));
    };
  contract::find_people(find, ids, std::move(use));
}

web_answer soft(unsigned status, std::string_view message, std::string_view code) {
  return rest::problem(status, message, code);
}

web_answer not_found(std::string_view noun) {
  return rest::problem(404, std::string{noun} + " not found");
}

std::string decimal(std::int64_t hundredths) {
  const auto amount = std::abs(hundredths);
  const auto cents = std::to_string(amount % 100);
  return (hundredths < 0 ? "-" : "") + std::to_string(amount / 100)
         + (cents.size() == 1 ? ".0" : ".") + cents;
}

object& add(object& to, std::string_view key, const text_or_none& text) {
  return text ? to.add(key, std::string_view{*text}) : to.add(key, nullptr);
}

object& add_time(object& to, std::string_view key, const time_or_none& when) {
  return when ? to.add(key, rest::iso(rest::from_ms(*when))) : to.add(key, nullptr);
}

object& maybe(object& to, std::string_view key, const text_or_none& text) {
  return text ? add(to, key, text) : to;
}

object& maybe_time(object& to, std::string_view key, const time_or_none& when) {
  return when ? add_time(to, key, when) : to;
}

void read_text(input& in, std::string_view name, std::string& to, need wanted, std::size_t max) {
  if (auto text = in.text(name, wanted, 1, max))
    to = std::move(*text);
}

void read_text(input& in, std::string_view name, text_or_none& to, std::size_t max) {
  if (in.is_null(name))
    to.reset();
  else if (auto text = in.text(name, need::optional, 0, max))
    to = std::move(text);
}

void read_url(input& in, std::string_view name, text_or_none& to) {
  constexpr std::size_t max_url = 2'000;
  read_text(in, name, to, max_url);
  if (!to || !in.has(name))
    return;
  const auto scheme = to->find("://");
  if ((!to->starts_with("http://") && !to->starts_with("https://")) || scheme + 3 >= to->size()
      || to->find_first_of(" \t\r\n<>\"") != std::string::npos)
    complain(in, name, "must be a URL address");
}

void read_flag(input& in, std::string_view name, bool& to) {
  to = in.flag(name, need::optional).value_or(to);
}

void read_time(input& in, std::string_view name, time_or_none& to) {
  if (in.is_null(name))
    to.reset();
  else if (const auto when = in.time(name, need::optional))
    to = rest::to_ms(*when);
}

void read_count(input& in, std::string_view name, std::int64_t& to, need wanted, std::int64_t min,
                std::int64_t max) {
  to = in.integer(name, wanted, min, max).value_or(to);
}

void read_hundredths(input& in, std::string_view name, std::int64_t& to, need wanted) {
  const auto number = in.number(name, wanted, 0, max_amount);
  if (!number)
    return;
  const double scaled = *number * 100;
  if (std::abs(scaled - std::round(scaled)) > 1e-6 * std::max(1.0, std::abs(*number) / 1e6))
    complain(in, name, "must be a number conforming to the specified constraints");
  if (*number >= 0 && *number <= max_amount)
    to = static_cast<std::int64_t>(std::llround(scaled));
}

void read_ids(input& in, std::string_view name, std::vector<std::string>& to, need wanted,
              std::size_t min, std::size_t max) {
  const auto list = in.raw(name);
  if (!list.exists() || list.is_null()) {
    if (wanted == need::required)
      complain(in, name, "must be an array");
    return;
  }
  if (list.type() != value::kind::array)
    return complain(in, name, "must be an array");
  if (list.size() < min)
    complain(in, name, "must contain at least " + std::to_string(min) + " elements");
  if (list.size() > max)
    return complain(in, name, "must contain no more than " + std::to_string(max) + " elements");
  to.clear();
  bool good = true;
  list.for_each([&](value element) {
    auto id = lower(element.as_string().value_or(""));
    good = good && contract::is_uuid(id);
    if (std::ranges::find(to, id) == to.end())
      to.push_back(std::move(id));
  });
  if (!good)
    in.fault("each value in " + std::string{name} + " must be a UUID");
}

} // namespace fleetwire::systems::rides::catalog
