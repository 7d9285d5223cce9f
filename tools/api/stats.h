#pragma once

#include <prometheus/metric_family.h>
#include <vector>

#include "tools/api/service.h"

namespace tools::api {

/// What the parts of the service tell of themselves when they are asked, as metrics: all that the
/// server does not count itself.
void add_figures(std::vector<prometheus::MetricFamily>& families, const Service& service);

}  // namespace tools::api
