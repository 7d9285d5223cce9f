#include <boost/json.hpp>
#include <filesystem>
#include <fmt/format.h>

#include "ledger/proof/c2sp_text.h"
#include "tools/access/tokens.h"
#include "tools/cli/commands.h"
#include "tools/cli/pages/formatting.h"
#include "tools/cli/pages/page.h"
#include "tools/cli/pages/text.h"
#include "tools/cli/sources/command_error.h"
#include "tools/cli/terminal.h"
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

/// The directory, unless it is none.
sources::Answer<std::string> directory_of(const TokenOptions& options) {
  std::string directory = options.data.empty() ? environment("LICENSE_LEDGER_DATA") : options.data;
  if (directory.empty()) directory = "data";
  std::error_code error;
  if (!std::filesystem::is_directory(directory, error)) {
    return sources::bad_usage(fmt::format("there is no data directory {}", directory));
  }
  return directory;
}

/// `30d`, `12h`, `15m` or `90s` in seconds; nothing for anything else.
std::optional<std::int64_t> seconds_in(std::string_view text) {
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

/// When the token is to expire: at an instant, on a day, or so long from now.
sources::Answer<std::optional<ledger::Instant>> expiry_of(const TokenOptions& options) {
  if (options.expires.empty()) return std::optional<ledger::Instant>{};
  if (const auto seconds = seconds_in(options.expires)) {
    return std::optional{ledger::Instant{ledger::system_now().micros + *seconds * 1'000'000}};
  }
  const auto at = ledger::parse_instant_or_date(options.expires);
  if (!at) {
    return sources::bad_usage(
        "--expires must be an instant, a date, or a time from now such as 90d or 12h");
  }
  return at;
}

std::string option_named(std::string_view pointer) {
  if (pointer == "/serials") return "--serial";
  if (pointer == "/expires_at") return "--expires";
  return pointer == "/name" ? "--name" : "--client-certificate";
}

sources::Answer<access::NewToken> wanted_by(const TokenOptions& options) {
  const auto role = ledger::named<access::Role>(options.role);
  if (!role)
    return sources::bad_usage("--role must be billing, admin, support, auditor or operator");
  const auto expires_at = expiry_of(options);
  if (!expires_at) return expires_at.error();
  access::NewToken wanted{.name = options.name,
                          .role = *role,
                          .serials = {options.serial_numbers.begin(), options.serial_numbers.end()},
                          .expires_at = *expires_at,
                          .certificate_name = options.certificate_name};
  const auto errors = access::errors_in(wanted, ledger::system_now());
  if (!errors.empty()) {
    return sources::bad_usage(
        fmt::format("{}: {}", option_named(errors.front().pointer), errors.front().detail));
  }
  return wanted;
}

/// The secret alone on standard output, so that a script can take it from there.
int show(const access::Tokens::Made& made, std::string_view what_was_done, bool as_json) {
  const access::Token& token = made.token;
  if (as_json) {
    json::object answer = access::token_json(token, std::nullopt);
    wire::add_if_any(answer, "token", made.secret);
    fmt::print("{}\n", json::serialize(answer));
    return sources::exit_done;
  }
  fmt::print(stderr, "Token {} for {} ({}) {}.{}\n", token.id, token.name,
             ledger::name_of(token.role), what_was_done,
             made.secret.empty() ? " The client certificate stands for it."
                                 : " Keep it now: it is not shown again.");
  if (!made.secret.empty()) fmt::print("{}\n", made.secret);
  return sources::exit_done;
}

int create(const TokenOptions& options) {
  auto wanted = wanted_by(options);
  if (!wanted) return tell(wanted.error(), options.json);
  const auto directory = directory_of(options);
  if (!directory) return tell(directory.error(), options.json);
  access::Tokens tokens{*directory};
  const auto made = tokens.create(std::move(*wanted));
  if (!made) return tell(sources::failed(made.error()), options.json);
  return show(*made, "is made", options.json);
}

int rotate(const TokenOptions& options) {
  const auto overlap_s = seconds_in(options.overlap);
  if (!overlap_s) {
    return tell(sources::bad_usage("--overlap must be a time such as 24h, or 0s"), options.json);
  }
  const auto directory = directory_of(options);
  if (!directory) return tell(directory.error(), options.json);
  access::Tokens tokens{*directory};
  const auto made = tokens.rotate(options.id, *overlap_s);
  if (!made) return tell(sources::failed(made.error()), options.json);
  return show(*made,
              fmt::format("has a new secret; the old one lets in for {} more", options.overlap),
              options.json);
}

/// `never` and `-` where there is no instant.
std::string minute_or(const std::optional<ledger::Instant>& at, const char* otherwise) {
  return at ? pages::minute(*at) : otherwise;
}

int list(const TokenOptions& options) {
  const auto directory = directory_of(options);
  if (!directory) return tell(directory.error(), options.json);
  access::Tokens tokens{*directory};
  const auto all = tokens.list();
  if (!all) return tell(sources::failed(all.error()), options.json);
  if (options.json) {
    const json::object answer{
        {"data", wire::list_json(*all, [](const access::Tokens::Listed& entry) {
           return access::token_json(entry.token, entry.last_used_at);
         })}};
    fmt::print("{}\n", json::serialize(answer));
    return sources::exit_done;
  }
  pages::Table table{{{"Id"}, {"Name"}, {"Role"}, {"Made"}, {"Expires"}, {"Last used"}, {"For"}}};
  for (const auto& [token, last_used_at] : *all) {
    std::vector<std::string> only_for{token.serials.begin(), token.serials.end()};
    if (!token.certificate_name.empty()) only_for.push_back("cert " + token.certificate_name);
    table.add({token.id, token.name, std::string{ledger::name_of(token.role)},
               pages::minute(token.created_at), minute_or(token.expires_at, "never"),
               minute_or(last_used_at, "-"), pages::listed(only_for)});
  }
  pages::Page page{output_is_colored()};
  table.write_to(page);
  fmt::print("{}", page.text());
  return sources::exit_done;
}

int revoke(const TokenOptions& options) {
  const auto directory = directory_of(options);
  if (!directory) return tell(directory.error(), options.json);
  access::Tokens tokens{*directory};
  const auto revoked = tokens.revoke(options.id);
  if (!revoked) return tell(sources::failed(revoked.error()), options.json);
  if (options.json) {
    const json::object answer{{"id", options.id}, {"revoked", *revoked}};
    fmt::print("{}\n", json::serialize(answer));
  } else if (*revoked) {
    fmt::print("Token {} is revoked: it lets nobody in any more.\n", options.id);
  } else {
    fmt::print(stderr, "license-ledger: there is no token with the id {}\n", options.id);
  }
  return *revoked ? sources::exit_done : sources::exit_refused;
}

void add_common(CLI::App& command, TokenOptions& options) {
  command
      .add_option("--data", options.data,
                  "The data directory, server running or not [LICENSE_LEDGER_DATA, else ./data]")
      ->type_name("DIR");
  command.add_flag("--json", options.json, "The answer for programs");
}

void add_create(CLI::App& token, const std::shared_ptr<TokenOptions>& options, int& exit_code) {
  CLI::App* command =
      token.add_subcommand("create", "Make a token, and show it this once on standard output");
  command
      ->add_option("--role", options->role,
                   "billing reports facts, admin manages the licenses of --serial, support and "
                   "auditor read, operator does all")
      ->required()
      ->check(CLI::IsMember({"billing", "admin", "support", "auditor", "operator"}))
      ->type_name("ROLE");
  command->add_option("--name", options->name, "Who will use it: history shows it")
      ->required()
      ->type_name("NAME");
  command
      ->add_option("--serial", options->serial_numbers,
                   "A license that the admin manages; may be given again")
      ->type_name("SERIAL");
  command
      ->add_option("--expires", options->expires,
                   "When it ends: an instant, a date, or a time from now such as 90d [never]")
      ->type_name("WHEN");
  command
      ->add_option(
          "--client-certificate", options->certificate_name,
          "No secret: whoever shows a client certificate for this name (dns:, email:, uri: "
          "or cn:), signed by the server's --tls-client-ca, has the role")
      ->type_name("NAME");
  add_common(*command, *options);
  command->callback([options, &exit_code] { exit_code = create(*options); });
}

/// An id may begin with a dash, and is then given as --id=-….
void add_id(CLI::App& command, TokenOptions& options) {
  command.add_option("ID,--id", options.id, "As list shows it")->required()->type_name("");
}

void add_rotate(CLI::App& token, const std::shared_ptr<TokenOptions>& options, int& exit_code) {
  CLI::App* command = token.add_subcommand(
      "rotate", "Give a token a new secret, and show it this once on standard output");
  add_id(*command, *options);
  command
      ->add_option("--overlap", options->overlap,
                   "How long the old secret still lets in, such as 24h or 0s")
      ->capture_default_str()
      ->type_name("TIME");
  add_common(*command, *options);
  command->callback([options, &exit_code] { exit_code = rotate(*options); });
}

}  // namespace

void add_token(CLI::App& program, int& exit_code) {
  auto options = std::make_shared<TokenOptions>();
  CLI::App* command =
      program.add_subcommand("token", "Make, list, rotate and revoke tokens for the server");
  command->require_subcommand(1);
  add_create(*command, options, exit_code);
  add_rotate(*command, options, exit_code);

  CLI::App* list_command =
      command->add_subcommand("list", "All tokens, expired ones too, and when each was last used");
  add_common(*list_command, *options);
  list_command->callback([options, &exit_code] { exit_code = list(*options); });

  CLI::App* revoke_command = command->add_subcommand("revoke", "Make a token worthless, at once");
  add_id(*revoke_command, *options);
  add_common(*revoke_command, *options);
  revoke_command->callback([options, &exit_code] { exit_code = revoke(*options); });
}

}  // namespace tools::cli
