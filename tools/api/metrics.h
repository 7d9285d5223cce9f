#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace tools::api {

struct Service;

/// The metrics of the server, in the Prometheus text format. Any thread.
class Metrics {
 public:
  Metrics();
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  /// `method` is a known one, and `route` a pattern such as `/v1/licenses/{serial}`, never a path,
  /// which holds customer data: there is a series for each.
  void count_request(std::string_view method, std::string_view route, int status, double seconds);
  /// What was counted, and the metrics of the parts of the service.
  std::string text(const Service& service) const;

 private:
  struct Families;
  std::unique_ptr<Families> families_;
};

}  // namespace tools::api
