#pragma once

#include "actors/contract/kinds.hpp"

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

/// Prometheus' text format, version 0.0.4. Pure.
namespace fleetwire {

class exposition {
public:
  using label = std::pair<std::string_view, std::string_view>;
  using labels = std::initializer_list<label>;
  static constexpr std::string_view content_type = "text/plain; version=0.0.4; charset=utf-8";

  /// Begins a family; its samples follow at once. `type`: counter, gauge or histogram.
  void family(std::string_view name, std::string_view type, std::string_view help);
  void sample(double value, labels with = {});
  void sample(std::uint64_t value, labels with = {});
  /// Buckets, sum and count of durations, in seconds.
  void histogram(const contract::duration_histogram& what, labels with = {});

  // Families of one sample without labels.
  template <class Number>
  void counter(std::string_view name, std::string_view help, Number value) {
    family(name, "counter", help);
    sample(value);
  }
  template <class Number>
  void gauge(std::string_view name, std::string_view help, Number value) {
    family(name, "gauge", help);
    sample(value);
  }

  std::string take() noexcept { return std::move(text_); }

private:
  void name(std::string_view suffix, labels with, label last = {});
  void write(double value);

  std::string text_;
  std::string family_;
};

/// The duration in seconds below which a share of the measured ones lies, interpolated within its
/// bucket; 0 if none was measured.
double quantile(const contract::duration_histogram& of, double share);

} // namespace fleetwire
