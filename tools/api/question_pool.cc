#include "tools/api/question_pool.h"

#include <boost/asio/post.hpp>
#include <utility>

namespace tools::api {

void QuestionPool::run(std::function<void()> question) {
  boost::asio::post(pool_, std::move(question));
}

void QuestionPool::stop() {
  pool_.stop();
  pool_.join();
}

}  // namespace tools::api
