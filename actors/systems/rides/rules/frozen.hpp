#pragma once

#include <memory>
#include <utility>

namespace fleetwire::systems::rides::rules {

/// A value that is not changed any more: copies of what holds it share it.
template <class T>
class frozen {
public:
  frozen() : what_(nothing()) {}
  frozen(T what) : what_(std::make_shared<const T>(std::move(what))) {}
  // What was moved from shares it, too.
  frozen(const frozen&) = default;
  frozen& operator=(const frozen&) = default;
  ~frozen() = default;

  const T& operator*() const noexcept { return *what_; }
  const T* operator->() const noexcept { return what_.get(); }
  operator const T&() const noexcept { return *what_; }

  friend bool operator==(const frozen& a, const frozen& b) {
    return a.what_ == b.what_ || *a.what_ == *b.what_;
  }

private:
  static const std::shared_ptr<const T>& nothing() {
    static const auto empty = std::make_shared<const T>();
    return empty;
  }
  std::shared_ptr<const T> what_; ///< never null
};

} // namespace fleetwire::systems::rides::rules
