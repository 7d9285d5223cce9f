#include <boost/json.hpp>
#include <filesystem>
#include <fmt/format.h>

#include "ledger/proof/c2sp_text.h"
#include "tools/access/tokens.h"
#include "tools/cli/ledger_location.h"
#include "tools/cli/pages/formatting.h"
#include "tools/cli/pages/text_page.h"
#include "tools/cli/question_options.h"
#include "tools/cli/terminal.h"
#include "tools/text/join.h"
#include "tools/wire/to_json.h"

namespace tools::cli {
namespace {

namespace json = boost::json;

struct TokenOptions {
  std::string data;
  bool json = false;
  std::string name;
  std::string role;
  std::vector<std::string> serial_numbers;
  std::string expires;
  std::string certificate_name;
  std::string id;
  std::string overlap = "24h";
};

sources::CommandResult<std::unique_ptr<access::Tokens>> open_tokens(const TokenOptions& options) {
  const std::string directory = find_directory(options.data);
  std::error_code error;
  if (!std::filesystem::is_directory(directory, error)) {
    return sources::bad_usage(fmt::format("there is no data directory {}", directory));
  }
  return std::make_unique<access::Tokens>(directory);
}

/// `30d`, `12h`, `15m` or `90s` in seconds; nullopt if malformed.
std::optional<std::int64_t> parse_duration(std::string_view text) {
  if (text.size() < 2) return std::nullopt;
  const auto number = ledger::proof::parse_decimal(text.substr(0, text.size() - 1));
  constexpr std::uint64_t most = 100'000'000;
  if (!number || *number > most) return std::nullopt;
  const auto units = static_cast<std::int64_t>(*number);
  switch (text.back()) {
    case 'd':
      return units * 86'400;
    case 'h':
      return units * 3'600;
    case 'm':
      return units * 60;
    case 's':
      return units;
    default:
      return std::nullopt;
  }
}

sources::CommandResult<std::optional<ledger::Instant>> parse_expiry(const std::string& text) {
  if (text.empty()) return std::optional<ledger::Instant>{};
  if (const auto seconds = parse_duration(text)) {
    return std::optional{ledger::Instant{ledger::system_now().micros + *seconds * 1'000'000}};
  }
  const auto at = ledger::parse_instant_or_date(text);
  if (!at) {
    return sources::bad_usage(
        "--expires must be an instant, a date, or a time from now such as 90d or 12h");
  }
  return at;
}

std::string option_for(std::string_view pointer) {
  if (pointer == "/serials") return "--serial";
  if (pointer == "/expires_at") return "--expires";
  return pointer == "/name" ? "--name" : "--client-certificate";
}

sources::CommandResult<access::NewToken> new_token(const TokenOptions& options) {
  const auto role = ledger::named<access::Role>(options.role);
  if (!role) {
    return sources::bad_usage("--role must be billing, admin, support, auditor or operator");
  }
  LEDGER_ASSIGN_OR_RETURN(const auto expires_at, parse_expiry(options.expires));
  access::NewToken token{.name = options.name,
                         .role = *role,
                         .serials = {options.serial_numbers.begin(), options.serial_numbers.end()},
                         .expires_at = expires_at,
                         .certificate_name = options.certificate_name};
  const auto errors = access::errors_in(token, ledger::system_now());
  if (!errors.empty()) {
    return sources::bad_usage(
        fmt::format("{}: {}", option_for(errors.front().pointer), errors.front().detail));
  }
  return token;
}

/// Prints only the secret on standard output, so that a script can capture it.
void print_token(const access::Tokens::Made& made, std::string_view what_was_done, bool as_json) {
  const access::Token& token = made.token;
  if (as_json) {
    json::object object = access::token_json(token, std::nullopt);
    wire::add_if_any(object, "token", made.secret);
    return print_json(object);
  }
  fmt::print(stderr, "Token {} for {} ({}) {}.{}\n", token.id, token.name,
             ledger::name_of(token.role), what_was_done,
             made.secret.empty() ? " The client certificate replaces a secret."
                                 : " Store the secret now: it is not shown again.");
  if (!made.secret.empty()) fmt::print("{}\n", made.secret);
}

sources::CommandResult<int> create(const TokenOptions& options) {
  LEDGER_ASSIGN_OR_RETURN(auto token, new_token(options));
  LEDGER_ASSIGN_OR_RETURN(const auto tokens, open_tokens(options));
  LEDGER_ASSIGN_OR_RETURN(const auto made, tokens->create(std::move(token)));
  print_token(made, "created", options.json);
  return sources::exit_done;
}

sources::CommandResult<int> rotate(const TokenOptions& options) {
  const auto overlap_s = parse_duration(options.overlap);
  if (!overlap_s) return sources::bad_usage("--overlap must be a time such as 24h, or 0s");
  LEDGER_ASSIGN_OR_RETURN(const auto tokens, open_tokens(options));
  LEDGER_ASSIGN_OR_RETURN(const auto made, tokens->rotate(options.id, *overlap_s));
  print_token(made,
              fmt::format("has a new secret; the old one remains valid for {}", options.overlap),
              options.json);
  return sources::exit_done;
}

std::string minute_or(const std::optional<ledger::Instant>& at, const char* otherwise) {
  return at ? pages::format_minute(*at) : otherwise;
}

sources::CommandResult<int> list(const TokenOptions& options) {
  LEDGER_ASSIGN_OR_RETURN(const auto tokens, open_tokens(options));
  LEDGER_ASSIGN_OR_RETURN(const auto all, tokens->list());
  if (options.json) {
    print_json({{"data", wire::list_json(all, [](const access::Tokens::Listed& entry) {
                   return access::token_json(entry.token, entry.last_used_at);
                 })}});
    return sources::exit_done;
  }
  pages::TextTable table{
      {{"Id"}, {"Name"}, {"Role"}, {"Created"}, {"Expires"}, {"Last used"}, {"For"}}};
  for (const auto& [token, last_used_at] : all) {
    std::vector<std::string> only_for{token.serials.begin(), token.serials.end()};
    if (!token.certificate_name.empty()) only_for.push_back("cert " + token.certificate_name);
    table.add({token.id, token.name, std::string{ledger::name_of(token.role)},
               pages::format_minute(token.created_at), minute_or(token.expires_at, "never"),
               minute_or(last_used_at, "-"), text::join(only_for)});
  }
  pages::TextPage page{stdout_is_colored()};
  table.write_to(page);
  fmt::print("{}", page.text());
  return sources::exit_done;
}

sources::CommandResult<int> revoke(const TokenOptions& options) {
  LEDGER_ASSIGN_OR_RETURN(const auto tokens, open_tokens(options));
  LEDGER_ASSIGN_OR_RETURN(const bool revoked, tokens->revoke(options.id));
  if (options.json) {
    print_json({{"id", options.id}, {"revoked", revoked}});
  } else if (revoked) {
    fmt::print("Token {} is revoked, effective immediately.\n", options.id);
  } else {
    fmt::print(stderr, "license-ledger: there is no token with the id {}\n", options.id);
  }
  return revoked ? sources::exit_done : sources::exit_refused;
}

using Run = sources::CommandResult<int> (*)(const TokenOptions&);

CLI::App* add_command(CLI::App& token, const char* name, const char* description,
                      const std::shared_ptr<TokenOptions>& options, Run run, int& exit_code) {
  CLI::App* command = token.add_subcommand(name, description);
  command->callback(
      [options, run, &exit_code] { exit_code = exit_code_of(run(*options), options->json); });
  return command;
}

void add_common(CLI::App& command, TokenOptions& options) {
  command.add_option("--data", options.data, data_directory_help)->type_name("DIR");
  command.add_flag("--json", options.json, "Print JSON");
}

void add_create_options(CLI::App& command, TokenOptions& options) {
  command
      .add_option("--role", options.role,
                  "billing reports facts, admin manages the licenses of --serial, support and "
                  "auditor read, operator may do everything")
      ->required()
      ->check(CLI::IsMember({"billing", "admin", "support", "auditor", "operator"}))
      ->type_name("ROLE");
  command.add_option("--name", options.name, "Who will use it; shown in the history")
      ->required()
      ->type_name("NAME");
  command
      .add_option("--serial", options.serial_numbers,
                  "License that the admin manages; may be repeated")
      ->type_name("SERIAL");
  command
      .add_option("--expires", options.expires,
                  "When it expires: an instant, a date, or a time from now such as 90d [never]")
      ->type_name("WHEN");
  command
      .add_option("--client-certificate", options.certificate_name,
                  "No secret: a client certificate for this name (dns:, email:, uri: or cn:), "
                  "signed by the server's --tls-client-ca, has the role")
      ->type_name("NAME");
  add_common(command, options);
}

/// An id may begin with a dash, and is then given as --id=-….
void add_id(CLI::App& command, TokenOptions& options) {
  command.add_option("ID,--id", options.id, "Token id, as shown by list")
      ->required()
      ->type_name("");
}

}  // namespace

void add_token(CLI::App& token, int& exit_code) {
  const auto options = std::make_shared<TokenOptions>();
  token.require_subcommand(1);
  const auto add = [&](const char* name, const char* description, Run run) -> CLI::App& {
    return *add_command(token, name, description, options, run, exit_code);
  };
  add_create_options(
      add("create", "Create a token, and print its secret once, on standard output", create),
      *options);

  CLI::App& rotate_command =
      add("rotate", "Give a token a new secret, printed once, on standard output", rotate);
  add_id(rotate_command, *options);
  rotate_command
      .add_option("--overlap", options->overlap,
                  "How long the old secret remains valid, such as 24h or 0s")
      ->capture_default_str()
      ->type_name("TIME");
  add_common(rotate_command, *options);

  add_common(add("list", "List all tokens, expired ones too, and when each was last used", list),
             *options);

  CLI::App& revoke_command = add("revoke", "Revoke a token, effective immediately", revoke);
  add_id(revoke_command, *options);
  add_common(revoke_command, *options);
}

}  // namespace tools::cli
