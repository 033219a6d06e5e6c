#include "actors/contract/phrases.hpp"

#include <optional>
#include <string>
#include <utility>

namespace fleetwire::contract {

namespace {

constexpr std::string_view message_key = R"("message":")";

/// `text` in English, if it is what `of` says.
std::optional<std::string> translated(std::string_view text, const phrase& of) {
  const auto star = of.spanish.find('*');
  if (star == of.spanish.npos)
    return text == of.spanish ? std::optional{std::string{of.english}} : std::nullopt;
  const auto before = of.spanish.substr(0, star);
  const auto after = of.spanish.substr(star + 1);
  if (text.size() < before.size() + after.size() || !text.starts_with(before)
      || !text.ends_with(after))
    return std::nullopt;
  std::string out{of.english};
  return out.replace(out.find('*'), 1, text.substr(star, text.size() - of.spanish.size() + 1));
}

} // namespace

web_answer in_language_of(const web_request& request, web_answer what,
                          std::span<const phrase> known) {
  const auto begin = what.body.find(message_key);
  if (begin == what.body.npos
      || pick_language(request.header("accept-language")) != language::english)
    return what;
  const auto at = begin + message_key.size();
  const auto text = std::string_view{what.body}.substr(at, what.body.find('"', at) - at);
  for (const auto& each : known)
    if (const auto other = translated(text, each)) {
      what.body.replace(at, text.size(), *other);
      break;
    }
  return what;
}

} // namespace fleetwire::contract
