#pragma once

#include <string>

#include "projections/view.h"

namespace tests {

/// Whether to show the positions of the evidence in the log, which depend on the order of arrival.
enum class Positions { shown, hidden };

/// Every member of a view as text, one per line: to compare two views and see where they differ.
std::string text_of(const projections::LicenseView& view, Positions positions = Positions::shown);

}  // namespace tests
