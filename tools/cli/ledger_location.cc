#include "tools/cli/ledger_location.h"

#include <fmt/format.h>

#include "ledger/files.h"
#include "tools/cli/terminal.h"

namespace tools::cli {
namespace {

/// A token as it stands in a file: what is around it does not belong to it.
sources::Answer<std::string> read_token(const std::string& path) {
  const auto text = ledger::read_file(path);
  if (!text) return sources::bad_usage(fmt::format("cannot read the token in {}", path));
  const auto first = text->find_first_not_of(" \t\r\n");
  if (first == std::string::npos)
    return sources::bad_usage(fmt::format("there is no token in {}", path));
  return text->substr(first, text->find_last_not_of(" \t\r\n") - first + 1);
}

sources::Answer<std::string> find_token(const PlaceOptions& options) {
  if (!options.token.empty() && !options.token_file.empty()) {
    return sources::bad_usage("--token and --token-file exclude each other");
  }
  std::string token = options.token;
  if (token.empty() && !options.token_file.empty()) {
    auto read = read_token(options.token_file);
    if (!read) return read.error();
    token = std::move(*read);
  }
  if (token.empty()) token = environment("LICENSE_LEDGER_TOKEN");
  if (token.empty()) {
    return sources::bad_usage(
        "a server wants a token: give --token-file, --token or LICENSE_LEDGER_TOKEN");
  }
  if (token.find_first_of(" \t\r\n") != std::string::npos) {
    return sources::bad_usage("the token has spaces or line breaks in it");
  }
  return token;
}

}  // namespace

void add_place_options(CLI::App& command, PlaceOptions& options, const std::string& about_data) {
  const std::string group = "Where the ledger is";
  command.add_option("--data", options.data, about_data)->type_name("DIR")->group(group);
  command
      .add_option("--url", options.url,
                  "Or a server, such as https://ledger.example.com [LICENSE_LEDGER_URL]")
      ->type_name("URL")
      ->group(group);
  command
      .add_option("--token-file", options.token_file,
                  "The token for the server, in a file [LICENSE_LEDGER_TOKEN: the token]")
      ->type_name("FILE")
      ->group(group);
  command
      .add_option("--token", options.token,
                  "Or the token itself, which the list of processes then shows")
      ->type_name("TOKEN")
      ->group(group);
}

sources::Answer<Place> find_place(const PlaceOptions& options,
                                  const std::string& default_directory) {
  if (!options.data.empty() && !options.url.empty()) {
    return sources::bad_usage("--data and --url exclude each other: the ledger is in one place");
  }
  Place place{.server = {}, .directory = options.data};
  const std::string url = options.url.empty() ? environment("LICENSE_LEDGER_URL") : options.url;
  if (!place.directory.empty() || url.empty()) {
    if (place.directory.empty()) place.directory = environment("LICENSE_LEDGER_DATA");
    if (place.directory.empty()) place.directory = default_directory;
    if (place.directory.empty()) {
      return sources::bad_usage("say where the ledger is: --url URL of a server, or --data DIR");
    }
    return place;
  }
  auto token = find_token(options);
  if (!token) return token.error();
  auto client = net::HttpClient::to(url, std::move(*token));
  if (!client && client.error().kind == ledger::FailureKind::invalid) {
    return sources::bad_usage(client.error().detail);
  }
  if (!client) return sources::failed(client.error());
  place.server = std::move(*client);
  return place;
}

}  // namespace tools::cli
