#include "tools/stripe/dossier.h"

#include <boost/describe.hpp>
#include <boost/json.hpp>

namespace tools::stripe {
namespace {

namespace json = boost::json;

template <class T>
std::optional<T> read_json(std::string_view text) {
  boost::system::error_code error;
  const json::value value = json::parse(text, error);
  if (error) return std::nullopt;
  auto dossier = json::try_value_to<T>(value);
  if (!dossier) return std::nullopt;
  return std::move(*dossier);
}

}  // namespace

std::string to_text(const InvoiceDossier& dossier) {
  return json::serialize(json::value_from(dossier));
}
std::string to_text(const PaymentDossier& dossier) {
  return json::serialize(json::value_from(dossier));
}
std::string to_text(const SubscriptionDossier& dossier) {
  return json::serialize(json::value_from(dossier));
}

std::optional<InvoiceDossier> invoice_dossier(std::string_view text) {
  return read_json<InvoiceDossier>(text);
}
std::optional<PaymentDossier> payment_dossier(std::string_view text) {
  return read_json<PaymentDossier>(text);
}
std::optional<SubscriptionDossier> subscription_dossier(std::string_view text) {
  return read_json<SubscriptionDossier>(text);
}

}  // namespace tools::stripe
