#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "ledger/store.h"
#include "replay/index/search_index.h"

/// The ways through the entries of the index.
namespace replay::index {

/// The serial numbers that follow one prefix.
std::unique_ptr<Walk> walk_of(const ledger::Store& store, std::string prefix);
/// Those that begin with `begin`, of all licenses.
std::unique_ptr<Walk> walk_of_serials(const ledger::Store& store, std::string begin);
/// Pairs of a sort key and a serial number, which need not be sorted.
std::unique_ptr<Walk> walk_of_list(std::vector<std::pair<std::string, std::string>> list);
/// The serial numbers of all of the walks, each once.
std::unique_ptr<Walk> merged(std::vector<std::unique_ptr<Walk>> walks);
/// All licenses with a key of the kind, in its order.
std::unique_ptr<Walk> walk_in_order(const ledger::Store& store, Sort sort);

}  // namespace replay::index
