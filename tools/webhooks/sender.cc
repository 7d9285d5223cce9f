#include "tools/webhooks/sender.h"

#include <atomic>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>
#include <random>
#include <spdlog/spdlog.h>
#include <thread>

#include "tools/net/guarded_post.h"

namespace tools::webhooks {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr auto no_throw = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t max_under_way = 4;  // attempts of each subscription
constexpr std::size_t resolver_threads = 8;
constexpr auto longest_sleep = std::chrono::seconds{60};
constexpr auto drain_timeout = std::chrono::seconds{5};

std::int64_t seconds_of(Instant at) { return at.micros / 1'000'000; }

/// Retry-After is honored with these statuses only.
bool may_request_delay(int status) { return status == 429 || status == 503; }

/// What is wrong with a response of that status, beyond the status itself.
std::string error_about(int status) {
  if (status >= 300 && status < 400) return "redirects are not followed";
  return {};
}

}  // namespace

struct Sender::Impl {
  Impl(Deliveries& deliveries_, SenderOptions options_,
       std::function<void(const ledger::Failure&)> failed_)
      : deliveries(deliveries_), options(std::move(options_)), failed(std::move(failed_)) {}

  ledger::Result<void> prepare_tls() {
    using Tls = asio::ssl::context;
    error_code error;
    tls.set_options(Tls::no_sslv2 | Tls::no_sslv3 | Tls::no_tlsv1 | Tls::no_tlsv1_1, error);
    if (!error) tls.set_default_verify_paths(error);
    if (error) {
      return ledger::fail(ledger::FailureKind::io,
                          "cannot prepare TLS for webhooks: " + error.message());
    }
    if (!options.ca_file.empty()) tls.load_verify_file(options.ca_file, error);
    if (error) {
      return ledger::fail(ledger::FailureKind::invalid,
                          fmt::format("--webhook-ca-file: cannot read certificates from {}: {}",
                                      options.ca_file, error.message()));
    }
    return ledger::ok;
  }

  void fail_with(const ledger::Failure& failure) {
    if (!stopping.exchange(true)) failed(failure);
  }

  /// Starts what is due, and sleeps until something else is. On the sender's thread.
  void pump() {
    if (stopping) return;
    const Instant now = ledger::system_now();
    auto due = deliveries.take_due(now, max_under_way);
    if (!due) return fail_with(due.error());
    for (auto& job : *due) {
      ++under_way;
      asio::co_spawn(context, deliver(std::move(job)), [this](const std::exception_ptr& thrown) {
        --under_way;
        if (thrown) report(thrown);
        pump();
      });
    }
    const auto next = deliveries.next_due(max_under_way);
    auto sleep = std::chrono::microseconds{longest_sleep};
    if (next) {
      const std::int64_t wait = std::max<std::int64_t>(0, next->micros - now.micros);
      sleep = std::min(sleep, std::chrono::microseconds{wait});
    }
    timer.expires_after(sleep);
    timer.async_wait([this](const error_code& error) {
      if (!error) pump();
    });
  }

  /// Once an hour, and at the start.
  void remove_expired() {
    if (stopping) return;
    const auto removed = deliveries.remove_expired(ledger::system_now());
    if (!removed) return fail_with(removed.error());
    hourly.expires_after(std::chrono::hours{1});
    hourly.async_wait([this](const error_code& error) {
      if (!error) remove_expired();
    });
  }

