#define CAF_SUITE config.schema

#include "config/schema.hpp"
#include "config/sources.hpp"

#include <set>

#include "caf/test/dsl.hpp"

using namespace fleetwire;
using namespace fleetwire::config;

namespace {

struct fixture {
  settings s;
  std::vector<option> table = schema(s);

  const option& at(std::string_view path) {
    for (const auto& o : table)
      if (o.path == path)
        return o;
    CAF_FAIL("no such option");
  }
};

bool names(const std::vector<fault>& faults, std::string_view path) {
  for (const auto& f : faults)
    if (f.path == path)
      return true;
  return false;
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(schema_tests, fixture)

CAF_TEST(the defaults are valid) {
  for (const auto& f : check(settings{}))
    CAF_FAIL(f.to_string());
  CAF_CHECK(table.size() > 60);
}

CAF_TEST(every option has help and a name of its own) {
  std::set<std::string> seen;
  for (const auto& o : table) {
    CAF_CHECK(!o.help.empty());
    CAF_CHECK(!describe(o).empty());
    CAF_CHECK(o.check == nullptr || !o.expects.empty());
    CAF_CHECK(seen.insert(folded(o.path)).second);
  }
}

CAF_TEST(bounds hold at the limit and beyond) {
  CAF_CHECK(assign(at("server.port"), std::int64_t{65'535}));
  CAF_CHECK(!assign(at("server.port"), std::int64_t{65'536}));
  CAF_CHECK(!assign(at("server.port"), std::int64_t{-1}));
  CAF_CHECK_EQUAL(s.server.port, 65'535);
  CAF_CHECK(assign(at("engineio.ping_interval"), std::int64_t{1}));
  CAF_CHECK(!assign(at("engineio.ping_interval"), std::int64_t{0}));
  CAF_CHECK(assign(at("server.workers"), std::int64_t{256}));
  CAF_CHECK(!assign(at("server.workers"), std::int64_t{257}));
  CAF_CHECK(assign(at("guard.event_burst"), 1'000'000.0));
  CAF_CHECK(!assign(at("guard.event_burst"), 1'000'000.5));
  CAF_CHECK(assign(at("cookie.max_age_seconds"), std::int64_t{0}));
  CAF_CHECK(!assign(at("cookie.max_age_seconds"), std::int64_t{-1}));
}

CAF_TEST(a refused value changes nothing) {
  CAF_CHECK(!assign(at("log.level"), std::string{"loud"}));
  CAF_CHECK_EQUAL(s.log.level, "info");
  CAF_CHECK(!assign(at("engineio.transports"), std::vector<std::string>{"polling", "carrier"}));
  CAF_CHECK_EQUAL(s.engineio.transports.size(), 2u);
}

CAF_TEST(a file must give the right type) {
  CAF_CHECK(!assign(at("server.port"), std::string{"3000"}));
  CAF_CHECK(assign(at("server.port"), raw_text{"4000"}));
  CAF_CHECK(!assign(at("socketio.enabled"), std::string{"true"}));
  CAF_CHECK(assign(at("socketio.enabled"), raw_text{"off"}));
  CAF_CHECK(!assign(at("server.host"), std::int64_t{1}));
  CAF_CHECK(!assign(at("server.host"), true));
  CAF_CHECK(assign(at("cors.origins"), std::string{"*"}));
  CAF_CHECK_EQUAL(s.cors.origins, std::vector<std::string>{"*"});
}

CAF_TEST(texts are checked where a slip would be costly) {
  CAF_CHECK(!assign(at("server.host"), std::string{}));
  CAF_CHECK(!assign(at("engineio.path"), std::string{"socket.io"}));
  CAF_CHECK(!assign(at("engineio.path"), std::string{"/"}));
  CAF_CHECK(assign(at("engineio.path"), std::string{"/x"}));
  CAF_CHECK(!assign(at("cookie.name"), std::string{"a;b"}));
  CAF_CHECK(!assign(at("cors.origins"), std::string{"app.example"}));
  CAF_CHECK(!assign(at("cors.origins"), std::string{"https://app.example/path"}));
  CAF_CHECK(assign(at("cors.origins"), std::string{"https://app.example:8443"}));
}

CAF_TEST(values set by code are checked too) {
  settings bad;
  bad.engineio.ping_interval = milliseconds{0};
  bad.log.format = "xml";
  bad.guard.events_per_second = -1;
  const auto faults = check(bad);
  CAF_CHECK_EQUAL(faults.size(), 3u);
  CAF_CHECK(names(faults, "engineio.ping_interval"));
  CAF_CHECK(names(faults, "log.format"));
  CAF_CHECK(names(faults, "guard.events_per_second"));
}

CAF_TEST(what must hold between options is checked) {
  settings bad;
  bad.tls.certificate = "chain.pem";
  bad.engineio.transports = {"polling", "polling"};
  bad.telemetry.port = bad.server.port;
  bad.server.drain_wave = bad.server.drain_timeout + milliseconds{1};
  bad.guard.event_burst = 0.5;
  bad.systems = {"rides", "rides"};
  const auto faults = check_together(bad);
  CAF_CHECK_EQUAL(faults.size(), 6u);
  CAF_CHECK(names(faults, "tls.key"));
  bad = settings{};
  bad.server.drain_wave = bad.server.drain_timeout;
  bad.guard.event_burst = 1;
  CAF_CHECK(check_together(bad).empty());
  bad.engineio.transports.clear();
  CAF_CHECK_EQUAL(check_together(bad).size(), 1u);
}

CAF_TEST(a reload takes what it may and names the rest) {
  settings now;
  settings wanted;
  CAF_CHECK(changed_but_not_reloadable(now, wanted).empty());
  wanted.log.level = "debug";
  wanted.guard.max_connections = 7;
  wanted.server.port = 1;
  wanted.engineio.ping_interval = milliseconds{1'000};
  const std::vector<std::string> left{"server.port", "engineio.ping_interval"};
  CAF_CHECK_EQUAL(changed_but_not_reloadable(now, wanted), left);
  const auto merged = reloaded(now, wanted);
  CAF_CHECK_EQUAL(merged.log.level, "debug");
  CAF_CHECK_EQUAL(merged.guard.max_connections, 7u);
  CAF_CHECK_EQUAL(merged.server.port, now.server.port);
  CAF_CHECK(merged.engineio.ping_interval == now.engineio.ping_interval);
}

CAF_TEST(a reload renews a certificate but turns TLS neither on nor off) {
  settings plain;
  settings secure;
  secure.tls = {"a.pem", "a.key"};
  auto renewed = secure;
  renewed.tls.certificate = "b.pem";
  CAF_CHECK(changed_but_not_reloadable(secure, renewed).empty());
  CAF_CHECK_EQUAL(reloaded(secure, renewed).tls.certificate, "b.pem");
  CAF_CHECK_EQUAL(changed_but_not_reloadable(plain, secure).size(), 1u);
  CAF_CHECK_EQUAL(reloaded(plain, secure).tls.key, "");
}

CAF_TEST_FIXTURE_SCOPE_END()
