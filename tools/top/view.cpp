#include "tools/top/view.hpp"

#include <algorithm>
#include <array>

namespace fleetwire::top {

namespace {

constexpr std::array<std::string_view, 3> kinds{"connection", "room", "socket"};
constexpr std::array<std::string_view, 4> sorts{"messages", "bytes", "queue", "age"};
/// Where the columns of the totals begin, and how wide their labels are.
constexpr std::size_t middle = 28;
constexpr std::size_t right = 63;
constexpr std::size_t label_columns = 9;
/// Where nothing bounds the lines.
constexpr std::size_t many_lines = 20;

template <class Words>
std::string next_of(const Words& words, std::string_view now) {
  auto found = std::find(words.begin(), words.end(), now);
  if (found == words.end() || ++found == words.end())
    found = words.begin();
  return std::string{*found};
}

class page {
public:
  page(const model& figures, const view& state) : figures_(figures), state_(state) {}

  std::vector<std::string> lines() {
    header();
    if (state_.help) {
      help();
    } else if (!state_.path.empty()) {
      add_actor(out_, figures_, state_, left());
    } else if (figures_.now) {
      workers();
      kind_table();
      add_list(out_, figures_, state_, left());
    }
    if (state_.height > 0)
      footer();
    return std::move(out_);
  }

private:
  line start() const { return {state_.width, state_.colours}; }
  void end(line& done) { out_.push_back(done.take()); }
  /// Lines for the rest, but the footer.
  std::size_t left() const {
    if (state_.height == 0)
      return many_lines;
    return state_.height > out_.size() + 1 ? state_.height - out_.size() - 1 : 0;
  }

  void header() {
    auto title = start();
    title.add("fleetwire-top", style::title).add("  ").add(figures_.url);
    if (figures_.now) {
      const auto& now = *figures_.now;
      title.add("  ").add(now.version, style::dim).add("  ");
      title.add(now.status, now.status == "ready" ? style::good : style::warn);
      title.add("  up ").add(age_text(now.uptime));
    }
    if (state_.paused)
      title.add("  paused", style::warn);
    end(title);
    if (!figures_.fault.empty()) {
      auto fault = start();
      end(fault.add(figures_.fault, style::bad));
    }
    if (figures_.now)
      totals(*figures_.now);
  }

  static line& label(line& to, std::size_t column, std::string_view text) {
    if (column > 0 && to.used() + 1 > column)
      to.add("  "); // what is before it is wider than thought
    const auto begin = std::max(column, to.used());
    return to.to(begin).add(text, style::dim).to(begin + label_columns);
  }

  void totals(const snapshot& now) {
    const auto rate = [this](double snapshot::* what) { return figures_.rate(what); };
    auto one = start();
    label(one, 0, "clients").add(count_text(now.polling + now.websocket), style::bold);
    one.add(" (" + count_text(now.websocket) + " ws)");
    label(one, middle, "events/s")
      .add(count_text(rate(&snapshot::events_in)), style::bold)
      .add(" in  ");
    one.add(count_text(rate(&snapshot::events_out)), style::bold).add(" out");
    label(one, right, "CPU").add(percent_text(rate(&snapshot::cpu)), style::bold);
    end(one);
    auto two = start();
    label(two, 0, "new/s").add(count_text(rate(&snapshot::opened))).add("  gone/s ", style::dim);
    two.add(count_text(rate(&snapshot::closed)));
    label(two, middle, "bytes/s").add(bytes_text(rate(&snapshot::bytes_in))).add(" in  ");
    two.add(bytes_text(rate(&snapshot::bytes_out))).add(" out");
    label(two, right, "memory").add(bytes_text(now.resident));
    end(two);
    auto three = start();
    label(three, 0, "sockets").add(count_text(now.sockets) + " in " + count_text(now.rooms));
    three.add(now.rooms == 1 ? " room" : " rooms");
    const auto trouble = [](double n) { return n > 0 ? style::warn : style::plain; };
    label(three, middle, "dropped").add(count_text(now.dropped), trouble(now.dropped));
    three.add("  paused ", style::dim).add(count_text(now.paused), trouble(now.paused));
    three.add("  failed ", style::dim).add(count_text(now.failures), trouble(now.failures));
    label(three, right, "files").add(count_text(now.descriptors));
    end(three);
    if (state_.height > 0 && state_.path.empty() && !state_.help)
      sparks();
  }

