#pragma once

#include <memory>
#include <vector>

#include "tools/sample/customer.h"

namespace tools::sample {

inline constexpr std::size_t showcase_size = 13;

/// Plans the licenses meant for demonstration, 1801000001 and up, each in a state of its own at the
/// end of the sample. Until shortly before that they behave like all others.
void plan_showcase(Scene& scene, CompanyNames& names, Dice& dice,
                   std::vector<std::unique_ptr<Customer>>& customers);

}  // namespace tools::sample
