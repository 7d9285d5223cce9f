#include <boost/json.hpp>
#include <filesystem>
#include <fmt/format.h>

#include "tools/cli/commands.h"
#include "tools/cli/page.h"
#include "tools/cli/terminal.h"
#include "tools/cli/text.h"
#include "tools/cli/trouble.h"
#include "tools/cli/words.h"
#include "tools/server/tokens.h"
#include "tools/wire/text_rules.h"
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
  std::string id;
};

std::vector<std::string> serials_of(const Token& token) {
  return {token.serials.begin(), token.serials.end()};
}

json::object token_json(const Token& token) {
  return {{"id", token.id},
          {"name", token.name},
          {"role", ledger::name_of(token.role)},
          {"serials", to_json(serials_of(token))},
          {"created_at", to_json(token.created_at)}};
}

/// The directory, unless it is none.
Answer<std::string> directory_of(const TokenOptions& options) {
  std::string directory = options.data.empty() ? environment("LICENSE_LEDGER_DATA") : options.data;
  if (directory.empty()) directory = "data";
  std::error_code error;
  if (!std::filesystem::is_directory(directory, error)) {
    return bad_usage(fmt::format("there is no data directory {}", directory));
  }
  return directory;
}

Answer<Role> role_of(const TokenOptions& options) {
  const auto role = ledger::named<Role>(options.role);
  if (!role) return bad_usage("--role must be billing, admin, support, auditor or operator");
  if (*role == Role::admin && options.serial_numbers.empty()) {
    return bad_usage("a token for an admin needs the licenses that it manages: --serial");
  }
  if (*role != Role::admin && !options.serial_numbers.empty()) {
    return bad_usage("--serial is for the role admin: the others are for all licenses");
  }
  return *role;
}

/// The name becomes the actor of events, and must be able to leave in an export and come back.
Answer<void> check_name(const std::string& name) {
  constexpr std::size_t max_name_bytes = 200;
  if (!name.empty() && name.size() <= max_name_bytes && is_utf8(name) &&
      !has_control_character(name)) {
    return boost::system::in_place_value;
  }
  return bad_usage(fmt::format("--name must be 1 to {} bytes of UTF-8 without control characters",
                               max_name_bytes));
}

int create(const TokenOptions& options) {
  if (const auto named = check_name(options.name); !named) {
    return tell(named.error(), options.json);
  }
  const auto role = role_of(options);
  if (!role) return tell(role.error(), options.json);
  const auto directory = directory_of(options);
  if (!directory) return tell(directory.error(), options.json);
  Tokens tokens{*directory + "/tokens.json"};
  const auto made = tokens.create(options.name, *role,
                                  {options.serial_numbers.begin(), options.serial_numbers.end()});
  if (!made) return tell(failed(made.error()), options.json);
  if (options.json) {
    json::object answer = token_json(made->token);
    answer["token"] = made->secret;
    fmt::print("{}\n", json::serialize(answer));
    return exit_done;
  }
  // The secret alone on standard output, so that a script can take it from there.
  fmt::print(stderr, "Token {} for {} ({}) is made. Keep it now: it is not shown again.\n",
             made->token.id, made->token.name, ledger::name_of(made->token.role));
  fmt::print("{}\n", made->secret);
  return exit_done;
}

int list(const TokenOptions& options) {
  const auto directory = directory_of(options);
  if (!directory) return tell(directory.error(), options.json);
  Tokens tokens{*directory + "/tokens.json"};
  const auto all = tokens.list();
  if (options.json) {
    const json::object answer{{"data", list_json(all, token_json)}};
    fmt::print("{}\n", json::serialize(answer));
    return exit_done;
  }
  Table table{{{"Id"}, {"Name"}, {"Role"}, {"Made"}, {"Serial numbers"}}};
  for (const auto& token : all) {
    table.add({token.id, token.name, std::string{ledger::name_of(token.role)},
               minute(token.created_at), listed(serials_of(token))});
  }
  Page page{output_is_colored()};
  table.write_to(page);
  fmt::print("{}", page.text());
  return exit_done;
}

int revoke(const TokenOptions& options) {
  const auto directory = directory_of(options);
  if (!directory) return tell(directory.error(), options.json);
  Tokens tokens{*directory + "/tokens.json"};
  const auto revoked = tokens.revoke(options.id);
  if (!revoked) return tell(failed(revoked.error()), options.json);
  if (options.json) {
    const json::object answer{{"id", options.id}, {"revoked", *revoked}};
    fmt::print("{}\n", json::serialize(answer));
  } else if (*revoked) {
    fmt::print("Token {} is revoked: it lets nobody in any more.\n", options.id);
  } else {
    fmt::print(stderr, "license-ledger: there is no token with the id {}\n", options.id);
  }
  return *revoked ? exit_done : exit_refused;
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
  add_common(*command, *options);
  command->callback([options, &exit_code] { exit_code = create(*options); });
}

}  // namespace

void add_token(CLI::App& program, int& exit_code) {
  auto options = std::make_shared<TokenOptions>();
  CLI::App* command =
      program.add_subcommand("token", "Make, list and revoke tokens for the server");
  command->require_subcommand(1);
  add_create(*command, options, exit_code);

  CLI::App* list_command = command->add_subcommand("list", "All tokens that let somebody in");
  add_common(*list_command, *options);
  list_command->callback([options, &exit_code] { exit_code = list(*options); });

  CLI::App* revoke_command = command->add_subcommand("revoke", "Make a token worthless, at once");
  // An id may begin with a dash, and is then given as --id=-….
  revoke_command->add_option("ID,--id", options->id, "As list shows it")->required()->type_name("");
  add_common(*revoke_command, *options);
  revoke_command->callback([options, &exit_code] { exit_code = revoke(*options); });
}

}  // namespace tools::cli
