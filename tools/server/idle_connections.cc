#include "tools/server/idle_connections.h"

#include <boost/asio/post.hpp>

namespace tools::server {

IdleConnections::Entry::Entry(IdleConnections& idle, boost::asio::ip::tcp::socket& socket)
    : idle_(idle), waiting_(std::make_shared<Waiting>(Waiting{.socket = socket})) {
  const std::scoped_lock lock{idle_.mutex_};
  place_ = idle_.waiting_.insert(idle_.waiting_.end(), waiting_);
}

IdleConnections::Entry::~Entry() {
  waiting_->over = true;
  const std::scoped_lock lock{idle_.mutex_};
  if (waiting_->listed) idle_.waiting_.erase(place_);
}

bool IdleConnections::end_oldest() {
  // While the lock is held the entry cannot be removed, so its socket exists. Later only the
  // socket's own thread knows whether it does.
  const std::scoped_lock lock{mutex_};
  if (waiting_.empty()) return false;
  const std::shared_ptr<Waiting> oldest = waiting_.front();
  waiting_.pop_front();
  oldest->listed = false;
  boost::asio::post(oldest->socket.get_executor(), [oldest] {
    boost::system::error_code ignored;
    if (!oldest->over) oldest->socket.cancel(ignored);
  });
  return true;
}

}  // namespace tools::server
