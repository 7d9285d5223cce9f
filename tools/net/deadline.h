#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <memory>

namespace tools::net {

/// Gives what a socket is waiting for an end: when the time has come and this still lives, the
/// operations under way are cancelled, and the socket stays open, so that the client can be told.
/// On the thread of the socket.
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
  /// What begins from here on may take as long as it likes.
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

  /// Again and again: what is made of several reads may be between two of them when it is
  /// cancelled, and begin the next.
  static void wait(const std::shared_ptr<State>& state) {
    state->timer.async_wait([state](const boost::system::error_code& error) {
      // Cancelling the timer does not stop a handler that is queued already.
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
