#pragma once

#include "net/http/message.hpp"

#include <string>
#include <string_view>

namespace fleetwire::bridge {

/// Whether `path` names one of the files of the JavaScript client below the Engine.IO path.
bool is_client_file(std::string_view path, std::string_view engine_path) noexcept;

/// Answers with the file from `folder`; only the client's own names are ever opened.
http::response client_file(const http::request& request, const std::string& folder);

} // namespace fleetwire::bridge
