#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace fleetwire::top {

struct options {
  std::string url;
  std::chrono::milliseconds interval{1'000};
  bool once = false;
  bool json = false;
  bool help = false;
  bool version = false;
  std::string fault; ///< what is wrong with the arguments; empty: nothing
};

options read_options(const std::vector<std::string>& arguments, std::string default_url);
std::string_view help_text() noexcept;
std::string_view version_text() noexcept;

} // namespace fleetwire::top
