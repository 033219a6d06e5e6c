#pragma once

struct sqlite3;

namespace fleetwire::storage::sqlite {

/// Has the connection write its log in one piece per commit. SQLite makes two calls per page, which under
/// a crowd of small commits cost more than the pages do; here they wait, one behind the other, until
/// the log is synchronised or read. A write that fails is told by the synchronisation.
///
/// For a connection in WAL mode that synchronises every commit: only that shows a commit to others.
/// Where there is no such log nothing changes.
void gather_log(sqlite3* connection);

} // namespace fleetwire::storage::sqlite
