#include "tools/stripe/extract.h"

#include <array>
#include <boost/json.hpp>
#include <fmt/format.h>

#include "tools/stripe/extractors.h"
#include "tools/stripe/lenient_object.h"

namespace tools::stripe {
namespace {

using namespace std::string_view_literals;

/// Which function reads the object of an event.
struct Mapping {
  std::string_view type;  // of the event; with a final dot, a prefix
  Extract (*extract)(const ExtractionContext&, const LenientObject& object);
};
constexpr std::array mappings{Mapping{"invoice."sv, extract_invoice},
                              Mapping{"invoice_payment.paid"sv, extract_invoice_payment},
                              Mapping{"charge.refunded"sv, extract_refunded_charge},
                              Mapping{"charge.refund.updated"sv, extract_refund},
                              Mapping{"charge.dispute."sv, extract_dispute},
                              Mapping{"refund."sv, extract_refund},
                              Mapping{"credit_note."sv, extract_credit_note},
                              Mapping{"customer.subscription."sv, extract_subscription}};

/// A draft or an upcoming invoice is not owed yet.
constexpr std::array ignored{"invoice.created"sv, "invoice.deleted"sv, "invoice.upcoming"sv,
                             "invoice.finalization_failed"sv};

const Mapping* mapping_of(std::string_view type) {
  for (const auto name : ignored) {
    if (type == name) return nullptr;
  }
  for (const auto& mapping : mappings) {
    const bool prefix = mapping.type.ends_with('.');
    if (prefix ? type.starts_with(mapping.type) : type == mapping.type) return &mapping;
  }
  return nullptr;
}

std::optional<MappingProblem> wrong_mode(const StripeEvent& event, Mode mode) {
  if (mode == Mode::live && !event.livemode) {
    return MappingProblem{InboxReason::test_mode,
                          "The event is from Stripe's test mode; mode is \"live\"."};
  }
  if (mode == Mode::test && event.livemode) {
    return MappingProblem{InboxReason::live_mode,
                          "The event is from Stripe's live mode; mode is \"test\"."};
  }
  return std::nullopt;
}

/// All serial numbers in one event must be the same.
std::optional<MappingProblem> disagreement(const std::set<std::string>& serials) {
  if (serials.size() < 2) return std::nullopt;
  return MappingProblem{InboxReason::serial_numbers_disagree,
                        fmt::format("The metadata in the event names more than one license: {}.",
                                    fmt::join(serials, ", "))};
}

}  // namespace

bool is_mapped(std::string_view type) { return mapping_of(type) != nullptr; }

Extraction extract_from(const StripeEvent& event, const MappingConfig& config) {
  Extraction extraction;
  extraction.problem = wrong_mode(event, config.mode);
  if (extraction.problem) return extraction;
  Notes notes;
  const ExtractionContext context{event, config};
  const LenientObject object{event.data.at("object").as_object(), "/data/object", notes};
  Extract extract = mapping_of(event.type)->extract(context, object);
  if (!notes.problem) notes.problem = disagreement(notes.serials);
  if (notes.problem) {
    extraction.problem = std::move(notes.problem);
    return extraction;
  }
  const std::string serial = notes.serials.empty() ? "" : *notes.serials.begin();
  const auto stamp = [&](Provenance& provenance) { provenance.serial = serial; };
  if (extract.invoice_statement) stamp(extract.invoice_statement->provenance);
  for (auto& statement : extract.payments) stamp(statement.provenance);
  for (auto& statement : extract.credits) stamp(statement.provenance);
  for (auto& statement : extract.reversals) stamp(statement.provenance);
  if (extract.refunded) stamp(extract.refunded->provenance);
  if (extract.subscription_statement) stamp(extract.subscription_statement->provenance);
  extraction.extract = std::move(extract);
  return extraction;
}

}  // namespace tools::stripe
