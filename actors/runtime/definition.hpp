#pragma once

#include <fleetwire/socket.hpp>

#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace fleetwire::runtime {

/// Lets maps of strings be asked with a view.
struct text_hash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const noexcept {
    return std::hash<std::string_view>{}(text);
  }
};

template <class T>
using text_map = std::unordered_map<std::string, T, text_hash, std::equal_to<>>;

/// What an application wants of a namespace. Written before the engine starts, read by all workers
/// afterwards; namespaces made from one pattern share it.
struct definition {
  std::vector<connect_middleware> connect_chain;
  std::vector<event_middleware> event_chain;
  std::vector<connect_handler> on_connect;
  std::vector<disconnect_handler> on_disconnect;
  std::vector<any_handler> on_any;
  text_map<std::vector<event_handler>> on_event;
  text_map<std::vector<std::function<void(const args&, ack)>>> on_server_event;
};

} // namespace fleetwire::runtime
