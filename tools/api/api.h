#pragma once

#include "tools/api/service.h"
#include "tools/http/handler.h"

namespace tools::api {

struct ApiOptions {
  bool access_log = true;  // log a record for each request
};

/// The ledger's HTTP interface, without a socket: finds the route of a request, checks the caller
/// and its rate, and calls the route. Any thread.
class Api : public http::Handler {
 public:
  Api(const Service& service, ApiOptions options) : service_(service), options_(options) {}

  http::Admission admit(const http::HttpRequest& request, http::RequestRecord& record) override;
  http::HttpResponse refuse(const http::ReadError& error,
                            const http::HttpRequest& request) override;
  void finished(const http::HttpRequest& request, const http::RequestRecord& record,
                double seconds) override;
  void handshake_failed(const std::string& address) override;

 private:
  const Service& service_;
  const ApiOptions options_;
};

}  // namespace tools::api
