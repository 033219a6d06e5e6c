#pragma once

#include "actors/contract/outward.hpp"
#include "net/transport/http_client.hpp"

#include <memory>
#include <string>

namespace fleetwire {

/// The port of systems on a client of transport; all of it happens on the client's worker.
class outward_adapter final : public contract::outward_client {
public:
  outward_adapter(const contract::outward_options& how, transport::io_loop& loop,
                  transport::worker_host& home);
  void get(std::string path, answer done) override;
  void close() override;

private:
  transport::worker_host& home_;
  const std::string prefix_;
  std::shared_ptr<transport::http_client> client_; ///< destroyed when workers stand still
};

} // namespace fleetwire
