#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace fleetwire::systems::orders::images {

enum class shelf_fault : std::uint8_t {
  none,
  busy,    ///< too many wait
  missing, ///< nothing of that name
  failed,  ///< the disk refused, or there is no room
};

/// Keeps the bytes of images in files beside the database; in memory when there is no folder. Files
/// are read and written on a thread of its own, where answers come too; what cannot be queued is
/// answered at once. Names are made by us, never by clients.
class shelf {
public:
  struct limits {
    std::size_t waiting = 64; ///< each holds up to a whole image in memory
    std::size_t in_memory = 64 << 20; ///< bytes, when there is no folder
  };

  /// The folder is made when it is needed.
  shelf(std::filesystem::path folder, limits bounds);
  ~shelf();
  shelf(const shelf&) = delete;
  shelf& operator=(const shelf&) = delete;

  /// `done` after the bytes are safe.
  void put(std::string name, std::string bytes, std::function<void(shelf_fault)> done);
  void get(std::string name, std::function<void(shelf_fault, std::string)> done);
  /// For one that turned out not to be wanted.
  void drop(std::string name);
  /// Ends after what waits is done; later calls fail.
  void stop();

private:
  using task = std::function<void()>;

  bool enqueue(task what);
  void run();
  shelf_fault write(const std::string& name, const std::string& bytes);
  shelf_fault write_file(const std::string& name, const std::string& bytes) const;
  std::optional<std::string> read(const std::string& name) const;
  std::filesystem::path path_of(const std::string& name) const;

  const std::filesystem::path folder_;
  const limits bounds_;
  std::map<std::string, std::string> kept_; ///< without a folder; on the thread
  std::size_t kept_bytes_ = 0;
  std::mutex mutex_;
  std::condition_variable filled_;
  std::deque<task> waiting_;
  bool stopped_ = false;
  std::thread thread_; ///< last: it uses all the others
};

} // namespace fleetwire::systems::orders::images
