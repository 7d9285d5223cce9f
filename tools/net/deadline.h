#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <memory>

namespace tools::net {

/// Limits how long a socket may wait: when the time is up and this still exists, pending operations
/// are cancelled; the socket stays open, so that an error can be sent. On the socket's thread.
class Deadline {
 public:
  Deadline(boost::asio::ip::tcp::socket& socket, std::chrono::steady_clock::duration after)
      : state_(std::make_shared<State>(socket)) {
    state_->timer.expires_after(after);
    wait(state_);
  }
  ~Deadline() { end(); }
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;

  bool passed() const { return state_->passed; }
  /// Operations from here on have no limit.
  void end() {
    state_->over = true;
    state_->timer.cancel();
  }

 private:
  struct State {
    explicit State(boost::asio::ip::tcp::socket& socket_)
        : socket(socket_), timer(socket_.get_executor()) {}
    boost::asio::ip::tcp::socket& socket;
    boost::asio::steady_timer timer;
    bool passed = false;
    bool over = false;
  };

  /// Repeats: an operation composed of several reads may be between two of them when it is
  /// cancelled, and start the next.
  static void wait(const std::shared_ptr<State>& state) {
    state->timer.async_wait([state](const boost::system::error_code& error) {
      // Cancelling the timer does not stop a handler that is already queued.
      if (error || state->over) return;
      state->passed = true;
      boost::system::error_code ignored;
      state->socket.cancel(ignored);
      state->timer.expires_after(std::chrono::milliseconds{50});
      wait(state);
    });
  }

  std::shared_ptr<State> state_;
};

}  // namespace tools::net
