#include "tools/api/stats.h"

#include "tools/api/process_stats.h"

namespace tools::api {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

class Families {
 public:
  explicit Families(std::vector<MetricFamily>& families) : families_(families) {}

  template <class Number>
  void gauge(const char* name, const char* help, Number value) {
    MetricFamily& family = add(name, help, MetricType::Gauge);
    family.metric.emplace_back().gauge.value = static_cast<double>(value);
  }
  template <class Number>
  void counter(const char* name, const char* help, Number value) {
    MetricFamily& family = add(name, help, MetricType::Counter);
    family.metric.emplace_back().counter.value = static_cast<double>(value);
  }
  /// One series for each value of a label.
  template <class Values, class NameOf>
  void gauges(const char* name, const char* help, const char* label, const Values& values,
              const NameOf& name_of) {
    MetricFamily& family = add(name, help, MetricType::Gauge);
    for (std::size_t i = 0; i < values.size(); ++i) {
      ClientMetric& metric = family.metric.emplace_back();
      metric.label = {{label, std::string{name_of(i)}}};
      metric.gauge.value = static_cast<double>(values[i]);
    }
  }
  template <const auto& Bounds>
  void histogram(const char* name, const char* help,
                 const commands::write::Distribution<Bounds>& distribution) {
    MetricFamily& family = add(name, help, MetricType::Histogram);
    auto& histogram = family.metric.emplace_back().histogram;
    for (std::size_t i = 0; i < distribution.counts.size(); ++i) {
      histogram.sample_count += distribution.counts[i];
      // The serializer adds the bucket above all bounds itself.
      if (i < Bounds.size()) histogram.bucket.push_back({histogram.sample_count, Bounds[i]});
    }
    histogram.sample_sum = distribution.sum;
  }

 private:
  MetricFamily& add(const char* name, const char* help, MetricType type) {
    return families_.emplace_back(
        MetricFamily{.name = name, .help = help, .type = type, .metric = {}});
  }

  std::vector<MetricFamily>& families_;
};

double seconds_of(ledger::Instant at) { return static_cast<double>(at.micros) / 1e6; }

void add_writer(Families& families, const commands::write::SequencerStats& figures) {
  families.histogram("license_ledger_batch_events",
                     "Events in a batch, which is one synced write; a batch may have none, only "
                     "responses stored under an Idempotency-Key.",
                     figures.batch_events);
  families.histogram("license_ledger_sync_seconds", "Duration of a synced write.",
                     figures.sync_seconds);
  families.gauge("license_ledger_queue_length", "Requests waiting for the writer.",
                 figures.queue_length);
  families.gauge("license_ledger_queue_limit", "Requests that may wait for the writer.",
                 figures.max_queue);
  families.counter("license_ledger_turned_away_total",
                   "Requests that were answered 503 queue_full.", figures.rejected);
  families.gauge("license_ledger_unsaved_events",
                 "Events after the last save of derived data, which a restart applies again.",
                 figures.unsaved_events);
}

void add_log(Families& families, const Service& service) {
  families.gauge("license_ledger_log_events", "Events in the log, all of them on disk.",
                 service.tree.head().size);
  families.gauge("license_ledger_applied_position",
                 "Position of the last event that responses reflect; -1 before the first.",
                 static_cast<double>(service.questions.streams().end().value) - 1);
  const auto& checkpointer = service.checkpointer;
  if (const auto last = checkpointer.last()) {
    families.gauge("license_ledger_checkpoint_events", "Events under the last signed checkpoint.",
                   last->checkpoint.head.size);
    families.gauge("license_ledger_checkpoint_timestamp_seconds",
                   "When the last checkpoint was signed.",
                   seconds_of(checkpointer.last_signed_at()));
  }
  const auto cosigned = checkpointer.cosigned();
  families.gauge("license_ledger_cosigned_checkpoint_events",
                 "Events under the newest checkpoint that a witness cosigned; 0 before the first.",
                 cosigned == nullptr ? 0 : cosigned->checkpoint.head.size);
}

void add_licenses(Families& families, const Service& service) {
  const auto now = service.sequencer.now();
  const auto counted = service.search.summary(now);
  const auto& summary = counted.summary;
  families.gauges("license_ledger_licenses", "Licenses by stage.", "stage", summary.by_stage,
                  [](std::size_t i) { return name_of(static_cast<projections::state::Stage>(i)); });
  const auto codes = ledger::codes_of(ledger::ReasonGroup::blocking);
  std::vector<std::int64_t> blocked;
  for (const auto code : codes) {
    blocked.push_back(summary.blocked_by.at(static_cast<std::size_t>(code)));
  }
  families.gauges("license_ledger_blocked_licenses",
                  "Licenses whose pending or next activation a reason blocks; a license with "
                  "several reasons is counted for each.",
                  "reason", blocked, [&](std::size_t i) { return ledger::name_of(codes[i]); });
  families.gauge("license_ledger_licenses_counted_timestamp_seconds",
                 "The instant as of which the licenses were counted.", seconds_of(now));
  families.gauge("license_ledger_search_behind_events",
                 "Events that the search's index does not reflect yet.", counted.behind);
}

void add_process(Families& families) {
  const ProcessFigures process = process_figures();
  families.gauge("process_start_time_seconds", "When the process started.", process.started_at_s);
  families.counter("process_cpu_seconds_total", "Processor time used.", process.cpu_s);
  families.gauge("process_resident_memory_bytes", "Resident memory.", process.resident_bytes);
  families.gauge("process_open_fds", "Open file descriptors.", process.open_files);
  families.gauge("process_max_fds", "File descriptors that may be open.", process.max_open_files);
}

}  // namespace

void add_figures(std::vector<MetricFamily>& list, const Service& service) {
  Families families{list};
  families.gauge("license_ledger_requests_in_flight", "Requests read but not yet answered.",
                 service.traffic.unanswered.load());
  families.gauge("license_ledger_connections", "Open connections.",
                 service.traffic.connections.load());
  families.counter("license_ledger_connections_refused_total",
                   "Connections closed immediately because too many were open.",
                   service.traffic.connections_refused.load());
  add_writer(families, service.sequencer.stats());
  add_log(families, service);
  add_licenses(families, service);
  families.gauges("license_ledger_build_info", "Always 1; the label is the running version.",
                  "version", std::array{1}, [](std::size_t) { return LICENSE_LEDGER_VERSION; });
  add_process(families);
}

}  // namespace tools::api
