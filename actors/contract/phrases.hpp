#pragma once

#include <span>
#include <string_view>

#include "actors/contract/language.hpp"
#include "actors/contract/web.hpp"

namespace fleetwire::contract {

/// A text that clients of the original know in Spanish. In both a '*' may stand for what changes.
struct phrase {
  std::string_view spanish;
  std::string_view english;
};

/// An answer with its message in the language that `request` wants, if it is one of `known`.
web_answer in_language_of(const web_request& request, web_answer what,
                          std::span<const phrase> known);

} // namespace fleetwire::contract
