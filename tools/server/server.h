#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "ledger/result.h"
#include "tools/http/handler.h"
#include "tools/http/traffic.h"

namespace tools::server {

class Tls;

struct ServerOptions {
  std::string host = "127.0.0.1";
  std::uint16_t port = 8080;  // 0: any free one
  std::size_t threads = 2;    // that serve connections
  std::size_t max_connections = 1024;
  std::size_t max_header_bytes = 16 * 1024;
  std::uint64_t max_body_bytes = 16 * 1024 * 1024;  // except streamed lines
  std::size_t max_line_bytes = 256 * 1024;          // of a streamed line
  std::chrono::seconds read_timeout{30};            // for a whole request, or one read of a stream
  std::chrono::seconds idle_timeout{75};            // between requests
  Tls* tls = nullptr;                               // plain HTTP without it; outlives the server
};

/// The HTTP/1.1 server: accepts connections, keeps the limits, and hands requests to the handler.
class Server {
 public:
  /// `handler` and `traffic` outlive the server.
  Server(http::Handler& handler, http::Traffic& traffic, ServerOptions options);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Opens the port; returns the one it got.
  ledger::Result<std::uint16_t> listen();
  /// Calls `task` on one of the server's threads, every `period` while it runs. Call before run().
  void every(std::chrono::milliseconds period, std::function<void()> task);
  /// Runs `work` on threads of its own, as many as serve connections: for what would hold up the
  /// other connections of a thread. Any thread. What has not begun when run() returns is dropped.
  void run_apart(std::function<void()> work);
  /// Serves until a signal (SIGTERM, SIGINT) or stop(): then accepts no more connections, answers
  /// what has been admitted, and returns. SIGHUP reloads the certificates.
  void run();
  /// Ends run(). Any thread.
  void stop();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tools::server