  void sparks() {
    const auto columns = state_.width > 50 ? (state_.width - 24) / 2 : 10;
    auto four = start();
    four.add("in ", style::dim)
      .to(label_columns)
      .add(sparkline(figures_.history_in, columns), style::good);
    four.add("  out ", style::dim).add(sparkline(figures_.history_out, columns), style::good);
    end(four);
  }

  static style load_style(double load) {
    return load > 0.9 ? style::bad : load > 0.7 ? style::warn : style::good;
  }

  void workers() {
    const auto& all = figures_.now->workers;
    auto head = start();
    end(head.add("WORKER  LOAD                      LAG  QUEUE  CLIENTS  ", style::bold));
    // Kinds and actors want their place as well.
    const auto room = state_.height == 0 ? all.size() : std::max<std::size_t>(1, left() / 3);
    const auto shown = all.size() > room ? room - 1 : all.size();
    for (std::size_t i = 0; i < shown; ++i) {
      const auto& one = all[i];
      auto row = start();
      row.right(std::to_string(i), 6).add("  ").add(bar(one.load, 14), load_style(one.load));
      row.right(percent_text(one.load), 5).right(seconds_text(one.lag), 10);
      row.right(count_text(one.queued), 7).right(count_text(one.connections), 9).add("  ");
      if (row.used() < state_.width)
        row.add(sparkline(figures_.history_load[i],
                          std::min<std::size_t>(state_.width - row.used(), 40), 1),
                load_style(one.load));
      end(row);
    }
    if (shown < all.size())
      more_workers(shown);
  }

  void more_workers(std::size_t from) {
    const auto& all = figures_.now->workers;
    double highest = 0;
    for (auto i = from; i < all.size(); ++i)
      highest = std::max(highest, all[i].load);
    auto row = start();
    end(row.add("        and " + std::to_string(all.size() - from) + " more, load up to "
                  + percent_text(highest),
                style::dim));
  }

  double messages_before(const std::string& kind) const {
    if (figures_.before)
      for (const auto& one : figures_.before->kinds)
        if (one.kind == kind)
          return one.messages;
    return 0;
  }

  void kind_table() {
    auto head = start();
    // Fits 80 columns.
    end(head.add("KIND         ALIVE  SPAWNED  MAILBOX  MOST  MSGS/s  HANDLER p50     p99 WAIT p99",
                 style::bold));
    for (const auto& one : figures_.now->kinds) {
      auto row = start();
      row.left(one.kind, 11).right(count_text(one.alive), 7).right(count_text(one.spawned), 9);
      row.right(count_text(one.mailbox), 9).right(count_text(one.mailbox_max), 6);
      const auto time = figures_.span();
      const auto rate =
        time > 0 ? std::max(one.messages - messages_before(one.kind), 0.0) / time : 0;
      row.right(count_text(rate), 8, style::bold).right(seconds_text(one.handler_p50), 13);
      row.right(seconds_text(one.handler_p99), 8).right(seconds_text(one.wait_p99), 9);
      end(row);
    }
  }

  void help() {
    for (auto text :
         {"", "  up down  j k      select an actor",
          "  Enter              look into it: its figures and what belongs to it",
          "  Esc  Backspace     back", "  Tab                connections, rooms, sockets",
          "  w                  all workers or one of them",
          "  s                  next order: messages, bytes, queue, age",
          "  m b u a            that order at once", "  n p  PgDn PgUp     next, previous page",
          "  Space              pause", "  h ?                this help",
          "  q                  quit", "",
          "  LOAD is a worker's share of a core, LAG how long it let the last question",
          "  wait, HANDLER and WAIT are times of single messages since the start."}) {
      auto row = start();
      end(row.add(text));
    }
  }

