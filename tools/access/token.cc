#include "tools/access/token.h"

#include <algorithm>
#include <boost/json.hpp>
#include <fmt/format.h>

#include "tools/text/text_rules.h"
#include "tools/wire/to_json.h"

namespace tools::access {
namespace {

namespace json = boost::json;

json::object common_members(const Token& token) {
  json::object object{{"id", token.id},
                      {"name", token.name},
                      {"role", ledger::name_of(token.role)},
                      {"created_at", wire::to_json(token.created_at)},
                      {"serials", json::array(token.serials.begin(), token.serials.end())}};
  wire::add_if_any(object, "expires_at", token.expires_at);
  wire::add_if_any(object, "client_certificate", token.certificate_name);
  return object;
}

constexpr std::size_t max_name_bytes = 200;
constexpr std::size_t max_serials = 1000;

constexpr ledger::Instant expiry_limit{253'370'764'800'000'000};  // 9999-01-01T00:00:00Z

/// Different authorities assign the kinds of names, so a name without its kind is ambiguous.
bool has_kind(std::string_view name) {
  for (const std::string_view kind : {"dns:", "email:", "uri:", "cn:"}) {
    if (name.starts_with(kind) && name.size() > kind.size()) return true;
  }
  return false;
}

bool is_name(const std::string& text) {
  return !text.empty() && text.size() <= max_name_bytes && text::is_utf8(text) &&
         !text::has_control_character(text);
}

}  // namespace

std::vector<wire::FieldError> errors_in(const NewToken& token, ledger::Instant now) {
  std::vector<wire::FieldError> errors;
  const auto wrong = [&](const char* pointer, const char* code, std::string detail) {
    errors.push_back({pointer, code, std::move(detail)});
  };
  const auto name_rule = [](const char* what) {
    return fmt::format("{} must be 1 to {} bytes of UTF-8 without control characters", what,
                       max_name_bytes);
  };
  if (!is_name(token.name)) wrong("/name", "not_a_name", name_rule("the name"));
  if (token.role == Role::admin && token.serials.empty()) {
    wrong("/serials", "required", "a token for an admin needs the licenses it manages");
  }
  if (token.role != Role::admin && !token.serials.empty()) {
    wrong("/serials", "not_for_role",
          "only an admin has serial numbers: other roles apply to all licenses");
  }
  if (token.serials.size() > max_serials) {
    wrong("/serials", "too_long", fmt::format("a token has at most {} licenses", max_serials));
  }
  if (!std::ranges::all_of(token.serials, is_name)) {
    wrong("/serials", "not_a_name", name_rule("a serial number"));
  }
  if (token.expires_at && *token.expires_at <= now) {
    wrong("/expires_at", "in_past", "a token must expire in the future");
  }
  if (token.expires_at && *token.expires_at >= expiry_limit) {
    wrong("/expires_at", "out_of_range", "a token must expire before the year 9999");
  }
  const std::string& certificate = token.certificate_name;
  if (!certificate.empty() && !is_name(certificate)) {
    wrong("/client_certificate", "not_a_name", name_rule("the name in the certificate"));
  } else if (!certificate.empty() && !has_kind(certificate)) {
    wrong("/client_certificate", "no_kind",
          "the name in the certificate must begin with dns:, email:, uri: or cn:");
  }
  return errors;
}

json::object stored_token(const Token& token) {
  json::object object = common_members(token);
  wire::add_if_any(object, "sha256", token.digest);
  if (token.previous) {
    object["previous"] = {{"sha256", token.previous->digest},
                          {"until", wire::to_json(token.previous->until)}};
  }
  return object;
}

Token parse_stored_token(const json::object& object) {
  const auto text = [](const json::object& from, std::string_view name) {
    return std::string{from.at(name).as_string()};
  };
  const auto text_if_present = [&](std::string_view name) {
    return object.contains(name) ? text(object, name) : std::string{};
  };
  const auto instant = [&](const json::object& from, std::string_view name) {
    return ledger::parse_instant(text(from, name)).value();
  };
  Token token{.id = text(object, "id"),
              .name = text(object, "name"),
              .role = ledger::named<Role>(text(object, "role")).value(),
              .created_at = instant(object, "created_at"),
              .certificate_name = text_if_present("client_certificate"),
              .digest = text_if_present("sha256")};
  for (const auto& serial : object.at("serials").as_array()) {
    token.serials.emplace(serial.as_string());
  }
  if (object.contains("expires_at")) token.expires_at = instant(object, "expires_at");
  if (const auto* previous = object.if_contains("previous")) {
    const auto& stored = previous->as_object();
    token.previous =
        Token::Previous{.digest = text(stored, "sha256"), .until = instant(stored, "until")};
  }
  return token;
}

json::object token_json(const Token& token, std::optional<ledger::Instant> last_used_at) {
  json::object object = common_members(token);
  object["expires_at"] = wire::to_json(token.expires_at);
  object["last_used_at"] = wire::to_json(last_used_at);
  if (token.previous) object["previous_valid_until"] = wire::to_json(token.previous->until);
  return object;
}

}  // namespace tools::access
