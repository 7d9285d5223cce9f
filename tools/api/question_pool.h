#pragma once

#include <boost/asio/thread_pool.hpp>
#include <functional>

namespace tools::api {

/// Threads for questions that take long: a connection's thread serves other connections too, and
/// must not wait for one that folds a long history. Any thread.
class QuestionPool {
 public:
  explicit QuestionPool(unsigned threads) : pool_(threads) {}
  ~QuestionPool() { stop(); }
  QuestionPool(const QuestionPool&) = delete;
  QuestionPool& operator=(const QuestionPool&) = delete;

  void run(std::function<void()> question);
  /// Finishes what has begun and drops the rest. Call it when no connection waits any more.
  void stop();

 private:
  boost::asio::thread_pool pool_;
};

}  // namespace tools::api
