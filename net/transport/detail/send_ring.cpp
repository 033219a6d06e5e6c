#include "net/transport/detail/send_ring.hpp"

#include <linux/io_uring.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdint>

namespace fleetwire::transport {

namespace {

constexpr int send_flags = MSG_DONTWAIT | MSG_NOSIGNAL;
// Fewer are not worth a ring.
constexpr std::size_t fewest = 4;
// Completions come on our own thread, when we ask; a request that fails does not stop the others.
constexpr unsigned setup_flags =
  IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN | IORING_SETUP_SUBMIT_ALL;

void send_alone(send_ring::request& one) {
  ssize_t count = 0;
  do {
    count = ::send(one.fd, one.bytes.data(), one.bytes.size(), send_flags);
  } while (count < 0 && errno == EINTR);
  one.result = count < 0 ? -errno : static_cast<int>(count);
}

void* map_ring(int fd, std::size_t size, std::uint64_t what) {
  void* memory = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, fd,
                        static_cast<off_t>(what));
  return memory == MAP_FAILED ? nullptr : memory;
}

template <class T>
T* at(void* base, std::size_t offset) {
  return reinterpret_cast<T*>(static_cast<char*>(base) + offset);
}

} // namespace

send_ring::~send_ring() {
  close();
}

void send_ring::close() noexcept {
  if (rings_ != nullptr) {
    ::munmap(rings_, rings_size_);
  }
  if (entries_ != nullptr) {
    ::munmap(entries_, entries_size_);
  }
  if (fd_ >= 0) {
    ::close(fd_);
  }
  rings_ = nullptr;
  entries_ = nullptr;
  fd_ = -1;
}

void send_ring::disable() noexcept {
  close();
  state_ = state::unavailable;
}

bool send_ring::open() {
  if (state_ != state::unknown) {
    return state_ == state::open;
  }
  io_uring_params made{};
  made.flags = setup_flags;
  fd_ = static_cast<int>(::syscall(SYS_io_uring_setup, capacity, &made));
  if (fd_ >= 0 && (made.features & IORING_FEAT_SINGLE_MMAP) != 0) {
    map(made);
  }
  if (rings_ == nullptr || entries_ == nullptr) {
    disable();
    return false;
  }
  state_ = state::open;
  return true;
}

void send_ring::map(const io_uring_params& made) {
  rings_size_ = std::max(made.sq_off.array + made.sq_entries * sizeof(unsigned),
                         made.cq_off.cqes + made.cq_entries * sizeof(io_uring_cqe));
  entries_size_ = made.sq_entries * sizeof(io_uring_sqe);
  rings_ = map_ring(fd_, rings_size_, IORING_OFF_SQ_RING);
  entries_ = static_cast<io_uring_sqe*>(map_ring(fd_, entries_size_, IORING_OFF_SQES));
  if (rings_ == nullptr || entries_ == nullptr) {
    return;
  }
  submit_tail_ = at<unsigned>(rings_, made.sq_off.tail);
  submit_mask_ = *at<unsigned>(rings_, made.sq_off.ring_mask);
  done_head_ = at<unsigned>(rings_, made.cq_off.head);
  done_tail_ = at<unsigned>(rings_, made.cq_off.tail);
  done_mask_ = *at<unsigned>(rings_, made.cq_off.ring_mask);
  done_ = at<io_uring_cqe>(rings_, made.cq_off.cqes);
  auto* order = at<unsigned>(rings_, made.sq_off.array);
  for (unsigned i = 0; i < made.sq_entries; ++i) {
    order[i] = i;
  }
}

bool send_ring::send(std::span<request> requests) {
  std::size_t taken = 0;
  if (requests.size() >= fewest && open()) {
    taken = run(requests);
  }
  for (auto& one : requests.subspan(taken)) {
    send_alone(one);
  }
  return taken > 0;
}

void send_ring::enqueue(std::span<const request> requests) {
  auto tail = *submit_tail_; // ours to write
  for (std::size_t i = 0; i < requests.size(); ++i) {
    auto& entry = entries_[tail++ & submit_mask_];
    entry = {};
    entry.opcode = IORING_OP_SEND;
    entry.fd = requests[i].fd;
    entry.addr = reinterpret_cast<std::uintptr_t>(requests[i].bytes.data());
    entry.len = static_cast<std::uint32_t>(requests[i].bytes.size());
    entry.msg_flags = send_flags;
    entry.user_data = i;
  }
  std::atomic_ref{*submit_tail_}.store(tail, std::memory_order_release);
}

std::size_t send_ring::run(std::span<request> requests) {
  enqueue(requests);
  std::size_t taken = 0;
  std::size_t done = 0;
  while (done < requests.size()) {
    const auto count = ::syscall(SYS_io_uring_enter, fd_, requests.size() - taken,
                                 requests.size() - done, IORING_ENTER_GETEVENTS, nullptr, 0);
    if (count >= 0) {
      taken += static_cast<std::size_t>(count);
    } else if (errno != EINTR) {
      // Another thread than before, or no memory. Requests are taken in order and done when taken.
      reap(requests);
      disable();
      return taken;
    }
    done += reap(requests);
  }
  return taken;
}

std::size_t send_ring::reap(std::span<request> requests) {
  auto head = *done_head_; // ours to write
  const auto tail = std::atomic_ref{*done_tail_}.load(std::memory_order_acquire);
  const auto count = tail - head;
  for (; head != tail; ++head) {
    const auto& entry = done_[head & done_mask_];
    requests[entry.user_data].result = entry.res;
  }
  std::atomic_ref{*done_head_}.store(head, std::memory_order_release);
  return count;
}

} // namespace fleetwire::transport
