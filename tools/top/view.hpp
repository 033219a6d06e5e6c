#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tools/top/canvas.hpp"
#include "tools/top/snapshot.hpp"

/// What the screen shows. Pure: figures and a state in, lines out.
namespace fleetwire::top {

inline constexpr std::size_t page_size = 200; ///< actors asked for at a time

struct view {
  std::size_t width = 80;
  std::size_t height = 24; ///< 0: as many lines as there are
  bool colours = true;
  bool paused = false;
  bool help = false;
  std::string kind = "connection";
  std::string sort = "messages";
  int worker = -1;          ///< all
  std::size_t offset = 0;   ///< of the page of actors
  std::size_t selected = 0; ///< row of the list that is shown
  std::vector<std::string> path; ///< actors gone into, the present one last
};

enum class key : std::uint8_t { none, up, down, page_up, page_down, enter, back, tab, other };

/// What a key does.
enum class effect : std::uint8_t { none, redraw, fetch, quit };
effect press(view& state, const model& figures, key what, char character);

/// The address below the server's that the view's actors, or its actor, come from.
std::string actors_path(const view& state);

std::vector<std::string> render(const model& figures, const view& state);

// -- parts of it, in view_actors.cpp ----------------------------------------------------------------------

/// The rows that can be selected: the list's, or the children of the actor that is shown.
const std::vector<tools::json>& rows_of(const model& figures, const view& state);
void add_list(std::vector<std::string>& out, const model& figures, const view& state,
              std::size_t lines);
void add_actor(std::vector<std::string>& out, const model& figures, const view& state,
               std::size_t lines);

} // namespace fleetwire::top
