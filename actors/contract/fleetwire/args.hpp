#pragma once

#include <fleetwire/value.hpp>

#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace fleetwire {

/// The arguments of a received event or answer; a view, valid until the handler returns.
class args {
public:
  struct slice {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
  };

  args() noexcept = default;
  args(std::string_view text, std::span<const slice> slices,
       std::span<const attachment> attachments) noexcept
    : text_(text), slices_(slices), attachments_(attachments) {}

  std::size_t size() const noexcept { return slices_.size(); }
  /// The argument at `index`, missing beyond the last.
  value operator[](std::size_t index) const noexcept {
    if (index >= slices_.size())
      return value{};
    auto at = slices_[index];
    return value{text_.substr(at.begin, at.end - at.begin), attachments_};
  }

private:
  std::string_view text_;
  std::span<const slice> slices_;
  std::span<const attachment> attachments_;
};

/// Arguments to send: JSON text without brackets, and the binary parts it refers to.
class arg_list {
public:
  arg_list() = default;
  template <class... Ts>
  static arg_list of(const Ts&... xs) {
    arg_list result;
    (result.add(xs), ...);
    return result;
  }

  void add(bool flag);
  void add(std::nullptr_t);
  void add(double number);
  void add(std::string_view text);
  void add(const char* text) { add(std::string_view{text}); }
  void add(const std::string& text) { add(std::string_view{text}); }
  template <std::integral T>
    requires(!std::same_as<T, bool>)
  void add(T number) {
    add_integer(std::to_string(number));
  }
  void add(const json& text);
  void add(const object& built) { add(built.build()); }
  void add(const binary& bytes);
  /// Passes a received value on, its binary parts included.
  void add(const value& received);
  /// Passes all received arguments on.
  void add(const args& received);
  template <class T>
  void add(const std::vector<T>& list) {
    arg_list inner;
    for (const auto& x : list)
      inner.add(x);
    add_array(inner);
  }

  const std::string& text() const noexcept { return text_; }
  const std::vector<attachment>& attachments() const noexcept { return attachments_; }
  bool empty() const noexcept { return text_.empty(); }

private:
  void separate();
  void add_integer(std::string_view digits);
  void add_array(const arg_list& inner);
  void append_value(const value& received);
  void append_attachment(attachment bytes);

  std::string text_;
  std::vector<attachment> attachments_;
};

} // namespace fleetwire
