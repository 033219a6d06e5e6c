#include "config/logging.hpp"
#include "config/log_line.hpp"

#include <cerrno>
#include <cstring>
#include <memory>
#include <mutex>

#include <fcntl.h>
#include <unistd.h>

#include <spdlog/async_logger.h>
#include <spdlog/details/thread_pool.h>
#include <spdlog/sinks/base_sink.h>

namespace fleetwire::log {

namespace detail {

std::atomic<int> threshold{static_cast<int>(level::warn)};

} // namespace detail

namespace {

std::atomic<std::uint64_t> failed_writes{0};
std::atomic<std::uint64_t> overruns_of_the_past{0};

bool write_all(int fd, std::string_view bytes) noexcept {
  while (!bytes.empty()) {
    const auto n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return false;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

/// Hands complete lines on. base_sink's mutex keeps reopen() and the writing thread apart.
class line_sink : public spdlog::sinks::base_sink<std::mutex> {
public:
  explicit line_sink(writer to) : to_(std::move(to)) {
    // nop
  }

  explicit line_sink(std::string file, int fd) : file_(std::move(file)), fd_(fd) {
    // nop
  }

  ~line_sink() override {
    if (!file_.empty())
      ::close(fd_);
  }

  void reopen() noexcept {
    std::lock_guard guard{mutex_};
    if (file_.empty())
      return;
    if (const int fresh = open_file(file_); fresh >= 0) {
      ::close(fd_);
      fd_ = fresh;
    }
  }

  static int open_file(const std::string& path) noexcept {
    return ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
  }

private:
  void sink_it_(const spdlog::details::log_msg& message) override {
    const std::string_view line{message.payload.data(), message.payload.size()};
    if (to_)
      to_(line);
    else if (!write_all(fd_, line))
      ++failed_writes;
  }

  void flush_() override {
    // Nothing is kept back.
  }

  writer to_;
  std::string file_; ///< empty: the descriptor is not ours
  int fd_ = STDERR_FILENO;
};

/// The queue, its thread and the sink. Destroyed by whoever drops the last reference; that joins
/// the thread after it has written what was queued.
class backend {
public:
  backend(const log_settings& options, std::shared_ptr<line_sink> sink)
    : format_(options.format == "json" ? format::json : format::text),
      sink_(std::move(sink)),
      pool_(std::make_shared<spdlog::details::thread_pool>(options.queue, 1)),
      logger_(std::make_shared<spdlog::async_logger>(
        "fleetwire", sink_, pool_, spdlog::async_overflow_policy::overrun_oldest)) {
    logger_->set_level(spdlog::level::trace);
    logger_->set_error_handler([](const std::string&) { ++failed_writes; });
  }

  ~backend() { overruns_of_the_past += pool_->overrun_counter(); }

  void write(std::string_view line) {
    logger_->log(spdlog::level::info, spdlog::string_view_t{line.data(), line.size()});
  }

  format line_format() const noexcept { return format_; }

  void reopen() noexcept { sink_->reopen(); }

  std::uint64_t overruns() { return pool_->overrun_counter(); }

private:
  format format_;
  std::shared_ptr<line_sink> sink_;
  std::shared_ptr<spdlog::details::thread_pool> pool_;
  std::shared_ptr<spdlog::async_logger> logger_;
};

struct global {
  std::mutex mutex;
  std::shared_ptr<backend> current;
};

/// Never destroyed: other static objects may log while the process ends.
global& state() {
  static auto* instance = new global;
  return *instance;
}

std::shared_ptr<backend> current() {
  auto& g = state();
  std::lock_guard guard{g.mutex};
  return g.current;
}

void replace(std::shared_ptr<backend> next) {
  auto& g = state();
  {
    std::lock_guard guard{g.mutex};
    g.current.swap(next);
  }
  // Destroys the former one outside the lock: it waits for its queue.
}

void activate(const log_settings& options, std::shared_ptr<line_sink> sink) {
  replace(std::make_shared<backend>(options, std::move(sink)));
  set_level(options.level);
}

} // namespace

std::optional<std::string> start(const log_settings& options) {
  int fd = STDERR_FILENO;
  if (!options.file.empty())
    fd = line_sink::open_file(options.file);
  if (fd < 0)
    return "log.file " + options.file + " cannot be opened: " + std::strerror(errno);
  activate(options, std::make_shared<line_sink>(options.file, fd));
  return std::nullopt;
}

void start(const log_settings& options, writer to) {
  activate(options, std::make_shared<line_sink>(std::move(to)));
}

void stop() noexcept {
  detail::threshold = static_cast<int>(level::warn);
  replace(nullptr);
}

void set_level(std::string_view name) noexcept {
  for (int l = static_cast<int>(level::trace); l <= static_cast<int>(level::off); ++l)
    if (to_string(static_cast<level>(l)) == name)
      detail::threshold = l;
}

void reopen() noexcept {
  if (const auto b = current())
    b->reopen();
}

std::uint64_t dropped() noexcept {
  const auto b = current();
  return failed_writes + overruns_of_the_past + (b ? b->overruns() : 0);
}

void detail::write(level l, std::string_view component, std::string_view event, fields f) noexcept {
  try {
    const auto b = current();
    std::string line;
    append_line(line, b ? b->line_format() : format::text, std::chrono::system_clock::now(), l,
                component, event, f);
    line += '\n';
    if (b)
      b->write(line);
    else if (!write_all(STDERR_FILENO, line))
      ++failed_writes;
  } catch (...) {
    ++failed_writes;
  }
}

} // namespace fleetwire::log
