#pragma once

#include <string>
#include <string_view>

#include "tools/common/json.hpp"

/// Documents for people. Pure; knows the form of what it shows, not its meaning, so that a figure
/// the server learns to tell shows up without a change here.
namespace fleetwire::ctl {

/// One figure per line, groups by their names, lists of objects as tables; times and sizes have
/// units. The member `without` is left out.
std::string figures(const tools::json& document, std::string_view without = {});

/// A list of objects as columns, numbers to the right. Only rows with `word` in one of their texts.
std::string table(const tools::json& list, std::string_view word);

/// The value as JSON.
std::string written(const tools::json& value);

/// The samples, with their explanations, whose names contain `word`.
std::string matching_metrics(std::string_view text, std::string_view word);

} // namespace fleetwire::ctl
