#pragma once

#include "tools/load/histogram.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace fleetwire::load {

/// The figures of a run, in the order they were added.
class report {
public:
  explicit report(std::string_view scenario) : scenario_(scenario) {}

  /// `key` is the name in JSON, `label` with `unit` the line of the table.
  void add(std::string_view key, std::string_view label, double value, std::string_view unit = "");

  /// Count, p50, p99, p99.9 and max of a histogram of nanoseconds, in microseconds; keys begin with
  /// `key` and an underscore.
  void add_latency(std::string_view key, std::string_view label, const histogram& latency);

  /// The value added under `key`, or 0.
  double value(std::string_view key) const;

  std::string table() const;
  std::string json() const;

private:
  struct line {
    std::string key;
    std::string label;
    double value;
    std::string unit;
  };

  std::string scenario_;
  std::vector<line> lines_;
};

/// A number with as many decimals as it deserves, and spaces between thousands.
std::string readable(double value);

} // namespace fleetwire::load
