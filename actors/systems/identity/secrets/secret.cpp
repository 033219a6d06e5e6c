#include "actors/systems/identity/secrets/secret.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "actors/systems/identity/jwt/base64url.hpp"
#include "actors/systems/identity/secrets/random.hpp"

namespace fleetwire::systems::identity {

namespace {

constexpr mode_t for_others = S_IRWXG | S_IRWXO;

class descriptor {
public:
  explicit descriptor(int handle) noexcept : handle_(handle) {}
  ~descriptor() {
    if (handle_ >= 0)
      ::close(handle_);
  }
  descriptor(const descriptor&) = delete;
  descriptor& operator=(const descriptor&) = delete;
  int get() const noexcept { return handle_; }

private:
  int handle_;
};

secret_fault fail(secret_fault why, const std::string& path, std::string_view reason,
                  std::string& detail) {
  detail = path + ": " + std::string{reason};
  return why;
}

secret_fault system_fault(const std::string& path, std::string& detail) {
  return fail(secret_fault::unreadable, path, std::strerror(errno), detail);
}

secret_fault check_length(std::string_view text, std::string_view where, std::string& detail) {
  if (text.size() >= min_secret && text.size() <= max_secret)
    return secret_fault::none;
  bool is_short = text.size() < min_secret;
  return fail(is_short ? secret_fault::too_short : secret_fault::too_long, std::string{where},
              is_short ? "a secret has at least 32 characters"
                       : "a secret has at most 4096 characters",
              detail);
}

/// A folder that others may write lets them put another file in its place.
secret_fault make_folder(const std::string& path, std::string& detail) {
  std::error_code fault;
  auto folder = std::filesystem::path{path}.parent_path();
  if (folder.empty())
    return secret_fault::none;
  if (folder.has_parent_path())
    std::filesystem::create_directories(folder.parent_path(), fault);
  if (::mkdir(folder.c_str(), S_IRWXU) != 0 && errno != EEXIST)
    return system_fault(folder.string(), detail);
  struct stat info{};
  if (::stat(folder.c_str(), &info) != 0)
    return system_fault(folder.string(), detail);
  if ((info.st_mode & (S_IWGRP | S_IWOTH)) != 0)
    return fail(secret_fault::too_open, folder.string(), "others may write here", detail);
  return secret_fault::none;
}

bool write_all(int handle, std::string_view text) {
  while (!text.empty()) {
    auto wrote = ::write(handle, text.data(), text.size());
    if (wrote < 0 && errno == EINTR)
      continue;
    if (wrote <= 0)
      return false;
    text.remove_prefix(static_cast<std::size_t>(wrote));
  }
  return true;
}

void sync_folder(const std::string& path) {
  auto folder = std::filesystem::path{path}.parent_path();
  descriptor opened{::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_CLOEXEC)};
  if (opened.get() >= 0)
    ::fsync(opened.get());
}

/// Nobody sees a half-written secret, and the second of two makers keeps the first one's.
secret_fault make_secret(const std::string& path, std::string& detail) {
  auto draft = path + "." + jwt::to_base64url(random_bytes(8));
  bool written = false;
  {
    descriptor out{::open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW,
                          S_IRUSR | S_IWUSR)};
    if (out.get() < 0)
      return system_fault(draft, detail);
    written = write_all(out.get(), jwt::to_base64url(random_bytes(min_secret)) + '\n')
              && ::fsync(out.get()) == 0;
  }
  bool linked = written && (::link(draft.c_str(), path.c_str()) == 0 || errno == EEXIST);
  auto result = linked ? secret_fault::none : system_fault(path, detail);
  ::unlink(draft.c_str());
  sync_folder(path);
  return result;
}

} // namespace

std::string_view to_string(secret_fault why) noexcept {
  switch (why) {
    case secret_fault::none:
      return "none";
    case secret_fault::unreadable:
      return "cannot be read";
    case secret_fault::too_open:
      return "open to others";
    case secret_fault::too_short:
      return "too short";
    case secret_fault::too_long:
      return "too long";
  }
  return "unknown";
}

secret_fault read_secret(const std::string& path, std::string& out, std::string& detail) {
  // Not blocking, or a pipe in the file's place would hold the start.
  descriptor in{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)};
  if (in.get() < 0)
    return system_fault(path, detail);
  struct stat info{};
  if (::fstat(in.get(), &info) != 0)
    return system_fault(path, detail);
  if (!S_ISREG(info.st_mode))
    return fail(secret_fault::too_open, path, "not a plain file", detail);
  if ((info.st_mode & for_others) != 0)
    return fail(secret_fault::too_open, path, "others may read it; chmod 600", detail);
  if (info.st_uid != ::geteuid() && info.st_uid != 0)
    return fail(secret_fault::too_open, path, "belongs to another user", detail);
  std::string text(max_secret + 2, '\0');
  std::size_t size = 0;
  while (size < text.size()) {
    auto got = ::read(in.get(), text.data() + size, text.size() - size);
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0)
      return system_fault(path, detail);
    if (got == 0)
      break;
    size += static_cast<std::size_t>(got);
  }
  text.resize(size);
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r'))
    text.pop_back();
  auto fault = check_length(text, path, detail);
  if (fault == secret_fault::none)
    out = std::move(text);
  return fault;
}

secret_fault read_or_make_secret(const std::string& path, std::string& out, std::string& detail) {
  if (auto fault = make_folder(path, detail); fault != secret_fault::none)
    return fault;
  struct stat info{};
  if (::lstat(path.c_str(), &info) != 0 && errno == ENOENT)
    if (auto fault = make_secret(path, detail); fault != secret_fault::none)
      return fault;
  return read_secret(path, out, detail);
}

secret_fault resolve_secret(const secret_source& from, std::string& out, std::string& detail) {
  if (!from.given.empty()) {
    auto fault = check_length(from.given, "the secret given", detail);
    if (fault == secret_fault::none)
      out = from.given;
    return fault;
  }
  if (!from.file.empty())
    return read_secret(from.file, out, detail);
  return read_or_make_secret(from.made, out, detail);
}

} // namespace fleetwire::systems::identity