  asio::awaitable<void> deliver(DueDelivery job) {
    const Instant at = ledger::system_now();
    const auto started = std::chrono::steady_clock::now();
    net::Incoming incoming = co_await attempt(job, at);
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - started);
    const DeliveryAttempt attempt{
        .at = at,
        .milliseconds = took.count(),
        .status = incoming.status,
        .error = incoming.error.empty() ? error_about(incoming.status) : incoming.error,
        .excerpt = incoming.excerpt};
    const auto finished = deliveries.finish(job.subscription.id, job.delivery.number,
                                            judge(job, attempt, incoming.retry_after));
    if (!finished) fail_with(finished.error());
  }

  asio::awaitable<net::Incoming> attempt(const DueDelivery& job, Instant at) {
    const auto url = http::webhook_url_from(job.subscription.url, options.http_allowed);
    if (!url) {
      net::Incoming unsent;
      unsent.error = fmt::format("the URL {}", url.error().detail);
      co_return unsent;
    }
    const std::string& id = job.delivery.message_id;
    const std::int64_t timestamp = seconds_of(at);
    net::Outgoing outgoing;
    outgoing.url = *url;
    outgoing.headers = {{"webhook-id", id},
                        {"webhook-timestamp", std::to_string(timestamp)},
                        {"webhook-signature",
                         signatures_of(job.subscription.secrets_at(at), id, timestamp, job.body)}};
    outgoing.body = job.body;
    outgoing.timeout = options.timeout;
    outgoing.guard = &options.guard;
    co_return co_await net::post_once(std::move(outgoing), tls, resolvers);
  }

  AttemptOutcome judge(const DueDelivery& job, const DeliveryAttempt& attempt,
                       std::optional<std::chrono::seconds> retry_after) {
    AttemptOutcome outcome{.attempt = attempt};
    if (succeeded(attempt)) {
      ++delivered;
      return outcome;
    }
    ++(attempt.status != 0 ? refused : unanswered);
    const Instant now = ledger::system_now();
    if (!may_request_delay(attempt.status)) retry_after.reset();
    outcome.next_attempt_at =
        next_attempt(options.schedule, job.delivery.tries + 1, now, dice(), retry_after);
    const Instant since = job.subscription.failing_since.value_or(attempt.at);
    const std::chrono::microseconds failing{now.micros - since.micros};
    if (attempt.status == 410) {
      outcome.disable = "gone";
    } else if (failing >= options.disable_after) {
      outcome.disable = "failing";
    }
    if (!outcome.disable.empty() && !job.subscription.disabled) {
      spdlog::warn("webhook {} is disabled: {}", job.subscription.id, outcome.disable);
    }
    return outcome;
  }

  static void report(const std::exception_ptr& thrown) {
    try {
      std::rethrow_exception(thrown);
    } catch (const std::exception& error) {
      spdlog::error("an attempt to deliver a webhook message failed: {}", error.what());
    }
  }

  asio::awaitable<void> drain() {
    const auto until = std::chrono::steady_clock::now() + drain_timeout;
    asio::steady_timer pause{context};
    while (under_way > 0 && std::chrono::steady_clock::now() < until) {
      pause.expires_after(std::chrono::milliseconds{20});
      static_cast<void>(co_await pause.async_wait(no_throw));
    }
    context.stop();
  }

  Deliveries& deliveries;
  const SenderOptions options;
  const std::function<void(const ledger::Failure&)> failed;
  std::atomic<bool> stopping{false};
  std::size_t under_way = 0;  // of the thread
  std::atomic<std::uint64_t> delivered{0};
  std::atomic<std::uint64_t> refused{0};
  std::atomic<std::uint64_t> unanswered{0};
  std::mt19937_64 dice{std::random_device{}()};

  asio::thread_pool resolvers{resolver_threads};
  asio::ssl::context tls{asio::ssl::context::tls_client};
  asio::io_context context{1};
  asio::executor_work_guard<asio::io_context::executor_type> work{context.get_executor()};
  asio::steady_timer timer{context};
  asio::steady_timer hourly{context};
  std::thread thread;
};

ledger::Result<std::unique_ptr<Sender>> Sender::start(
    Deliveries& deliveries, SenderOptions options,
    std::function<void(const ledger::Failure&)> failed) {
  auto impl = std::make_unique<Impl>(deliveries, std::move(options), std::move(failed));
  LEDGER_RETURN_IF_FAILED(impl->prepare_tls());
  std::unique_ptr<Sender> sender{new Sender{std::move(impl)}};
  auto& running = *sender->impl_;
  asio::post(running.context, [&running] {
    running.remove_expired();
    running.pump();
  });
  running.thread = std::thread{[&running] { running.context.run(); }};
  return sender;
}

Sender::Sender(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Sender::~Sender() { stop(); }

void Sender::wake() {
  asio::post(impl_->context, [impl = impl_.get()] { impl->pump(); });
}

void Sender::stop() {
  if (!impl_->thread.joinable()) return;
  impl_->stopping = true;
  asio::co_spawn(impl_->context, impl_->drain(), [](const std::exception_ptr&) {});
  impl_->thread.join();
  impl_->resolvers.stop();
  impl_->resolvers.join();
}

SendingStats Sender::stats() const {
  return {
      .delivered = impl_->delivered, .refused = impl_->refused, .unanswered = impl_->unanswered};
}

}  // namespace tools::webhooks
