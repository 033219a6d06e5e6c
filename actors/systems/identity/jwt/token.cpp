#include "actors/systems/identity/jwt/token.hpp"

#include <algorithm>
#include <cmath>

#include "actors/systems/identity/jwt/base64url.hpp"
#include "actors/systems/identity/jwt/members.hpp"

namespace fleetwire::systems::identity::jwt {

struct verifier::parts {
  std::string_view signed_text; ///< header and payload as they came
  std::string header_text;      ///< decoded; `header` and `payload` look into these
  std::string payload_text;
  std::string signature;
  members header;
  members payload;
  std::string alg;
  std::string kid;
};

namespace {

/// NumericDate may have a fraction. Beyond this a double no longer counts seconds.
constexpr double latest_time = 9e15;

char lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same_letters(std::string_view a, std::string_view b) noexcept {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

error as_error(members_fault fault) noexcept {
  return fault == members_fault::duplicate ? error::duplicate : error::not_json;
}

/// A text, or nothing; false when the claim is there and neither text nor null.
bool read_text(value from, std::string& out) {
  if (!from.exists() || from.is_null())
    return true;
  auto text = from.as_string();
  if (text)
    out = std::move(*text);
  return text.has_value();
}

/// As read_text; a whole number counts as its digits: foreign back ends number their users.
bool read_id(value from, std::string& out) {
  if (from.type() != value::kind::number)
    return read_text(from, out);
  auto number = from.as_int();
  if (number)
    out = std::to_string(*number);
  return number.has_value();
}

template <class Read>
bool read_first(const members& from, const std::vector<std::string>& names, std::string& out,
                Read read) {
  for (const auto& name : names) {
    if (!read(from[name], out))
      return false;
    if (!out.empty())
      return true;
  }
  return true;
}

bool read_list(value from, std::vector<std::string>& out) {
  if (!from.exists() || from.is_null())
    return true;
  if (auto one = from.as_string()) {
    out.push_back(std::move(*one));
    return true;
  }
  bool good = from.type() == value::kind::array;
  from.for_each([&](value each) {
    auto text = each.as_string();
    good = good && text;
    if (text)
      out.push_back(std::move(*text));
  });
  return good;
}

bool read_time(value from, std::optional<seconds>& out) {
  if (!from.exists())
    return true;
  auto number = from.as_double();
  if (!number || !std::isfinite(*number) || std::fabs(*number) > latest_time)
    return false;
  out = static_cast<seconds>(std::floor(*number));
  return true;
}

bool type_fits(const std::vector<std::string>& types, const members& header) {
  std::string type;
  if (!read_text(header["typ"], type))
    return false;
  constexpr std::string_view prefix = "application/";
  std::string_view bare = type;
  if (same_letters(bare.substr(0, prefix.size()), prefix))
    bare.remove_prefix(prefix.size());
  return std::any_of(types.begin(), types.end(),
                     [&](const std::string& each) { return same_letters(each, bare); });
}

bool audience_fits(const std::vector<std::string>& accepted, const std::vector<std::string>& said) {
  if (accepted.empty() || said.empty())
    return accepted.empty() == said.empty()
           || std::find(accepted.begin(), accepted.end(), "*") != accepted.end();
  return std::any_of(accepted.begin(), accepted.end(), [&](const std::string& each) {
    return each == "*" || std::find(said.begin(), said.end(), each) != said.end();
  });
}

bool read_people(const members& payload, const claim_names& names, claims& out) {
  return read_first(payload, names.subject, out.subject, read_id)
         && read_first(payload, names.role, out.role, read_text)
         && read_first(payload, names.name, out.name, read_text)
         && read_first(payload, names.email, out.email, read_text)
         && read_text(payload["sid"], out.sid) && read_id(payload["jti"], out.jti)
         && read_text(payload["fam"], out.family) && read_list(payload["roles"], out.roles)
         && read_list(payload["aud"], out.audience);
}

/// Parameters that would change what is signed, or bring a key along.
bool has_forbidden(const members& header) {
  for (auto name : {"crit", "b64", "zip", "enc", "jwk", "jku", "x5u", "x5c"})
    if (header[name].exists())
      return true;
  return false;
}

/// Cuts a token at its dots and decodes what is between them.
template <class Parts>
error split(std::string_view token, Parts& out) {
  auto first = token.find('.');
  auto second = first == token.npos ? first : token.find('.', first + 1);
  if (second == token.npos || token.find('.', second + 1) != token.npos)
    return error::malformed;
  out.signed_text = token.substr(0, second);
  auto header = from_base64url(token.substr(0, first));
  auto payload = from_base64url(token.substr(first + 1, second - first - 1));
  auto signature = from_base64url(token.substr(second + 1));
  if (!header || !payload || !signature)
    return error::malformed;
  out.header_text = std::move(*header);
  out.payload_text = std::move(*payload);
  out.signature = std::move(*signature);
  if (auto fault = out.header.read(out.header_text); fault != members_fault::none)
    return as_error(fault);
  if (auto fault = out.payload.read(out.payload_text); fault != members_fault::none)
    return as_error(fault);
  auto alg = out.header["alg"].as_string();
  if (!alg || !read_text(out.header["kid"], out.kid) || has_forbidden(out.header))
    return error::bad_header;
  out.alg = std::move(*alg);
  return error::none;
}

} // namespace

error verifier::verify(std::string_view token, seconds now, claims& out) const {
  if (token.size() > options_.max_size)
    return error::too_long;
  parts cut;
  if (auto fault = split(token, cut); fault != error::none)
    return fault;
  // Not believed yet: it only chooses whose keys must prove it.
  std::string iss;
  if (!read_text(cut.payload["iss"], iss))
    return error::bad_claim;
  auto from = std::find_if(options_.issuers.begin(), options_.issuers.end(),
                           [&](const issuer& each) { return each.iss == iss; });
  if (from == options_.issuers.end())
    return error::unknown_issuer;
  if (auto fault = check_signature(cut, *from); fault != error::none)
    return fault;
  if (!type_fits(from->types, cut.header))
    return error::bad_type;
  out = {};
  out.issuer = from->name;
  if (!read_people(cut.payload, from->names, out))
    return error::bad_claim;
  if (auto fault = check_times(cut, *from, now, out); fault != error::none)
    return fault;
  if (out.subject.empty())
    return error::missing_claim;
  return audience_fits(from->audiences, out.audience) ? error::none : error::bad_audience;
}

/// The header chooses among the issuer's keys by name, never how a key is used.
error verifier::check_signature(const parts& token, const issuer& from) const {
  auto fault = error::unknown_key;
  for (const auto& [id, use] : from.keys) {
    if (!token.kid.empty() && !id.empty() && token.kid != id)
      continue;
    if (token.alg != to_string(use.alg())) {
      fault = fault == error::unknown_key ? error::bad_algorithm : fault;
      continue;
    }
    if (use.verify(token.signed_text, token.signature))
      return error::none;
    fault = error::bad_signature;
  }
  return fault;
}

error verifier::check_times(const parts& token, const issuer& from, seconds now,
                            claims& out) const {
  std::optional<seconds> not_before;
  if (!read_time(token.payload["exp"], out.expires) || !read_time(token.payload["iat"], out.issued)
      || !read_time(token.payload["nbf"], not_before))
    return error::bad_claim;
  if (!out.expires && from.needs_expiry)
    return error::missing_claim;
  if (out.expires && now >= *out.expires + options_.leeway)
    return error::expired;
  if (not_before && now + options_.leeway < *not_before)
    return error::not_yet_valid;
  if (out.issued && now + options_.leeway < *out.issued)
    return error::from_future;
  return error::none;
}

std::string sign(const named_key& with, std::string_view type, const json& payload) {
  object header;
  header.add("alg", to_string(with.use.alg()));
  header.add("typ", type);
  if (!with.id.empty())
    header.add("kid", with.id);
  std::string out = to_base64url(header.build().text);
  out += '.';
  append_base64url(out, payload.text);
  auto signature = with.use.sign(out);
  if (signature.empty())
    return {};
  out += '.';
  append_base64url(out, signature);
  return out;
}

} // namespace fleetwire::systems::identity::jwt
