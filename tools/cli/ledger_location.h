#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

#include "tools/cli/sources/command_error.h"
#include "tools/net/http_client.h"

namespace tools::cli {

/// Options that name the ledger: a data directory or a server. Without one, LICENSE_LEDGER_URL
/// applies, then LICENSE_LEDGER_DATA.
struct LocationOptions {
  std::string data;
  std::string url;
  std::string token;
  std::string token_file;
};

inline constexpr const char* data_directory_help =
    "Data directory; a server may be running [LICENSE_LEDGER_DATA, else ./data]";

void add_location_options(CLI::App& command, LocationOptions& options,
                          const std::string& data_help);

/// Exactly one of the two is set.
struct LedgerLocation {
  std::optional<net::HttpClient> server;
  std::string directory;
};

/// `default_directory`: used if neither an option nor the environment names a ledger; empty: that
/// is bad usage.
sources::CommandResult<LedgerLocation> find_ledger(const LocationOptions& options,
                                                   const std::string& default_directory);

/// The data directory that an option or LICENSE_LEDGER_DATA names, else `data`.
std::string find_directory(const std::string& option);

}  // namespace tools::cli
