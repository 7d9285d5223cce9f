#pragma once

#include <memory>
#include <vector>

#include "tools/sample/customer.h"

namespace tools::sample {

inline constexpr std::size_t showcase_size = 13;

/// The licenses that are there to be shown: 1801000001 and those after it, each in a state of its
/// own at the end of the sample. Until shortly before that they live like all others.
void plan_showcase(Scene& scene, Names& names, Dice& dice,
                   std::vector<std::unique_ptr<Customer>>& customers);

}  // namespace tools::sample
