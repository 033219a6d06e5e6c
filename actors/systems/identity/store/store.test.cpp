#define CAF_SUITE actors.systems.identity.store.store

#include <filesystem>

#include "actors/contract/uuid.hpp"
#include "actors/systems/identity/store/schema.hpp"
#include "actors/systems/identity/store/sessions.hpp"
#include "actors/systems/identity/store/users.hpp"
#include "storage/backends/open_store.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire::systems::identity;
namespace storage = fleetwire::storage;

namespace {

constexpr millis now = 1'700'000'000'000;

account account_of(std::string id, std::string email, std::string phone = {}) {
  account out;
  out.who.id = std::move(id);
  out.who.name = "Ana";
  if (!email.empty())
    out.who.email = std::move(email);
  if (!phone.empty())
    out.who.phone = std::move(phone);
  out.who.created_at = out.who.updated_at = now;
  out.secret.password_hash = "h1";
  return out;
}

session_record session_of(std::string id, std::string user, std::string jti) {
  session_record out;
  out.id = std::move(id);
  out.user_id = std::move(user);
  out.jti = std::move(jti);
  out.application = audience::driver_app;
  out.access_expires_at = now + 900;
  out.refresh_expires_at = now + 9000;
  out.created_at = out.last_activity_at = now;
  out.user_agent = "agent";
  return out;
}

struct fixture {
  std::filesystem::path folder = std::filesystem::temp_directory_path()
                                 / ("fleetwire-identity-" + fleetwire::contract::random_uuid());
  std::unique_ptr<storage::store> db;

