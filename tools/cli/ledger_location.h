#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

#include "tools/cli/sources/command_error.h"
#include "tools/net/http_client.h"

namespace tools::cli {

/// Where the ledger is, as the command line says it: a data directory, or a server. Where it says
/// nothing, LICENSE_LEDGER_URL does, then LICENSE_LEDGER_DATA.
struct PlaceOptions {
  std::string data;
  std::string url;
  std::string token;
  std::string token_file;
};

void add_place_options(CLI::App& command, PlaceOptions& options, const std::string& about_data);

/// Exactly one of the two is set.
struct Place {
  std::optional<net::HttpClient> server;
  std::string directory;
};

/// `default_directory`: what is meant when nothing says anything; empty where that is bad usage.
sources::Answer<Place> find_place(const PlaceOptions& options,
                                  const std::string& default_directory);

}  // namespace tools::cli
