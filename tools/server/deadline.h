#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <memory>

namespace tools {

/// Gives what a socket is waiting for an end: when the time has come and this still lives, the
/// operations under way are cancelled, and the socket stays open, so that the client can be told.
class Deadline {
 public:
  Deadline(boost::asio::ip::tcp::socket& socket, std::chrono::steady_clock::duration after)
      : timer_(socket.get_executor()), state_(std::make_shared<State>()) {
    timer_.expires_after(after);
    timer_.async_wait([&socket, state = state_](const boost::system::error_code& error) {
      // Cancelling the timer does not stop a handler that is queued already.
      if (error || state->over) return;
      state->passed = true;
      boost::system::error_code ignored;
      socket.cancel(ignored);
    });
  }
  ~Deadline() { state_->over = true; }
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;

  bool passed() const { return state_->passed; }

 private:
  struct State {
    bool passed = false;
    bool over = false;
  };
  boost::asio::steady_timer timer_;
  std::shared_ptr<State> state_;
};

}  // namespace tools
