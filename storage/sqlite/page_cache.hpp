#pragma once

namespace fleetwire::storage::sqlite {

/// Puts a guard before SQLite's cache of pages, for the whole process. To be called before its first
/// database is opened; when somebody else has begun already, all stays as it was.
///
/// When the leaves of a tree are put in order, a page gets a number beyond the end of any file for a
/// moment. From then on the cache believes that it may hold pages which the file has no more, and at
/// the next commit looks through all that it holds. The guard remembers the greatest number better and
/// spares that search, which was a seventh of the writer's time.
void guard_page_cache();

} // namespace fleetwire::storage::sqlite
