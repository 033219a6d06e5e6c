#include "storage/sqlite/statement_log.hpp"

#include <cstring>
#include <vector>

namespace fleetwire::storage::sqlite {

namespace {

/// Kind and number, or kind and size.
constexpr std::size_t head_size = 1 + sizeof(std::int64_t);

std::string_view bytes_of(const datum& from) {
  if (const auto* text = std::get_if<std::string_view>(&from))
    return *text;
  const auto* bytes = std::get_if<blob>(&from);
  return bytes != nullptr ? bytes->bytes : std::string_view{};
}

/// Into room that is there.
class writer {
public:
  explicit writer(char* to) : to_(to) {
    // nop
  }

  template <class T>
  void number(T what) {
    std::memcpy(to_, &what, sizeof(what));
    to_ += sizeof(what);
  }

  void text(std::string_view what) {
    number(what.size());
    what.copy(to_, what.size());
    to_ += what.size();
  }

  void value(const datum& what) {
    number(static_cast<std::uint8_t>(what.index()));
    if (const auto* integer = std::get_if<std::int64_t>(&what))
      number(*integer);
    else if (const auto* real = std::get_if<double>(&what))
      number(*real);
    else
      text(bytes_of(what)); // of nothing nothing
  }

private:
  char* to_;
};

class reader {
public:
  explicit reader(std::string_view from) : rest_(from) {}

  bool at_end() const noexcept { return rest_.empty(); }

  template <class T>
  T number() {
    T out;
    std::memcpy(&out, rest_.data(), sizeof(out));
    rest_.remove_prefix(sizeof(out));
    return out;
  }

  std::string_view text() {
    const auto size = number<std::size_t>();
    const auto out = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return out;
  }

  /// A value of the kind that has this index.
  datum value() {
    switch (number<std::uint8_t>()) {
      case 0:
        text();
        return nullptr;
      case 1:
        return number<std::int64_t>();
      case 2:
        return number<double>();
      case 3:
        return text();
      default:
        return blob{text()};
    }
  }

private:
  std::string_view rest_;
};

} // namespace

void statement_log::add(std::string_view sql, std::span<const datum> values) {
  static_assert(std::variant_size_v<datum> == 5, "read above by their indexes");
  auto more = sizeof(std::size_t) + sql.size() + sizeof(std::size_t);
  for (const auto& each : values)
    more += head_size + bytes_of(each).size();
  const auto size = bytes_.size();
  bytes_.resize(size + more);
  writer out{bytes_.data() + size};
  out.text(sql);
  out.number(values.size());
  for (const auto& each : values)
    out.value(each);
}

void statement_log::clear() {
  bytes_.clear();
  if (bytes_.capacity() > most)
    bytes_.shrink_to_fit();
}

void statement_log::replay(session& db) const {
  std::vector<datum> values;
  for (reader in{bytes_}; !in.at_end() && db.ok();) {
    const auto sql = in.text();
    values.clear();
    for (auto left = in.number<std::size_t>(); left > 0; --left)
      values.push_back(in.value());
    db.run(sql, values);
  }
}

} // namespace fleetwire::storage::sqlite
