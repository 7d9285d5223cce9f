#include "tools/server/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include "commands/sequencer.h"

namespace tools {
namespace {

prometheus::Gauge& gauge(prometheus::Registry& registry, const char* name, const char* help) {
  return prometheus::BuildGauge().Name(name).Help(help).Register(registry).Add({});
}

}  // namespace

struct Metrics::Families {
  prometheus::Registry registry;
  prometheus::Family<prometheus::Counter>& requests =
      prometheus::BuildCounter()
          .Name("license_ledger_requests_total")
          .Help("Requests answered, by route and status.")
          .Register(registry);
  prometheus::Family<prometheus::Histogram>& seconds =
      prometheus::BuildHistogram()
          .Name("license_ledger_request_seconds")
          .Help("Time from the headers of a request to its answer, by route.")
          .Register(registry);
  prometheus::Gauge& commits =
      gauge(registry, "license_ledger_commits", "Batches finished since the start.");
  prometheus::Gauge& events =
      gauge(registry, "license_ledger_events_appended", "Events appended since the start.");
  prometheus::Gauge& sync_seconds = gauge(registry, "license_ledger_sync_seconds",
                                          "Time spent in synced writes since the start.");
  prometheus::Gauge& queue =
      gauge(registry, "license_ledger_queue_length", "Requests that wait for the writer.");
  prometheus::Gauge& end = gauge(registry, "license_ledger_log_size",
                                 "Events in the log: one more than the last position.");
};

Metrics::Metrics() : families_(std::make_unique<Families>()) {}
Metrics::~Metrics() = default;

void Metrics::count_request(std::string_view route, int status, double seconds) {
  const std::string name{route};
  families_->requests.Add({{"route", name}, {"status", std::to_string(status)}}).Increment();
  static const prometheus::Histogram::BucketBoundaries boundaries{0.001, 0.0025, 0.005, 0.01, 0.025,
                                                                  0.05,  0.1,    0.25,  1.0,  5.0};
  families_->seconds.Add({{"route", name}}, boundaries).Observe(seconds);
}

std::string Metrics::text(const commands::SequencerFigures& figures) const {
  families_->commits.Set(static_cast<double>(figures.commits));
  families_->events.Set(static_cast<double>(figures.events));
  families_->sync_seconds.Set(static_cast<double>(figures.sync_micros) / 1e6);
  families_->queue.Set(static_cast<double>(figures.queue_length));
  families_->end.Set(static_cast<double>(figures.end.value));
  return prometheus::TextSerializer{}.Serialize(families_->registry.Collect());
}

}  // namespace tools
