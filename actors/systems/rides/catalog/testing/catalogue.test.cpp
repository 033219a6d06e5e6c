#define CAF_SUITE actors.systems.rides.catalog.testing.catalogue

#include "actors/systems/rides/catalog/testing/town.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire::systems::rides::catalog;
using namespace fleetwire::systems::rides::catalog::testing;
using fleetwire::value;

CAF_TEST(a category is created shown changed and deleted) {
  town t;
  const auto made =
    t.call("POST", "/api/vehicle-categories", R"({"name":"Auto","isActive":false})");
  CAF_CHECK_EQUAL(made.status, 201U);
  CAF_CHECK(made.success());
  CAF_CHECK_EQUAL(made.message(), "OK");
  CAF_CHECK(made.data()["createdAt"].exists());
  CAF_CHECK(!made.data()["description"].exists());
  const auto path = "/api/vehicle-categories/" + made.text("id");
  const auto shown = t.call("GET", path, {}, std::nullopt);
  CAF_CHECK_EQUAL(shown.data().raw(), R"({"id":")" + made.text("id")
                                        + R"(","name":"Auto","description":null,"iconUrl":null,)"
                                          R"("isActive":false})");
  const auto changed = t.call("PATCH", path, R"({"description":"four wheels","isActive":true})");
  CAF_CHECK_EQUAL(changed.status, 200U);
  CAF_CHECK_EQUAL(t.call("GET", path).text("description"), "four wheels");
  t.call("PATCH", path, R"({"description":null})");
  CAF_CHECK(t.call("GET", path).data()["description"].is_null());
  const auto gone = t.call("DELETE", path);
  CAF_CHECK_EQUAL(gone.status, 200U);
  CAF_CHECK(gone.data().is_null());
  CAF_CHECK_EQUAL(t.call("GET", path).status, 404U);
  CAF_CHECK_EQUAL(t.call("GET", path).message(), "Vehicle category not found");
  CAF_CHECK_EQUAL(t.call("PATCH", path, "{}").status, 404U);
  CAF_CHECK_EQUAL(t.call("DELETE", path).status, 404U);
}

CAF_TEST(a name that is taken is refused softly and free again after a deletion) {
  town t;
  const auto first = t.call("POST", "/api/vehicle-categories", category_body("Auto"));
  const auto other = t.call("POST", "/api/vehicle-categories", category_body("Moto"));
  const auto twice = t.call("POST", "/api/vehicle-categories", category_body("Auto"));
  CAF_CHECK_EQUAL(twice.status, 201U);
  CAF_CHECK(!twice.success());
  CAF_CHECK_EQUAL(twice.code(), "NAME_CONFLICT");
  const auto renamed =
    t.call("PATCH", "/api/vehicle-categories/" + other.text("id"), category_body("Auto"));
  CAF_CHECK_EQUAL(renamed.status, 200U);
  CAF_CHECK_EQUAL(renamed.code(), "NAME_CONFLICT");
  CAF_CHECK(t.call("PATCH", "/api/vehicle-categories/" + first.text("id"), category_body("Auto"))
              .success());
  t.call("DELETE", "/api/vehicle-categories/" + first.text("id"));
  CAF_CHECK(t.call("POST", "/api/vehicle-categories", category_body("Auto")).success());
}

CAF_TEST(what is wrong with a body or an id is told) {
  town t;
  const auto path = std::string{"/api/vehicle-categories"};
  const auto unknown = t.call("POST", path, R"({"foo":1})");
  CAF_CHECK_EQUAL(unknown.status, 400U);
  CAF_CHECK_EQUAL(unknown.message(),
                  R"(["name must be a string","property foo should not exist"])");
  CAF_CHECK_EQUAL(unknown.code(), "Bad Request");
  CAF_CHECK_EQUAL(t.call("POST", path).status, 400U);
  CAF_CHECK_EQUAL(t.call("POST", path, category_body(std::string(100, 'x'))).status, 201U);
  CAF_CHECK_EQUAL(t.call("POST", path, category_body(std::string(101, 'x'))).status, 400U);
  CAF_CHECK_EQUAL(t.call("POST", path, R"({"name":"a","iconUrl":"nowhere"})").message(),
                  R"(["iconUrl must be a URL address"])");
  const auto bad_id = t.call("GET", path + "/17");
  CAF_CHECK_EQUAL(bad_id.status, 400U);
  CAF_CHECK_EQUAL(bad_id.message(), "Validation failed (uuid is expected)");
  CAF_CHECK_EQUAL(t.call("GET", path + '/' + std::string{nobody}).status, 404U);
}

CAF_TEST(lists come in pages with the newest first) {
  town t;
  for (int i = 1; i <= 12; ++i)
    t.call("POST", "/api/vehicle-categories", category_body("c" + std::to_string(i)));
  const auto first = t.call("GET", "/api/vehicle-categories", {}, std::nullopt);
  CAF_CHECK_EQUAL(first.data().size(), 10U);
  CAF_CHECK_EQUAL(first.data()[std::size_t{0}]["name"].as_string().value_or(""), "c12");
  CAF_CHECK_EQUAL(first.body.root()["meta"].raw(),
                  R"({"total":12,"page":1,"limit":10,"pageCount":2,"totalPages":2,)"
                  R"("hasNext":true,"hasPrev":false,"nextPage":2,"prevPage":null})");
  const auto second = t.call("GET", "/api/vehicle-categories?page=2&limit=5");
  CAF_CHECK_EQUAL(second.data().size(), 5U);
  CAF_CHECK_EQUAL(second.data()[std::size_t{0}]["name"].as_string().value_or(""), "c7");
  const auto last = t.call("GET", "/api/vehicle-categories?page=4&limit=5");
  CAF_CHECK_EQUAL(last.data().size(), 0U);
  CAF_CHECK_EQUAL(t.call("GET", "/api/vehicle-categories?limit=100").data().size(), 12U);
  CAF_CHECK_EQUAL(t.call("GET", "/api/vehicle-categories?limit=101").status, 400U);
  CAF_CHECK_EQUAL(t.call("GET", "/api/vehicle-categories?name=c3").data().size(), 1U);
  CAF_CHECK_EQUAL(t.call("GET", "/api/vehicle-categories?isActive=false").data().size(), 0U);
  CAF_CHECK_EQUAL(t.call("GET", "/api/vehicle-categories?foo=1").message(),
                  R"(["property foo should not exist"])");
}

