#include "tools/cli/ledger_location.h"

#include <fmt/format.h>

#include "ledger/files.h"
#include "tools/cli/terminal.h"

namespace tools::cli {
namespace {

/// A token in a file, without the white space around it.
sources::CommandResult<std::string> read_token(const std::string& path) {
  const auto text = ledger::read_file(path);
  if (!text) return sources::bad_usage(fmt::format("cannot read the token in {}", path));
  const auto first = text->find_first_not_of(" \t\r\n");
  if (first == std::string::npos) {
    return sources::bad_usage(fmt::format("there is no token in {}", path));
  }
  return text->substr(first, text->find_last_not_of(" \t\r\n") - first + 1);
}

sources::CommandResult<std::string> find_token(const LocationOptions& options) {
  if (!options.token.empty() && !options.token_file.empty()) {
    return sources::bad_usage("--token and --token-file exclude each other");
  }
  std::string token = options.token;
  if (token.empty() && !options.token_file.empty()) {
    LEDGER_ASSIGN_OR_RETURN(token, read_token(options.token_file));
  }
  if (token.empty()) token = environment_variable("LICENSE_LEDGER_TOKEN");
  if (token.empty()) {
    return sources::bad_usage(
        "a server requires a token: give --token-file, --token or LICENSE_LEDGER_TOKEN");
  }
  if (token.find_first_of(" \t\r\n") != std::string::npos) {
    return sources::bad_usage("the token contains spaces or line breaks");
  }
  return token;
}

}  // namespace

void add_location_options(CLI::App& command, LocationOptions& options,
                          const std::string& data_help) {
  const std::string group = "Where the ledger is";
  command.add_option("--data", options.data, data_help)->type_name("DIR")->group(group);
  command
      .add_option("--url", options.url,
                  "Or a server, such as https://ledger.example.com [LICENSE_LEDGER_URL]")
      ->type_name("URL")
      ->group(group);
  command
      .add_option("--token-file", options.token_file,
                  "File with the token for the server [LICENSE_LEDGER_TOKEN: the token]")
      ->type_name("FILE")
      ->group(group);
  command
      .add_option("--token", options.token,
                  "Or the token itself, which is then visible in the process list")
      ->type_name("TOKEN")
      ->group(group);
}

sources::CommandResult<LedgerLocation> find_ledger(const LocationOptions& options,
                                                   const std::string& default_directory) {
  if (!options.data.empty() && !options.url.empty()) {
    return sources::bad_usage("--data and --url exclude each other");
  }
  LedgerLocation location{.server = {}, .directory = options.data};
  const std::string url =
      options.url.empty() ? environment_variable("LICENSE_LEDGER_URL") : options.url;
  if (!location.directory.empty() || url.empty()) {
    if (location.directory.empty()) {
      location.directory = environment_variable("LICENSE_LEDGER_DATA");
    }
    if (location.directory.empty()) location.directory = default_directory;
    if (location.directory.empty()) {
      return sources::bad_usage("give the location of the ledger: --url URL or --data DIR");
    }
    return location;
  }
  LEDGER_ASSIGN_OR_RETURN(auto token, find_token(options));
  auto client = net::HttpClient::for_url(url, std::move(token));
  if (!client && client.error().kind == ledger::FailureKind::invalid) {
    return sources::bad_usage(client.error().detail);
  }
  if (!client) return client.error();
  location.server = std::move(*client);
  return location;
}

std::string find_directory(const std::string& option) {
  const std::string directory =
      option.empty() ? environment_variable("LICENSE_LEDGER_DATA") : option;
  return directory.empty() ? "data" : directory;
}

}  // namespace tools::cli
