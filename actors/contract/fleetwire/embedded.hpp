#pragma once

namespace fleetwire {

/// What a system lets the program around its engine call; see engine::system().
class embedded {
public:
  virtual ~embedded() = default;
};

} // namespace fleetwire
