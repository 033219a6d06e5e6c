#include "net/transport/detail/carrier.hpp"
#include "net/transport/detail/socket_core.hpp"

#include <utility>

namespace fleetwire::transport {

namespace {

/// The owner's end of a socket_core.
class socket_stream final : public carrier {
public:
  explicit socket_stream(socket_core::pointer core) noexcept : core_(std::move(core)) {}

  ~socket_stream() override {
    if (core_ && !core_->closing()) {
      core_->abort();
    }
  }
  void attach(stream_events& events) override { core_->attach(events); }
  std::size_t write(std::string_view bytes) override { return core_->write(bytes); }
  void pause_reading() override { core_->pause(); }
  void resume_reading() override { core_->resume(); }
  void close() override { core_->close(); }
  void move_to(unsigned home, std::string head, std::string rest,
               std::function<void(std::unique_ptr<stream>)> then) override;

private:
  socket_core::pointer core_;
};

void socket_stream::move_to(unsigned home, std::string head, std::string rest,
                            std::function<void(std::unique_ptr<stream>)> then) {
  const auto core = std::exchange(core_, nullptr);
  core->detach();
  if (!core->queue(head)) {
    core->abort();
    return;
  }
  core->give_back(std::move(rest));
  // Tasks are copyable, streams are not: a box carries them. A task that never runs closes it.
  auto& target = *core->worker().owner.workers.at(home);
  if (&target == &core->worker()) {
    auto box = std::make_shared<std::unique_ptr<stream>>(std::make_unique<socket_stream>(core));
    target.host.post([box, then = std::move(then)] { then(std::move(*box)); });
    return;
  }
  auto box = std::make_shared<socket_parts>(core->release());
  target.host.post(
    [box, &target, then = std::move(then)] { then(make_socket_stream(target, std::move(*box))); });
}

} // namespace

std::unique_ptr<carrier> make_socket_stream(worker_state& worker, socket_parts parts) {
  return std::make_unique<socket_stream>(new socket_core(worker, std::move(parts)));
}

} // namespace fleetwire::transport
