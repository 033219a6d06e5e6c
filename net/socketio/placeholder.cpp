#include "net/socketio/placeholder.hpp"

#include "net/socketio/encode.hpp"
#include "net/socketio/json_cursor.hpp"
#include "net/socketio/json_text.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

namespace fleetwire::socketio {

namespace {

using detail::json_cursor;
using detail::json_token;

constexpr unsigned no_index = std::numeric_limits<unsigned>::max();

/// An object under way.
struct frame {
  std::uint32_t begin = 0;
  bool is_placeholder = false;
  unsigned index = no_index;
};

enum class member : std::uint8_t { other, flag, num };

member member_of(std::string_view key) noexcept {
  if (spells(key, "_placeholder"))
    return member::flag;
  return spells(key, "num") ? member::num : member::other;
}

/// Plain decimal only; the reference would also take 1.0 or 1e0, which no encoder writes.
unsigned index_of(std::string_view number) noexcept {
  unsigned result = no_index;
  const auto [end, failed] = std::from_chars(number.data(), number.data() + number.size(), result);
  return failed == std::errc{} && end == number.data() + number.size() ? result : no_index;
}

/// Finds placeholders; members of arrays need no frame, for only keys lead to a decision.
class finder {
public:
  finder(std::string_view json, std::vector<placeholder>& out) : cursor_(json), out_(out) {
    // nop
  }

  void run() {
    for (auto token = cursor_.next(); token != json_token::end; token = cursor_.next()) {
      if (token == json_token::key) {
        awaited_ = member_of(cursor_.text());
        continue;
      }
      if (awaited_ != member::other && !open_.empty())
        take(token);
      awaited_ = member::other;
      if (token == json_token::begin_object)
        open_.push_back({cursor_.begin()});
      else if (token == json_token::end_object && !open_.empty())
        close();
    }
  }

private:
  void take(json_token token) {
    auto& object = open_.back();
    if (awaited_ == member::flag)
      object.is_placeholder = token == json_token::literal && cursor_.text() == "true";
    else
      object.index = token == json_token::number ? index_of(cursor_.text()) : no_index;
  }

  void close() {
    const auto object = open_.back();
    open_.pop_back();
    if (!object.is_placeholder)
      return;
    while (!out_.empty() && out_.back().begin > object.begin)
      out_.pop_back();
    out_.push_back({object.begin, cursor_.end(), object.index});
  }

  json_cursor cursor_;
  std::vector<placeholder>& out_;
  std::vector<frame> open_;
  member awaited_ = member::other;
};

/// Malformed ones get `no_index`. `out` must be empty.
void collect(std::string_view json, std::vector<placeholder>& out) {
  const bool possible = json.find("_placeholder") != std::string_view::npos
                        || json.find('\\') != std::string_view::npos;
  if (possible)
    finder{json, out}.run();
}

/// The destination's number of a source's attachment.
unsigned number_of(unsigned index, std::vector<unsigned>& used, unsigned base) {
  const auto at = std::find(used.begin(), used.end(), index);
  const auto number = base + static_cast<unsigned>(at - used.begin());
  if (at == used.end())
    used.push_back(index);
  return number;
}

} // namespace

bool find_placeholders(std::string_view json, unsigned attachments, std::vector<placeholder>& out) {
  std::vector<placeholder> found;
  collect(json, found);
  const auto legal = [attachments](const placeholder& p) {
    return p.index != no_index && p.index < attachments;
  };
  if (!std::all_of(found.begin(), found.end(), legal))
    return false;
  out.insert(out.end(), found.begin(), found.end());
  return true;
}

void append_renumbered(std::string& out, std::string_view json, unsigned offset) {
  std::vector<placeholder> found;
  if (offset != 0)
    collect(json, found);
  std::size_t copied = 0;
  for (const auto& p : found) {
    if (p.index >= no_index - offset)
      continue;
    out += json.substr(copied, p.begin - copied);
    append_placeholder(out, p.index + offset);
    copied = p.end;
  }
  out += json.substr(copied);
}

bool extract(std::string& out, std::string_view json, unsigned attachments,
             std::vector<unsigned>& used, unsigned base) {
  std::vector<placeholder> found;
  if (!find_placeholders(json, attachments, found))
    return false;
  std::size_t copied = 0;
  for (const auto& p : found) {
    out += json.substr(copied, p.begin - copied);
    append_placeholder(out, number_of(p.index, used, base));
    copied = p.end;
  }
  out += json.substr(copied);
  return true;
}

} // namespace fleetwire::socketio