  ~fixture() {
    db.reset();
    std::filesystem::remove_all(folder);
  }
  void open(bool on_disk) {
    db.reset();
    storage::store_options options;
    options.folder = on_disk ? folder.string() : "";
    storage::status result;
    const storage::schema schemas[] = {identity_schema()};
    db = storage::open_store(options, schemas, result);
    CAF_REQUIRE_EQUAL(result.detail(), "");
    CAF_REQUIRE(db != nullptr);
  }
  storage::status run(const storage::job& what) {
    return db->write_now(storage::file::promises, what);
  }
  void do_it(const storage::job& what) {
    auto end = run(what);
    CAF_CHECK_EQUAL(end.detail(), "");
  }
  /// The same script in memory and on disk.
  template <class Script>
  void on_both(Script script) {
    for (bool on_disk : {false, true}) {
      CAF_MESSAGE("on disk: " << on_disk);
      open(on_disk);
      script();
    }
  }
  void add(const account& what) {
    CAF_REQUIRE(run([&](storage::session& s) { CAF_CHECK(!insert_account(s, what)); }));
  }
  std::optional<message> refused(const account& what) {
    std::optional<message> why;
    auto end = run([&](storage::session& s) { why = insert_account(s, what); });
    CAF_CHECK(end.code() == storage::errc::conflict);
    return why;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(store_tests, fixture)

CAF_TEST(an account comes back as it was stored) {
  on_both([&] {
    auto what = account_of("u1", "ana@example.com", "+5351234567");
    what.who.type = user_type::driver;
    what.who.roles = {"courier", "vehicle"};
    what.who.location = place{23.1, -82.4};
    what.who.language = "es";
    what.who.terms_at = now;
    add(what);
    do_it([](storage::session& s) {
      for (const auto& found : {find_account(s, "u1"), find_account_by_email(s, "ana@example.com"),
                                find_account_by_phone(s, "+5351234567"),
                                find_account_by_phone(s, "+53 (5) 123-4567")}) {
        CAF_REQUIRE(found.has_value());
        CAF_CHECK_EQUAL(found->who.id, "u1");
        CAF_CHECK(found->who.type == user_type::driver);
        CAF_CHECK(found->who.roles == std::vector<std::string>({"courier", "vehicle"}));
        CAF_CHECK_EQUAL(found->who.location->longitude, -82.4);
        CAF_CHECK(found->who.language == "es");
        CAF_CHECK(found->who.terms_at == now);
        CAF_CHECK(!found->who.privacy_at);
        CAF_CHECK_EQUAL(found->secret.password_hash, "h1");
      }
      CAF_CHECK(!find_account_by_email(s, "eva@example.com"));
      CAF_CHECK(!find_user(s, "u2"));
    });
  });
}

CAF_TEST(address and number and provider belong to one user) {
  on_both([&] {
    add(account_of("u1", "a@b.co", "1234567890"));
    CAF_CHECK(refused(account_of("u2", "a@b.co")) == message::email_conflict);
    CAF_CHECK(refused(account_of("u2", "", "1234567890")) == message::phone_conflict);
    auto google = account_of("u3", "c@b.co");
    google.secret = {sign_in::google, "", "g1", {}};
    add(google);
    google.who.id = "u4";
    google.who.email = "d@b.co";
    CAF_CHECK(refused(google) == message::credentials_conflict);
    do_it([](storage::session& s) { CAF_CHECK(!find_user(s, "u4") && !find_user(s, "u2")); });
    // The same number at another provider is somebody else.
    google.secret.method = sign_in::apple;
    add(google);
  });
}

CAF_TEST(changes are refused when they collide) {
  on_both([&] {
    add(account_of("u1", "a@b.co"));
    add(account_of("u2", "c@b.co"));
    auto change = [&](const user& who) {
      std::optional<message> why;
      auto end = run([&](storage::session& s) { why = update_user(s, who); });
      CAF_CHECK_EQUAL(static_cast<bool>(end), !why);
      return why;
    };
    auto who = account_of("u2", "a@b.co").who;
    CAF_CHECK(change(who) == message::email_conflict);
    who.email = "c@b.co";
    who.name = "Eva";
    CAF_CHECK(!change(who));
    who.id = "u3";
    who.email = "e@b.co";
    CAF_CHECK(change(who) == message::user_not_found);
    do_it([](storage::session& s) {
      CAF_CHECK(find_user(s, "u2")->name == ("Eva"));
      CAF_CHECK(find_user(s, "u1")->email == "a@b.co");
    });
  });
}

CAF_TEST(who is deleted is not found and frees what he had) {
  on_both([&] {
    add(account_of("u1", "a@b.co"));
    do_it([](storage::session& s) { insert_session(s, session_of("s1", "u1", "j1")); });
    std::optional<message> second;
    do_it([](storage::session& s) { CAF_CHECK(!delete_user(s, "u1", now)); });
    CAF_CHECK(!run([&](storage::session& s) { second = delete_user(s, "u1", now); }));
    CAF_CHECK(second == message::user_not_found);
    do_it([](storage::session& s) {
      CAF_CHECK(!find_user(s, "u1"));
      CAF_CHECK(!find_account_by_email(s, "a@b.co"));
      CAF_CHECK(find_session(s, "s1")->revoked);
    });
    add(account_of("u2", "a@b.co"));
  });
}

CAF_TEST(users are listed newest first by page and filter) {
  on_both([&] {
    for (int i = 0; i < 5; ++i) {
      auto what = account_of("u" + std::to_string(i), "u" + std::to_string(i) + "@b.co");
      what.who.created_at = now + i;
      what.who.type = i < 2 ? user_type::driver : user_type::passenger;
      add(what);
    }
    do_it([](storage::session& s) {
      auto page = list_users(s, {}, 2, 1);
      CAF_CHECK_EQUAL(page.total, 5);
      CAF_REQUIRE_EQUAL(page.users.size(), 2u);
      CAF_CHECK_EQUAL(page.users[0].id, "u3");
      user_filter drivers;
      drivers.type = user_type::driver;
      CAF_CHECK(list_users(s, drivers, 10, 0).total == (2));
      drivers.email = "u4@b.co";
      CAF_CHECK(list_users(s, drivers, 10, 0).users.size() == (0u));
      std::vector<std::string> all;
      load_users(s, [&](const user& who) { all.push_back(who.id); });
      CAF_CHECK_EQUAL(all.size(), 5u);
    });
  });
}

CAF_TEST(failures are counted by what is stored and stick) {
  on_both([&] {
    add(account_of("u1", "a@b.co"));
    lockout_policy policy;
    for (int i = 1; i <= 5; ++i)
      CAF_REQUIRE(run([&](storage::session& s) {
        CAF_CHECK(record_failure(s, "u1", policy, now).active(now) == (i == 5));
      }));
    do_it([&](storage::session& s) {
      CAF_CHECK(find_account(s, "u1")->secret.locks.until == (now + policy.duration));
      clear_failures(s, "u1");
      CAF_CHECK(find_account(s, "u1")->secret.locks == lockout{});
      record_failure(s, "u1", policy, now);
      set_password(s, "u1", "h2", now);
      CAF_CHECK(find_account(s, "u1")->secret.locks == lockout{});
      renew_password(s, "u1", "h1", "h3");
      CAF_CHECK(find_account(s, "u1")->secret.password_hash == ("h2"));
      renew_password(s, "u1", "h2", "h3");
      CAF_CHECK(find_account(s, "u1")->secret.password_hash == ("h3"));
    });
  });
}

CAF_TEST(a session turns once for each of its names) {
  on_both([&] {
    add(account_of("u1", "a@b.co"));
    auto first = session_of("s1", "u1", "j1");
    CAF_REQUIRE(run([&](storage::session& s) { insert_session(s, first); }));
    auto turn = [&](const char* name) {
      return run([&](storage::session& s) { update_rotated(s, rotated(first, name, {}, now + 1)); })
        .code();
    };
    CAF_CHECK(turn("j2") == storage::errc::ok);
    CAF_CHECK(turn("j3") == storage::errc::conflict);
    do_it([&](storage::session& s) {
      for (const auto& found :
           {find_session(s, "s1"), find_session_by_jti(s, "j1"), find_session_by_jti(s, "j2")}) {
        CAF_REQUIRE(found.has_value());
        CAF_CHECK_EQUAL(found->jti, "j2");
        CAF_CHECK_EQUAL(found->previous_jti, "j1");
        CAF_CHECK_EQUAL(found->rotated_at, now + 1);
        CAF_CHECK_EQUAL(found->user_agent, "agent");
        CAF_CHECK(found->application == audience::driver_app);
      }
      CAF_CHECK(!find_session_by_jti(s, "j3"));
    });
  });
}

CAF_TEST(revoked and ended sessions are neither listed nor loaded) {
  on_both([&] {
    add(account_of("u1", "a@b.co"));
    CAF_REQUIRE(run([&](storage::session& s) {
      for (auto id : {"s1", "s2", "s3"})
        insert_session(s, session_of(id, "u1", std::string{"j"} + id));
      auto old = session_of("s4", "u1", "j4");
      old.refresh_expires_at = now;
      insert_session(s, old);
    }));
    do_it([&](storage::session& s) {
      CAF_CHECK(revoke_session(s, "s1", "user_logout", now));
      CAF_CHECK(!revoke_session(s, "s1", "again", now));
      CAF_CHECK(find_session(s, "s1")->revoked_reason == ("user_logout"));
      CAF_CHECK(list_sessions(s, "u1", now).size() == (2u));
      std::vector<std::string> live;
      load_sessions(s, now, [&](const session_record& each) { live.push_back(each.jti); });
      CAF_CHECK_EQUAL(live.size(), 2u);
      CAF_CHECK(revoke_sessions_of(s, "u1", "s2", "password_changed", now).size() == (2u));
      CAF_CHECK(list_sessions(s, "u1", now).size() == (1u));
      CAF_CHECK_EQUAL(purge_sessions(s, now - 1, 10), 0);
      CAF_CHECK_EQUAL(purge_sessions(s, now, 10), 1);
    });
  });
}

CAF_TEST(what was stored is there after a new start) {
  open(true);
  add(account_of("u1", "a@b.co"));
  CAF_REQUIRE(run([](storage::session& s) {
    insert_session(s, session_of("s1", "u1", "j1"));
    insert_audit(s, {now, "ctl", "user.create", "u1", "admin", ""});
    insert_audit(s, {now + 1, "u1", "session.revoke", "s1", "", "127.0.0.1"});
  }));
  open(true);
  do_it([](storage::session& s) {
    CAF_CHECK(find_user(s, "u1").has_value());
    CAF_CHECK(find_session_by_jti(s, "j1").has_value());
    auto log = list_audit(s, 1, 0);
    CAF_REQUIRE_EQUAL(log.size(), 1u);
    CAF_CHECK_EQUAL(log[0].action, "session.revoke");
    CAF_CHECK(list_audit(s, 9, 1).at(0).actor == ("ctl"));
  });
}

CAF_TEST_FIXTURE_SCOPE_END()
