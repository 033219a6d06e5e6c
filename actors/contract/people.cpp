#include "actors/contract/people.hpp"

#include <memory>
#include <mutex>
#include <utility>

namespace fleetwire::contract {

namespace {

/// Collects the answers of several questions.
struct census {
  std::mutex lock;
  people_by_id found;
  std::size_t missing = 0;
  std::function<void(const people_by_id&)> use;

  void hear(std::optional<person> who) {
    {
      const std::lock_guard guard{lock};
      if (who) {
        auto id = who->id;
        found.emplace(std::move(id), std::move(*who));
      }
      if (--missing > 0)
        return;
    }
    use(found);
  }
};

} // namespace

void find_people(const person_finder& find, const std::vector<std::string>& ids,
                 std::function<void(const people_by_id&)> use) {
  if (!find || ids.empty())
    return use({});
  auto asked = std::make_shared<census>();
  asked->missing = ids.size();
  asked->use = std::move(use);
  for (const auto& id : ids)
    find(id, [asked](std::optional<person> who) { asked->hear(std::move(who)); });
}

} // namespace fleetwire::contract
