#include "tools/api/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include "tools/api/stats.h"

namespace tools::api {

struct Metrics::Families {
  prometheus::Registry registry;
  prometheus::Family<prometheus::Counter>& requests = prometheus::BuildCounter()
                                                          .Name("license_ledger_requests_total")
                                                          .Help("Requests answered.")
                                                          .Register(registry);
  prometheus::Family<prometheus::Histogram>& seconds =
      prometheus::BuildHistogram()
          .Name("license_ledger_request_seconds")
          .Help("Time from reading the head of a request to writing its response.")
          .Register(registry);
};

Metrics::Metrics() : families_(std::make_unique<Families>()) {}
Metrics::~Metrics() = default;

void Metrics::count_request(std::string_view method, std::string_view route, int status,
                            double seconds) {
  const prometheus::Labels of_route{{"method", std::string{method}}, {"route", std::string{route}}};
  prometheus::Labels of_status = of_route;
  of_status.emplace("status", std::to_string(status));
  families_->requests.Add(of_status).Increment();
  static const prometheus::Histogram::BucketBoundaries boundaries{
      0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0};
  families_->seconds.Add(of_route, boundaries).Observe(seconds);
}

std::string Metrics::text(const Service& service) const {
  auto families = families_->registry.Collect();
  add_figures(families, service);
  return prometheus::TextSerializer{}.Serialize(families);
}

}  // namespace tools::api
