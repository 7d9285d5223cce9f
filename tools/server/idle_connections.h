#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <list>
#include <memory>
#include <mutex>

namespace tools::server {

/// The connections without a request in progress, the one that has waited longest first: it is
/// closed when there are too many. Any thread.
class IdleConnections {
  struct Waiting {
    boost::asio::ip::tcp::socket& socket;
    bool over = false;   // touched only on the thread of the socket
    bool listed = true;  // guarded by mutex_
  };
  using List = std::list<std::shared_ptr<Waiting>>;

 public:
  /// Counts a connection as idle while it lives. On the thread of its socket.
  class Entry {
   public:
    Entry(IdleConnections& idle, boost::asio::ip::tcp::socket& socket);
    ~Entry();
    Entry(const Entry&) = delete;
    Entry& operator=(const Entry&) = delete;

   private:
    IdleConnections& idle_;
    std::shared_ptr<Waiting> waiting_;
    List::iterator place_;
  };

  /// Closes the one that has waited longest; false if none is idle.
  bool end_oldest();

 private:
  std::mutex mutex_;
  List waiting_;
};

}  // namespace tools::server
