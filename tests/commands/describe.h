#pragma once

#include <string>

#include "projections/view.h"

namespace tests {

/// Whether it is told where the evidence stands in the log, which follows arrival.
enum class Positions { told, untold };

/// Every member of a view as text, a line each: to compare two, and to see where they differ.
std::string text_of(const projections::LicenseView& view, Positions positions = Positions::told);

}  // namespace tests
