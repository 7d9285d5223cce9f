#include "commands/decide/license_file.h"

#include <boost/json.hpp>
#include <limits>

#include "ledger/bytes.h"
#include "ledger/digest.h"

namespace commands::decide {
namespace {

namespace json = boost::json;

std::string encoded(const json::object& object) {
  return ledger::base64url(ledger::bytes_of(json::serialize(object)));
}

/// The object that a part of the JWS encodes; empty if it encodes none.
json::object decoded(std::string_view part) {
  boost::system::error_code error;
  const json::value value = json::parse(ledger::from_base64url(part), error);
  return !error && value.is_object() ? value.get_object() : json::object{};
}

std::string text_in(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string{value->get_string()} : std::string{};
}

ledger::LicenseNumber number_in(const json::object& object) {
  const auto* value = object.if_contains("number");
  if (value == nullptr || !value->is_int64()) return {};
  const std::int64_t number = value->get_int64();
  const bool fits = number >= 0 && number <= std::numeric_limits<std::uint32_t>::max();
  return {fits ? static_cast<std::uint32_t>(number) : 0};
}

}  // namespace

std::string sign_license_file(const LicenseFile& file, const ledger::SigningKey& key) {
  json::object modules;
  for (const auto& [module_name, quantity] : file.modules) modules[module_name] = quantity;
  json::object payload{{"iss", "license-ledger"},
                       {"iat", file.issued_at.micros / 1'000'000},
                       {"serial_number", file.serial_number},
                       {"company_name", file.company_name},
                       {"number", file.number.value},
                       {"modules", std::move(modules)},
                       {"expires_on", nullptr}};
  if (!file.cust_id.empty()) payload["cust_id"] = file.cust_id;
  if (file.expires_on) payload["expires_on"] = to_text(*file.expires_on);
  const json::object header{{"alg", "EdDSA"}, {"kid", key.key_id()}, {"typ", "license+jws"}};
  std::string text = encoded(header) + "." + encoded(payload);
  return text + "." + ledger::base64url(key.sign(text));
}

projections::reasons::FileClaims read_license_file(std::string_view jws,
                                                   const ledger::SigningKey& key) {
  projections::reasons::FileClaims claims;
  const auto first = jws.find('.');
  const auto second = first == std::string_view::npos ? first : jws.find('.', first + 1);
  if (second == std::string_view::npos) return claims;
  const json::object header = decoded(jws.substr(0, first));
  const std::string signature = ledger::from_base64url(jws.substr(second + 1));
  // The algorithm is fixed here, not chosen by the file (RFC 8725, section 3.1).
  if (text_in(header, "alg") != "EdDSA" || text_in(header, "kid") != key.key_id() ||
      signature.size() != ledger::Signature{}.size() ||
      !ledger::verify(key.public_key(), jws.substr(0, second), ledger::bytes_of(signature))) {
    return claims;
  }
  const json::object payload = decoded(jws.substr(first + 1, second - first - 1));
  claims.signature_valid = true;
  claims.serial_number = text_in(payload, "serial_number");
  claims.cust_id = text_in(payload, "cust_id");
  claims.company_name = text_in(payload, "company_name");
  claims.number = number_in(payload);
  return claims;
}

std::string jwks(const ledger::SigningKey& key) {
  return json::serialize(json::object{
      {"keys", json::array{json::object{{"kty", "OKP"},
                                        {"crv", "Ed25519"},
                                        {"alg", "EdDSA"},
                                        {"use", "sig"},
                                        {"kid", key.key_id()},
                                        {"x", ledger::base64url(key.public_key())}}}}});
}

}  // namespace commands::decide
