#pragma once

#include "config/schema.hpp"

#include <memory>
#include <string_view>
#include <utility>
#include <vector>

namespace fleetwire::config {

/// The options of a system: a struct of its own, and rows that point into it.
class section {
public:
  virtual ~section() = default;
  virtual std::string_view name() const noexcept = 0;
  /// Appends the rows; they live as long as this section.
  virtual void describe(std::vector<option>& rows) = 0;
  /// A copy with its own values.
  virtual std::shared_ptr<section> clone() const = 0;
};

template <class T>
class section_of final : public section {
public:
  using rows_of = void (*)(std::vector<option>&, T&);

  section_of(std::string_view name, rows_of rows) : name_(name), rows_(rows) {}
  std::string_view name() const noexcept override { return name_; }
  void describe(std::vector<option>& rows) override { rows_(rows, values); }
  std::shared_ptr<section> clone() const override {
    auto copy = std::make_shared<section_of>(name_, rows_);
    copy->values = values;
    return copy;
  }

  T values;

private:
  std::string_view name_;
  rows_of rows_;
};

} // namespace fleetwire::config
