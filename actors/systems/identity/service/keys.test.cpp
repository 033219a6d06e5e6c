#define CAF_SUITE actors.systems.identity.service.keys

#include "actors/systems/identity/service/keys.hpp"

#include <filesystem>
#include <fstream>

#include <unistd.h>

#include "caf/test/dsl.hpp"

using namespace fleetwire::systems::identity;

namespace {

struct folder {
  std::string path =
    (std::filesystem::temp_directory_path() / ("fleetwire-keys-test-" + std::to_string(::getpid())))
      .string();
  folder() { std::filesystem::create_directory(path); }
  ~folder() { std::filesystem::remove_all(path); }
  std::string file(const std::string& name, const std::string& text) const {
    std::ofstream{path + "/" + name} << text;
    std::filesystem::permissions(path + "/" + name, std::filesystem::perms::owner_read
                                                      | std::filesystem::perms::owner_write);
    return path + "/" + name;
  }
};

std::string fault_of(const std::string& entry) {
  try {
    parse_issuer(entry);
  } catch (const std::runtime_error& why) {
    return why.what();
  }
  return "";
}

std::string service_token(const key_ring& by) {
  return make_service_token(by.own, "robot", "service", 1'000'000, 2'000'000);
}

bool believes(const key_ring& who, const std::string& token) {
  jwt::claims said;
  return who.access_verifier()->verify(token, 1'000, said) == jwt::error::none;
}

} // namespace

CAF_TEST(secrets are made once in a folder and anew without one) {
  folder data;
  const auto first = load_keys({}, data.path), second = load_keys({}, data.path);
  CAF_CHECK(believes(second, service_token(first)));
  CAF_CHECK(!believes(load_keys({}, ""), service_token(load_keys({}, ""))));
}

CAF_TEST(a previous secret is still believed) {
  auth_settings before;
  before.access_secret = std::string(32, 'a');
  before.refresh_secret = std::string(32, 'b');
  auto after = before;
  after.access_secret = std::string(32, 'c');
  const auto token = service_token(load_keys(before, ""));
  CAF_CHECK(!believes(load_keys(after, ""), token));
  after.previous_access_secrets = {before.access_secret};
  CAF_CHECK(believes(load_keys(after, ""), token));
}

CAF_TEST(loaded again secrets that were made in memory stay and others are read anew) {
  const auto made = load_keys({}, "");
  CAF_CHECK(believes(load_keys({}, "", &made), service_token(made)));
  auth_settings named;
  named.access_secret = std::string(32, 'a');
  const auto given = load_keys(named, "", &made);
  CAF_CHECK(!believes(given, service_token(made)));
  CAF_CHECK(given.own.refresh.front().id == made.own.refresh.front().id);
  folder data;
  const auto first = load_keys({}, data.path);
  data.file("secrets/access_secret", std::string(32, 'n') + "\n");
  const auto second = load_keys({}, data.path, &first);
  CAF_CHECK(!believes(second, service_token(first)));
  CAF_CHECK(believes(load_keys({}, data.path), service_token(second)));
}

CAF_TEST(one secret for both is refused) {
  auth_settings same;
  same.access_secret = same.refresh_secret = std::string(32, 'a');
  std::string why;
  try {
    load_keys(same, "");
  } catch (const std::runtime_error& fault) {
    why = fault.what();
  }
  CAF_CHECK_EQUAL(why, "auth: access_secret and refresh_secret must differ");
}

CAF_TEST(an entry of a foreign issuer is read or told what it lacks) {
  folder data;
  const auto key = data.file("secret", "a secret shared with others\n");
  const auto got = parse_issuer("name=orders; iss=https://id.example; alg=HS256; key_file=" + key
                                + "; aud=app|web; role=kind; roles=courier");
  CAF_CHECK_EQUAL(got.issuer.name, "orders");
  CAF_CHECK_EQUAL(got.issuer.audiences.size(), 2u);
  CAF_CHECK_EQUAL(got.issuer.names.role, std::vector<std::string>{"kind"});
  CAF_CHECK_EQUAL(got.roles, std::vector<std::string>{"courier"});
  CAF_CHECK_EQUAL(fault_of("name=x; alg=HS256"), "auth: foreign_issuers: an entry lacks key_file");
  CAF_CHECK(fault_of("name=x; alg=none; key_file=" + key).find("alg must be") != std::string::npos);
  CAF_CHECK(fault_of("name=own; alg=HS256; key_file=" + key) != "");
  CAF_CHECK(fault_of("name=x; alg=HS256; colour=red; key_file=" + key).find("colour")
            != std::string::npos);
  CAF_CHECK(fault_of("name=x; alg=RS256; key_file=" + key) != "");
}

CAF_TEST(an entry may leave out iss and expiry but says so once) {
  folder data;
  const auto key = "alg=HS256; key_file=" + data.file("secret", "a secret shared with others\n");
  const auto strict = parse_issuer("name=erp; " + key);
  CAF_CHECK_EQUAL(strict.issuer.iss, "");
  CAF_CHECK(strict.issuer.needs_expiry);
  CAF_CHECK(!parse_issuer("name=erp; expiry=optional; " + key).issuer.needs_expiry);
  CAF_CHECK(parse_issuer("name=erp; expiry=required; " + key).issuer.needs_expiry);
  CAF_CHECK(fault_of("name=erp; expiry=never; " + key).find("expiry") != std::string::npos);
}

CAF_TEST(no two issuers share a name or an iss and none takes ours) {
  folder data;
  const auto key = "; alg=HS256; key_file=" + data.file("secret", "a secret shared with others\n");
  const auto starts = [&](std::vector<std::string> entries) {
    auth_settings said;
    for (const auto& each : entries)
      said.foreign_issuers.push_back(each + key);
    try {
      load_keys(said, "");
    } catch (const std::runtime_error&) {
      return false;
    }
    return true;
  };
  CAF_CHECK(starts({"name=a", "name=b; iss=b"}));
  CAF_CHECK(!starts({"name=a", "name=b"}));
  CAF_CHECK(!starts({"name=a; iss=x", "name=b; iss=x"}));
  CAF_CHECK(!starts({"name=a; iss=x", "name=a; iss=y"}));
  CAF_CHECK(!starts({"name=a; iss=fleetwire"}));
}
