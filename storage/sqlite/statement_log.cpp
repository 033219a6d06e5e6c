#include "storage/sqlite/statement_log.hpp"

#include <cstring>
#include <vector>

namespace fleetwire::storage::sqlite {

namespace {

template <class T>
void put(std::string& out, T number) {
  out.append(reinterpret_cast<const char*>(&number), sizeof(number));
}

void put(std::string& out, std::string_view text) {
  put(out, text.size());
  out.append(text);
}

struct writer {
  std::string& out;

  void operator()(std::nullptr_t) const {
    // its kind says it all
  }
  void operator()(std::int64_t number) const { put(out, number); }
  void operator()(double number) const { put(out, number); }
  void operator()(std::string_view text) const { put(out, text); }
  void operator()(const blob& what) const { put(out, what.bytes); }
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
  put(bytes_, sql);
  put(bytes_, values.size());
  for (const auto& each : values) {
    put(bytes_, static_cast<std::uint8_t>(each.index()));
    std::visit(writer{bytes_}, each);
  }
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