  void footer() {
    out_.resize(std::min(out_.size(), state_.height - 1));
    while (out_.size() + 1 < state_.height)
      out_.emplace_back();
    auto row = start();
    row.add(state_.path.empty()
              ? "q quit  Enter open  Tab kind  s sort  w worker  n p page  Space pause  ? help"
              : "q quit  Enter open  Esc back  Space pause  ? help",
            style::dim);
    end(row);
  }

  const model& figures_;
  const view& state_;
  std::vector<std::string> out_;
};

effect list_changed(view& state) {
  state.offset = 0;
  state.selected = 0;
  return effect::fetch;
}

effect order_by(view& state, std::string sort) {
  state.sort = std::move(sort);
  return list_changed(state);
}

effect turn_page(view& state, const model& figures, bool forward) {
  if (!state.path.empty())
    return effect::none;
  const auto total = static_cast<std::size_t>(figures.actors["total"].number());
  if (forward && state.offset + page_size >= total)
    return effect::none;
  if (!forward && state.offset == 0)
    return effect::none;
  state.offset =
    forward ? state.offset + page_size : state.offset - std::min(state.offset, page_size);
  state.selected = 0;
  return effect::fetch;
}

effect open_selected(view& state, const model& figures) {
  const auto& rows = rows_of(figures, state);
  if (state.selected >= rows.size())
    return effect::none;
  state.path.push_back(rows[state.selected]["id"].text());
  state.selected = 0;
  return effect::fetch;
}

effect go_back(view& state) {
  if (state.help) {
    state.help = false;
    return effect::redraw;
  }
  if (state.path.empty())
    return effect::none;
  state.path.pop_back();
  state.selected = 0;
  return effect::fetch;
}

effect press_character(view& state, const model& figures, char character) {
  const bool listing = state.path.empty();
  switch (character) {
    case 'q':
      return effect::quit;
    case ' ':
      state.paused = !state.paused;
      return effect::redraw;
    case 'h':
    case '?':
      state.help = !state.help;
      return effect::redraw;
    case 'j':
      return press(state, figures, key::down, 0);
    case 'k':
      return press(state, figures, key::up, 0);
    case 'n':
      return turn_page(state, figures, true);
    case 'p':
      return turn_page(state, figures, false);
    default:
      break;
  }
  if (!listing)
    return effect::none;
  switch (character) {
    case 's':
      return order_by(state, next_of(sorts, state.sort));
    case 'm':
      return order_by(state, "messages");
    case 'b':
      return order_by(state, "bytes");
    case 'u':
      return order_by(state, "queue");
    case 'a':
      return order_by(state, "age");
    case 'w': {
      const auto count = figures.now ? static_cast<int>(figures.now->workers.size()) : 0;
      state.worker = state.worker + 1 < count ? state.worker + 1 : -1;
      return list_changed(state);
    }
    default:
      return effect::none;
  }
}

} // namespace

effect press(view& state, const model& figures, key what, char character) {
  const auto rows = rows_of(figures, state).size();
  switch (what) {
    case key::up:
      state.selected -= state.selected > 0 ? 1 : 0;
      return effect::redraw;
    case key::down:
      state.selected += state.selected + 1 < rows ? 1 : 0;
      return effect::redraw;
    case key::page_up:
      return turn_page(state, figures, false);
    case key::page_down:
      return turn_page(state, figures, true);
    case key::enter:
      return open_selected(state, figures);
    case key::back:
      return go_back(state);
    case key::tab:
      if (!state.path.empty())
        return effect::none;
      state.kind = next_of(kinds, state.kind);
      return list_changed(state);
    case key::other:
      return press_character(state, figures, character);
    case key::none:
      break;
  }
  return effect::none;
}

std::string actors_path(const view& state) {
  if (!state.path.empty())
    return "/telemetry/actors/" + state.path.back();
  auto path = "/telemetry/actors?kind=" + state.kind + "&sort=" + state.sort
              + "&offset=" + std::to_string(state.offset) + "&limit=" + std::to_string(page_size);
  if (state.worker >= 0)
    path += "&worker=" + std::to_string(state.worker);
  return path;
}

std::vector<std::string> render(const model& figures, const view& state) {
  return page{figures, state}.lines();
}

} // namespace fleetwire::top
