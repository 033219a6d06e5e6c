#pragma once

namespace fleetwire::transport {

/// A node of a ring that costs no allocation; leaves the ring when destroyed. One thread.
class linked {
public:
  linked() noexcept = default;
  linked(const linked&) = delete;
  linked& operator=(const linked&) = delete;
  ~linked() { unlink(); }

  void unlink() noexcept {
    prev_->next_ = next_;
    next_->prev_ = prev_;
    prev_ = next_ = this;
  }
  /// Enters the ring of `head`, in front of it.
  void link_before(linked& head) noexcept {
    unlink();
    prev_ = head.prev_;
    next_ = &head;
    prev_->next_ = next_->prev_ = this;
  }
  /// The next node; the head itself when there is none.
  linked* next() const noexcept { return next_; }

private:
  linked* prev_ = this;
  linked* next_ = this;
};

/// A connection that its server can end, whoever holds the stream.
class killable : public linked {
public:
  /// Closes at once; on_end(error) if somebody listens.
  virtual void kill() = 0;

protected:
  ~killable() = default;
};

} // namespace fleetwire::transport
