#include "storage/sqlite/page_cache.hpp"

#include <algorithm>
#include <memory>

#include <sqlite3.h>

namespace fleetwire::storage::sqlite {

namespace {

sqlite3_pcache_methods2 real;

/// One for each open file; used by one thread at a time, as its database is.
class guarded {
public:
  guarded(int page_size, int extra, int purgeable)
    : cache_(real.xCreate(page_size, extra, purgeable)) {
    // nop
  }
  guarded(const guarded&) = delete;
  guarded& operator=(const guarded&) = delete;
  ~guarded() {
    if (cache_ != nullptr)
      real.xDestroy(cache_);
  }

  sqlite3_pcache* cache() const noexcept { return cache_; }

  sqlite3_pcache_page* fetch(unsigned number, int create) {
    auto* found = real.xFetch(cache_, number, create);
    if (found != nullptr)
      note(number);
    return found;
  }

  void move(sqlite3_pcache_page* page, unsigned from, unsigned to) {
    real.xRekey(cache_, page, from, to);
    if (from == parked_) { // at home again
      parked_ = 0;
      greatest_ = std::max(before_, to);
    } else if (to > greatest_) {
      parked_ = to;
      before_ = greatest_;
      greatest_ = to;
    } else {
      note(to);
    }
  }

  void truncate(unsigned first) {
    if (first > greatest_)
      return;
    real.xTruncate(cache_, first);
    greatest_ = first - 1;
    parked_ = 0;
  }

private:
  void note(unsigned number) noexcept {
    greatest_ = std::max(greatest_, number);
    if (number != parked_)
      before_ = std::max(before_, number);
  }

  sqlite3_pcache* cache_;
  unsigned greatest_ = 0; ///< no page of the cache has a greater number
  unsigned parked_ = 0;   ///< the number of a page that was the greatest when it came there, or 0
  unsigned before_ = 0;   ///< the greatest but for that
};

guarded& of(sqlite3_pcache* handle) {
  return *reinterpret_cast<guarded*>(handle);
}

sqlite3_pcache* create(int page_size, int extra, int purgeable) {
  auto made = std::make_unique<guarded>(page_size, extra, purgeable);
  return made->cache() != nullptr ? reinterpret_cast<sqlite3_pcache*>(made.release()) : nullptr;
}

sqlite3_pcache_methods2 guarding() {
  auto methods = real;
  methods.xInit = [](void*) { return real.xInit(real.pArg); };
  methods.xShutdown = [](void*) { real.xShutdown(real.pArg); };
  methods.xCreate = create;
  methods.xCachesize = [](sqlite3_pcache* c, int pages) { real.xCachesize(of(c).cache(), pages); };
  methods.xPagecount = [](sqlite3_pcache* c) { return real.xPagecount(of(c).cache()); };
  methods.xFetch = [](sqlite3_pcache* c, unsigned number, int how) {
    return of(c).fetch(number, how);
  };
  methods.xUnpin = [](sqlite3_pcache* c, sqlite3_pcache_page* page, int discard) {
    real.xUnpin(of(c).cache(), page, discard);
  };
  methods.xRekey = [](sqlite3_pcache* c, sqlite3_pcache_page* page, unsigned from, unsigned to) {
    of(c).move(page, from, to);
  };
  methods.xTruncate = [](sqlite3_pcache* c, unsigned first) { of(c).truncate(first); };
  methods.xDestroy = [](sqlite3_pcache* c) { delete &of(c); };
  methods.xShrink = [](sqlite3_pcache* c) { real.xShrink(of(c).cache()); };
  return methods;
}

} // namespace

void guard_page_cache() {
  if (sqlite3_config(SQLITE_CONFIG_GETPCACHE2, &real) != SQLITE_OK)
    return;
  const auto methods = guarding();
  sqlite3_config(SQLITE_CONFIG_PCACHE2, &methods);
}

} // namespace fleetwire::storage::sqlite
