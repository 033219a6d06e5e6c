#define CAF_SUITE actors.contract.phrases

#include "actors/contract/phrases.hpp"

#include "actors/contract/rest.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire::contract;

namespace {

constexpr phrase known[] = {{"Sí", "Yes"}, {"Driver * no existe", "Driver * is not there"}};

std::string said(std::string_view text, std::string language) {
  web_request request;
  request.headers.emplace_back("Accept-Language", std::move(language));
  return in_language_of(request, rest::problem(404, text, "CODE"), known).body;
}

std::string plain(std::string_view text) {
  return rest::problem(404, text, "CODE").body;
}

} // namespace

CAF_TEST(a message is in English for whoever wants that) {
  CAF_CHECK_EQUAL(said("Sí", "en"), plain("Yes"));
  CAF_CHECK_EQUAL(said("Sí", "de, en;q=0.5, es;q=0.4"), plain("Yes"));
  CAF_CHECK_EQUAL(said("Driver a-1 no existe", "en"), plain("Driver a-1 is not there"));
  CAF_CHECK_EQUAL(said("Driver  no existe", "en"), plain("Driver  is not there"));
}

CAF_TEST(others hear what they always heard) {
  CAF_CHECK_EQUAL(said("Sí", "es-CU"), plain("Sí"));
  CAF_CHECK_EQUAL(said("Sí", ""), plain("Sí"));
  CAF_CHECK_EQUAL(said("No", "en"), plain("No"));
  CAF_CHECK_EQUAL(said("Driver no existe", "en"), plain("Driver no existe"));
  CAF_CHECK_EQUAL(in_language_of({}, {.body = "{}"}, known).body, "{}");
}
