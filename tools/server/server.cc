#include "tools/server/server.h"

#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>
#include <spdlog/spdlog.h>
#include <thread>
#include <vector>

#include "tools/server/no_throw.h"
#include "tools/server/session.h"
#include "tools/server/tls.h"

namespace tools::server {
namespace {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;

// Connections that may be closing, in addition to those that are accepted.
constexpr std::size_t slack = 64;

}  // namespace

/// Each thread has its own io_context, and a connection stays on one: no strands, no locks.
struct Server::Impl {
  Impl(http::Handler& handler_, http::Traffic& traffic_, ServerOptions options_)
      : handler(handler_),
        traffic(traffic_),
        options(std::move(options_)),
        contexts(make_contexts(options.threads)),
        apart(contexts.size()) {
    for (const auto& each : contexts) work.push_back(asio::make_work_guard(*each));
  }

  using Contexts = std::vector<std::unique_ptr<asio::io_context>>;
  static Contexts make_contexts(std::size_t count) {
    Contexts made(std::max<std::size_t>(1, count));
    for (auto& context : made) context = std::make_unique<asio::io_context>(1);
    return made;
  }

  asio::awaitable<void> accept() {
    while (!traffic.stopping) {
      auto [error, socket] = co_await acceptor.async_accept(*contexts[next_context], no_throw);
      next_context = (next_context + 1) % contexts.size();
      if (traffic.stopping || error == asio::error::operation_aborted) co_return;
      if (error) {
        // Most likely out of descriptors: close an idle connection.
        idle.end_oldest();
        spdlog::warn("accept failed: {}", error.message());
        asio::steady_timer timer{context, std::chrono::milliseconds{100}};
        co_await timer.async_wait(no_throw);
        continue;
      }
      // Close an idle connection; if there is none, or those closed before are not gone yet, the
      // new one is dropped.
      const bool full = traffic.connections >= options.max_connections;
      const bool made_room =
          full && traffic.connections < options.max_connections + slack && idle.end_oldest();
      if (full && !made_room) {
        ++traffic.connections_refused;
        continue;
      }
      boost::system::error_code ignored;
      socket.set_option(tcp::no_delay{true}, ignored);
      ++traffic.connections;
      const auto executor = socket.get_executor();
      asio::co_spawn(executor, serve(std::move(socket)), [this](const std::exception_ptr& failed) {
        --traffic.connections;
        if (failed) report(failed);
      });
    }
  }

  asio::awaitable<void> serve(tcp::socket socket) {
    HttpIo io{std::move(socket), options.tls != nullptr ? options.tls->current() : nullptr, options,
              idle};
    Session session{handler, traffic, io};
    co_await session.run();
  }

  static void report(const std::exception_ptr& failed) {
    try {
      std::rethrow_exception(failed);
    } catch (const std::exception& error) {
      spdlog::error("a connection ended with: {}", error.what());
    }
  }

  /// Refuses new connections immediately; admitted requests are answered, idle connections dropped.
  void stop() {
    if (traffic.stopping.exchange(true)) return;
    asio::post(context, [this] {
      boost::system::error_code ignored;
      acceptor.close(ignored);
      signals.cancel(ignored);
      hangups.cancel(ignored);
    });
    asio::co_spawn(context, drain(), [](const std::exception_ptr&) {});
  }

  asio::awaitable<void> repeat(std::chrono::milliseconds period, std::function<void()> task) {
    asio::steady_timer timer{context};
    while (!traffic.stopping) {
      timer.expires_after(period);
      co_await timer.async_wait(no_throw);
      task();
    }
  }

  asio::awaitable<void> reload_certificates() {
    while (!traffic.stopping) {
      const auto [error, signal] = co_await hangups.async_wait(no_throw);
      if (error) co_return;
      if (options.tls == nullptr) {
        spdlog::info("nothing to reload: TLS is not used");
      } else if (const auto read = options.tls->reload(); read) {
        spdlog::info("certificates reloaded");
      } else {
        spdlog::error("keeping the current certificates: {}", to_text(read.error()));
      }
    }
  }

  asio::awaitable<void> drain() {
    // Admitted requests are answered; feeds, which never end, are not waited for.
    asio::steady_timer timer{context};
    for (int waited = 0; waited < 200 && traffic.unanswered > 0; ++waited) {
      timer.expires_after(std::chrono::milliseconds{50});
      co_await timer.async_wait(no_throw);
    }
    for (const auto& each : contexts) each->stop();
  }

  http::Handler& handler;
  // Sessions refer to it until they are destroyed with the contexts.
  http::Traffic& traffic;
  const ServerOptions options;
  IdleConnections idle;
  Contexts contexts;
  asio::thread_pool apart;
  std::vector<asio::executor_work_guard<asio::io_context::executor_type>> work;
  std::size_t next_context = 0;
  // The first context also accepts connections and listens for signals.
  asio::io_context& context = *contexts.front();
  tcp::acceptor acceptor{context};
  asio::signal_set signals{context, SIGTERM, SIGINT};
  asio::signal_set hangups{context, SIGHUP};
};

Server::Server(http::Handler& handler, http::Traffic& traffic, ServerOptions options)
    : impl_(std::make_unique<Impl>(handler, traffic, std::move(options))) {}

Server::~Server() = default;

ledger::Result<std::uint16_t> Server::listen() {
  boost::system::error_code error;
  tcp::resolver resolver{impl_->context};
  const auto found =
      resolver.resolve(impl_->options.host, std::to_string(impl_->options.port), error);
  if (!error && !found.empty()) {
    const tcp::endpoint endpoint = *found.begin();
    impl_->acceptor.open(endpoint.protocol(), error);
    if (!error) impl_->acceptor.set_option(asio::socket_base::reuse_address{true}, error);
    if (!error) impl_->acceptor.bind(endpoint, error);
    if (!error) impl_->acceptor.listen(asio::socket_base::max_listen_connections, error);
  }
  if (error) {
    return ledger::fail(ledger::FailureKind::io, "cannot listen on " + impl_->options.host + ":" +
                                                     std::to_string(impl_->options.port) + ": " +
                                                     error.message());
  }
  return impl_->acceptor.local_endpoint().port();
}

void Server::every(std::chrono::milliseconds period, std::function<void()> task) {
  asio::co_spawn(impl_->context, impl_->repeat(period, std::move(task)),
                 [](const std::exception_ptr&) {});
}

void Server::run() {
  impl_->signals.async_wait([this](const boost::system::error_code& error, int) {
    if (!error) impl_->stop();
  });
  asio::co_spawn(impl_->context, impl_->accept(), [this](const std::exception_ptr& failed) {
    if (!failed) return;
    Impl::report(failed);
    impl_->stop();  // a server that accepts no connections is useless
  });
  asio::co_spawn(impl_->context, impl_->reload_certificates(), [](const std::exception_ptr&) {});
  std::vector<std::thread> threads;
  for (std::size_t i = 1; i < impl_->contexts.size(); ++i) {
    threads.emplace_back([&context = *impl_->contexts[i]] { context.run(); });
  }
  impl_->context.run();
  for (auto& thread : threads) thread.join();
  // Nobody waits for an answer any more.
  impl_->apart.stop();
  impl_->apart.join();
}

void Server::run_apart(std::function<void()> work) { asio::post(impl_->apart, std::move(work)); }

void Server::stop() { impl_->stop(); }

}  // namespace tools::server
