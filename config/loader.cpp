#include "config/loader.hpp"
#include "config/sources.hpp"

#include <algorithm>
#include <set>

namespace fleetwire::config {

namespace {

constexpr std::string_view prefix = "FLEETWIRE_";
constexpr std::string_view config_variable = "FLEETWIRE_CONFIG";

/// What was given, for a fault's text.
std::string shown(const option& o, const value& v) {
  if (o.secret)
    return "something else";
  std::string text;
  auto copy = o;
  if (const auto* raw = std::get_if<raw_text>(&v)) {
    copy.target = &text;
    text = raw->text;
    return show(copy);
  }
  return std::visit(
    [&copy]<class T>(const T& given) {
      if constexpr (requires(T& same) { copy.target = &same; }) {
        T same = given;
        copy.target = &same;
        return show(copy);
      } else if constexpr (std::is_same_v<T, std::int64_t>) {
        return std::to_string(given);
      } else {
        return std::string{};
      }
    },
    v);
}

class merger {
public:
  merger(std::span<const option> table, load_result& out) : index_(table), out_(out) {
    // nop
  }

  const name_index& index() const { return index_; }

  void file(const std::string& path) {
    std::set<const option*> seen;
    for (const auto& g : read_file(path, out_.faults)) {
      const auto* target = index_.find(g.name);
      if (target == nullptr)
        out_.faults.push_back(
          {g.where, g.name, g.name + " is unknown" + index_.suggestion(g.name)});
      else if (!seen.insert(target).second)
        out_.faults.push_back({g.where, target->path, target->path + " is given twice"});
      else
        apply(*target, g);
    }
  }

  /// A misspelt setting is refused. Other names that begin alike are only pointed out: they may be
  /// for another program, or made by the system the server runs in.
  void environment(const std::vector<std::pair<std::string, std::string>>& variables) {
    for (const auto& [name, text] : variables) {
      if (!name.starts_with(prefix) || name == config_variable)
        continue;
      const auto rest = std::string_view{name}.substr(prefix.size());
      if (const auto* target = index_.find(rest))
        apply(*target, {name, "environment " + name, raw_text{text}});
      else
        (index_.knows_section_of(rest) ? out_.faults : out_.warnings)
          .push_back({"environment", name, name + " names no option" + index_.suggestion(rest)});
    }
  }

  void flags(const std::vector<given>& list) {
    for (const auto& g : list)
      if (const auto* target = index_.find(g.name))
        apply(*target, g);
  }

private:
  void apply(const option& target, const given& g) {
    if (assign(target, g.content))
      out_.origins[target.path] = g.where;
    else
      out_.faults.push_back(
        {g.where, target.path,
         target.path + " must be " + describe(target) + ", but is " + shown(target, g.content)});
  }

  name_index index_;
  load_result& out_;
};

std::string wanted_file(const sources& from, const std::optional<std::string>& flag) {
  if (flag)
    return *flag;
  for (const auto& [name, text] : from.environment)
    if (name == config_variable && !text.empty())
      return text;
  return from.file;
}

std::string section_of(const option& o) {
  const auto dot = o.path.find('.');
  return dot == std::string::npos ? std::string{} : o.path.substr(0, dot);
}

/// The value as a flag would give it: texts without quotes, lists with commas.
std::string as_flag(const option& o) {
  if (o.secret)
    return "***";
  if (const auto* const* text = std::get_if<std::string*>(&o.target))
    return **text;
  std::string out;
  if (const auto* const* list = std::get_if<std::vector<std::string>*>(&o.target)) {
    for (const auto& item : **list)
      out += (out.empty() ? "" : ",") + item;
    return out;
  }
  out = show(o);
  std::erase(out, '"');
  return out;
}

} // namespace

load_result load(std::span<const option> table, const sources& from) {
  load_result out;
  merger into(table, out);
  std::optional<std::string> config;
  const auto flags = read_arguments(from.arguments, into.index(), out, config);
  out.file = wanted_file(from, config);
  if (!out.file.empty())
    into.file(out.file);
  into.environment(from.environment);
  into.flags(flags);
  return out;
}

load_result load(settings& s, const sources& from) {
  auto out = load(schema(s), from);
  for (auto& f : check_together(s)) {
    if (const auto origin = out.origins.find(f.path); origin != out.origins.end())
      f.where = origin->second;
    out.faults.push_back(std::move(f));
  }
  return out;
}

std::string help_text(std::span<const option> table) {
  constexpr std::size_t column = 44;
  std::string out;
  std::string section;
  for (const auto& o : table) {
    const auto of = section_of(o);
    if (of != section) {
      out += "\n  " + of + "\n";
      section = of;
    }
    auto line = "  --" + o.path + "=" + as_flag(o);
    if (line.size() + 2 > column)
      line += "\n" + std::string(column, ' ');
    else
      line.resize(column, ' ');
    out += line + o.help + "\n";
  }
  return out;
}

std::string effective(std::span<const option> table, const load_result& loaded) {
  std::string out;
  std::string section;
  for (const auto& o : table) {
    const auto of = section_of(o);
    if (of != section) {
      out += "\n[" + of + "]\n";
      section = of;
    }
    const auto origin = loaded.origins.find(o.path);
    auto line = o.path.substr(o.path.find('.') + 1) + " = " + show(o); // all of it without a dot
    line.resize(std::max<std::size_t>(line.size() + 2, 44), ' ');
    out += line + "# " + (origin == loaded.origins.end() ? "default" : origin->second) + "\n";
  }
  return out;
}

} // namespace fleetwire::config
