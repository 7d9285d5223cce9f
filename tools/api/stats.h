#pragma once

#include <prometheus/metric_family.h>
#include <vector>

#include "tools/api/service.h"

namespace tools::api {

/// The metrics of the parts of the service at this moment; request metrics are in Metrics.
void add_figures(std::vector<prometheus::MetricFamily>& families, const Service& service);

}  // namespace tools::api