CAF_TEST(multipliers and rates are texts with two decimals) {
  town t;
  const basics b{t};
  const auto klass = t.call("GET", "/api/vehicle-service-classes/" + b.klass);
  CAF_CHECK_EQUAL(klass.text("baseFareMultiplier"), "1.00");
  CAF_CHECK_EQUAL(klass.text("costPerKmMultiplier"), "1.10");
  CAF_CHECK_EQUAL(klass.text("costPerMinuteMultiplier"), "1.25");
  CAF_CHECK_EQUAL(klass.data()["maxCapacity"].as_int().value_or(-1), 4);
  const auto type = t.call("GET", "/api/vehicle-types/" + b.type);
  CAF_CHECK_EQUAL(type.text("costPerKm"), "50.50");
  CAF_CHECK_EQUAL(type.text("categoryName"), "Auto");
  CAF_CHECK_EQUAL(type.data()["serviceClassNames"].raw(), R"(["Standard"])");
  const auto path = "/api/vehicle-service-classes/" + b.klass;
  CAF_CHECK_EQUAL(t.call("PATCH", path, R"({"baseFareMultiplier":1.005})").status, 400U);
  CAF_CHECK_EQUAL(t.call("PATCH", path, R"({"baseFareMultiplier":-0.01})").status, 400U);
  CAF_CHECK_EQUAL(t.call("PATCH", path, R"({"minCapacity":5})").message(),
                  R"(["maxCapacity must not be less than minCapacity"])");
  CAF_CHECK_EQUAL(t.call("PATCH", path, R"({"minCapacity":4})").status, 200U);
  CAF_CHECK_EQUAL(t.call("PATCH", path, R"({"minCapacity":0})").status, 400U);
}

CAF_TEST(a type needs a category and classes that are there) {
  town t;
  const basics b{t};
  const auto path = std::string{"/api/vehicle-types"};
  CAF_CHECK_EQUAL(t.call("POST", path, type_body("X", nobody, b.klass)).code(),
                  "CATEGORY_NOT_FOUND");
  CAF_CHECK_EQUAL(t.call("POST", path, type_body("X", b.category, nobody)).code(),
                  "SERVICE_CLASS_NOT_FOUND");
  CAF_CHECK_EQUAL(t.call("POST", path, type_body("Sedan", b.category, b.klass)).code(),
                  "NAME_CONFLICT");
  CAF_CHECK_EQUAL(t.call("PATCH", path + '/' + b.type, R"({"serviceClassIds":[]})").status, 400U);
  CAF_CHECK_EQUAL(t.call("PATCH", path + '/' + b.type, R"({"serviceClassIds":["x"]})").message(),
                  R"(["each value in serviceClassIds must be a UUID"])");
  CAF_CHECK_EQUAL(t.call("DELETE", "/api/vehicle-categories/" + b.category).code(),
                  "CATEGORY_IN_USE");
  CAF_CHECK_EQUAL(t.call("DELETE", "/api/vehicle-service-classes/" + b.klass).code(),
                  "SERVICE_CLASS_IN_USE");
  CAF_CHECK(t.call("DELETE", path + '/' + b.type).success());
  CAF_CHECK(t.call("DELETE", "/api/vehicle-service-classes/" + b.klass).success());
  CAF_CHECK(t.call("DELETE", "/api/vehicle-categories/" + b.category).success());
}

CAF_TEST(the view names the types that serve a class) {
  town t;
  const basics b{t};
  const auto bus = t.call("POST", "/api/vehicle-service-classes", class_body("Bus")).text("id");
  CAF_CHECK(t.of.view()->serves(b.type, b.category, b.klass));
  CAF_CHECK(!t.of.view()->serves(b.type, b.category, bus));
  CAF_CHECK_EQUAL(t.of.view()->eligible_types(b.category, b.klass).size(), 1U);
  const auto view = t.of.view();
  const auto* found =
    fleetwire::systems::rides::pricing::cheapest_type(view->vehicle_types(), b.category, b.klass);
  CAF_REQUIRE(found != nullptr);
  CAF_CHECK_EQUAL(found->per_km, 50.5);
  CAF_CHECK_EQUAL(found->category_name, "Auto");
  const auto klass = view->class_for_pricing(b.klass);
  CAF_REQUIRE(klass.has_value());
  CAF_CHECK_EQUAL(klass->per_km, 1.1);
  t.call("PATCH", "/api/vehicle-types/" + b.type, R"({"isActive":false})");
  CAF_CHECK(!t.of.view()->serves(b.type, b.category, b.klass));
  CAF_CHECK_EQUAL(t.of.view()->eligible_types(b.category, b.klass).size(), 0U);
}
