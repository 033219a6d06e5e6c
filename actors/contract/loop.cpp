#include "actors/contract/loop.hpp"

namespace fleetwire::contract {

timer::~timer() {
  // The head of a list is a node of its own and has nothing to leave.
  if (next_ == nullptr || next_ == this)
    return;
  prev_->next_ = next_;
  next_->prev_ = prev_;
}

} // namespace fleetwire::contract
