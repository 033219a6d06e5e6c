#define CAF_SUITE actors.systems.identity.rules.fields

#include "actors/systems/identity/rules/fields.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire::systems::identity;

CAF_TEST(addresses) {
  for (auto good : {"a@b.co", "ana.maria+x@mail.example.com", "o'hara@example.org",
                    "ñandú@ejemplo.es", "x_1@a-b.com"})
    CAF_CHECK(is_email(good));
  CAF_CHECK(is_email(std::string(64, 'a') + "@example.com"));
  CAF_CHECK(!is_email(std::string(65, 'a') + "@example.com"));
  for (auto bad :
       {"",         "a",        "@b.co",     "a@",         "a@b",      "a@b.c",    "a b@c.com",
        "a@b..com", ".a@b.com", "a.@b.com",  "a..b@c.com", "a@-b.com", "a@b-.com", "a@b.com.",
        "a@b.c0m",  "a@@b.com", "a@b@c.com", "<a@b.com>",  "a@b .com", "a\n@b.com"})
    CAF_CHECK(!is_email(bad));
}

CAF_TEST(uuids) {
  for (auto good : {"9b2f0c6e-3c3f-4a7e-9d55-2b6a3c9d1e10", "9B2F0C6E-3C3F-1A7E-BD55-2B6A3C9D1E10",
                    "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"})
    CAF_CHECK(is_uuid(good));
  for (auto bad : {"", "9b2f0c6e-3c3f-4a7e-9d55-2b6a3c9d1e1",
                   "9b2f0c6e-3c3f-4a7e-9d55-2b6a3c9d1e100", "9b2f0c6e-3c3f-9a7e-9d55-2b6a3c9d1e10",
                   "9b2f0c6e-3c3f-0a7e-9d55-2b6a3c9d1e10", "9b2f0c6e-3c3f-4a7e-cd55-2b6a3c9d1e10",
                   "9b2f0c6e3c3f-4a7e-9d55-2b6a3c9d1e10-", "gb2f0c6e-3c3f-4a7e-9d55-2b6a3c9d1e10"})
    CAF_CHECK(!is_uuid(bad));
}

CAF_TEST(addresses of pages) {
  for (auto good : {"https://example.com", "http://example.com:8080/a?b#c", "example.com/a",
                    "ftp://files.example.com"})
    CAF_CHECK(is_url(good));
  for (auto bad : {"", "example", "javascript:alert(1)", "data:text/html,x", "https://",
                   "http:/x.com", "https://exa mple.com", "https://example.com/<b>"})
    CAF_CHECK(!is_url(bad));
}

CAF_TEST(times) {
  CAF_CHECK(parse_time("1970-01-01") == 0);
  CAF_CHECK(parse_time("1970-01-01T00:00:01Z") == 1000);
  CAF_CHECK(parse_time("1970-01-01T00:00") == 0);
  CAF_CHECK(parse_time("1970-01-01T01:00:00.5+01:00") == 500);
  CAF_CHECK(parse_time("1969-12-31T23:00:00-0100") == 0);
  CAF_CHECK(parse_time("2024-02-29T00:00:00.123456Z") == 1709164800123);
  for (auto bad :
       {"", "1970", "1970-1-1", "2023-02-29", "1970-13-01", "1970-00-01", "1970-01-01T",
        "1970-01-01T24:00", "1970-01-01T00:60", "1970-01-01T00:00:60", "1970-01-01T00:00:00.",
        "1970-01-01T00:00:00X", "1970-01-01T00:00:00+1", "1970-01-01Z", "1970-01-01T00:00:00Z "})
    CAF_CHECK(!parse_time(bad));
}

CAF_TEST(lengths count characters) {
  CAF_CHECK_EQUAL(length_of("año"), 3u);
  CAF_CHECK_EQUAL(length_of("\xF0\x9F\x9A\x95"), 1u);
}
