#include "actors/systems/orders/images/shelf.hpp"

#include <fstream>
#include <iterator>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace fleetwire::systems::orders::images {

namespace {

/// A descriptor that closes itself.
class open_file {
public:
  open_file(const std::filesystem::path& path, int flags)
    : at_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {}
  ~open_file() {
    if (at_ >= 0)
      ::close(at_);
  }
  open_file(const open_file&) = delete;
  open_file& operator=(const open_file&) = delete;

  bool write(std::string_view bytes) const {
    while (at_ >= 0 && !bytes.empty()) {
      const auto done = ::write(at_, bytes.data(), bytes.size());
      if (done <= 0)
        return false;
      bytes.remove_prefix(static_cast<std::size_t>(done));
    }
    return at_ >= 0;
  }
  bool sync() const { return at_ >= 0 && ::fsync(at_) == 0; }

private:
  int at_;
};

} // namespace

shelf::shelf(std::filesystem::path folder, limits bounds)
  : folder_(std::move(folder)), bounds_(bounds), thread_([this] { run(); }) {}

shelf::~shelf() {
  stop();
}

void shelf::put(std::string name, std::string bytes, std::function<void(shelf_fault)> done) {
  auto shared = std::make_shared<const std::string>(std::move(bytes));
  if (!enqueue([this, name = std::move(name), shared, done] { done(write(name, *shared)); }))
    done(shelf_fault::busy);
}

void shelf::get(std::string name, std::function<void(shelf_fault, std::string)> done) {
  const auto look = [this, name = std::move(name), done] {
    auto found = read(name);
    done(found ? shelf_fault::none : shelf_fault::missing, std::move(found).value_or(""));
  };
  if (!enqueue(look))
    done(shelf_fault::busy, {});
}

void shelf::drop(std::string name) {
  enqueue([this, name = std::move(name)] {
    if (const auto found = kept_.find(name); found != kept_.end()) {
      kept_bytes_ -= found->second.size();
      kept_.erase(found);
    }
    std::error_code nobody_cares;
    if (!folder_.empty())
      std::filesystem::remove(path_of(name), nobody_cares);
  });
}

void shelf::stop() {
  {
    const std::lock_guard guard{mutex_};
    if (std::exchange(stopped_, true))
      return;
  }
  filled_.notify_one();
  thread_.join();
}

bool shelf::enqueue(task what) {
  {
    const std::lock_guard guard{mutex_};
    if (stopped_ || waiting_.size() >= bounds_.waiting)
      return false;
    waiting_.push_back(std::move(what));
  }
  filled_.notify_one();
  return true;
}

void shelf::run() {
  std::unique_lock guard{mutex_};
  for (;;) {
    filled_.wait(guard, [this] { return stopped_ || !waiting_.empty(); });
    if (waiting_.empty())
      return;
    auto next = std::move(waiting_.front());
    waiting_.pop_front();
    guard.unlock();
    next();
    next = {}; // what it holds must not outlive its call
    guard.lock();
  }
}

// -- on the thread -------------------------------------------------------------------------------

shelf_fault shelf::write(const std::string& name, const std::string& bytes) {
  if (!folder_.empty())
    return write_file(name, bytes);
  if (kept_bytes_ + bytes.size() > bounds_.in_memory)
    return shelf_fault::failed;
  kept_bytes_ += bytes.size();
  kept_[name] = bytes;
  return shelf_fault::none;
}

/// Whole or not at all: under another name first.
shelf_fault shelf::write_file(const std::string& name, const std::string& bytes) const {
  const auto path = path_of(name);
  const auto folder = path.parent_path();
  auto half = path;
  half += ".part";
  std::error_code fault;
  if (std::filesystem::create_directories(folder, fault))
    for (const auto& above : {folder_, folder_.parent_path()})
      open_file{above, O_RDONLY | O_DIRECTORY}.sync();
  if (fault)
    return shelf_fault::failed;
  {
    const open_file file{half, O_WRONLY | O_CREAT | O_TRUNC};
    if (!file.write(bytes) || !file.sync()) {
      std::filesystem::remove(half, fault);
      return shelf_fault::failed;
    }
  }
  std::filesystem::rename(half, path, fault);
  if (fault || !open_file{folder, O_RDONLY | O_DIRECTORY}.sync())
    return shelf_fault::failed;
  return shelf_fault::none;
}

std::optional<std::string> shelf::read(const std::string& name) const {
  if (folder_.empty()) {
    const auto found = kept_.find(name);
    return found == kept_.end() ? std::nullopt : std::optional{found->second};
  }
  std::ifstream file{path_of(name), std::ios::binary};
  if (!file)
    return std::nullopt;
  return std::string{std::istreambuf_iterator<char>{file}, {}};
}

/// In 256 folders: some file systems are slow with many files in one.
std::filesystem::path shelf::path_of(const std::string& name) const {
  return folder_ / name.substr(0, 2) / name;
}

} // namespace fleetwire::systems::orders::images
