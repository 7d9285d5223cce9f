#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "tools/witness/witness.h"

namespace tools::witness {

struct WitnessServerOptions {
  std::string host = "127.0.0.1";
  std::uint16_t port = 8090;  // 0: any free one
  std::size_t max_connections = 256;
  std::uint32_t max_header_bytes = 8 * 1024;
  std::uint64_t max_body_bytes = 64 * 1024;
  std::chrono::seconds read_timeout{10};  // for a request once it has begun, and for its answer
  std::chrono::seconds idle_timeout{75};  // between requests
};

/// Serves a witness over HTTP/1.1: POST /add-checkpoint and GET /healthz. One thread, which judges
/// and syncs too: a witness has a handful of submissions a minute.
class WitnessServer {
 public:
  WitnessServer(Witness& witness, WitnessServerOptions options);
  ~WitnessServer();
  WitnessServer(const WitnessServer&) = delete;
  WitnessServer& operator=(const WitnessServer&) = delete;

  /// Opens the port; answers the one it got.
  ledger::Result<std::uint16_t> listen();
  /// Serves until SIGTERM or SIGINT. What was cosigned is on disk, whether or not its answer
  /// leaves.
  void run();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tools::witness
