#pragma once

#include <string>

#include "storage/sqlite/database.hpp"

namespace fleetwire::storage::sqlite {

/// Copies a database as it is now, while others use it, to the file `to`: first beside it, then by
/// renaming, so that half a copy never bears the name. Takes the place of a former copy.
status copy(database& from, const std::string& to);

} // namespace fleetwire::storage::sqlite
