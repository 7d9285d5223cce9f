#include "tools/stripe/notice.h"

#include <array>
#include <boost/json.hpp>
#include <fmt/format.h>

#include "ledger/digest.h"
#include "tools/stripe/part.h"
#include "tools/stripe/readings.h"

namespace tools::stripe {
namespace {

namespace json = boost::json;
using namespace std::string_view_literals;

/// What is told of an object of each kind, by the beginning of the type of event.
struct Mapping {
  std::string_view type;  // a point at its end: all that begin so
  Telling (*read)(const Occasion&, const Part& object);
};
constexpr std::array mappings{Mapping{"invoice."sv, read_invoice},
                              Mapping{"invoice_payment.paid"sv, read_invoice_payment},
                              Mapping{"charge.refunded"sv, read_refunded_charge},
                              Mapping{"charge.refund.updated"sv, read_refund},
                              Mapping{"charge.dispute."sv, read_dispute},
                              Mapping{"refund."sv, read_refund},
                              Mapping{"credit_note."sv, read_credit_note},
                              Mapping{"customer.subscription."sv, read_subscription}};

/// An invoice that is not final yet, or is only foreseen, is nobody's debt.
constexpr std::array passed_over{"invoice.created"sv, "invoice.deleted"sv, "invoice.upcoming"sv,
                                 "invoice.finalization_failed"sv};

const Mapping* mapping_of(std::string_view type) {
  for (const auto name : passed_over) {
    if (type == name) return nullptr;
  }
  for (const auto& mapping : mappings) {
    const bool several = mapping.type.ends_with('.');
    if (several ? type.starts_with(mapping.type) : type == mapping.type) return &mapping;
  }
  return nullptr;
}

std::optional<Problem> wrong_world(const Notice& notice, Mode mode) {
  if (mode == Mode::live && !notice.livemode) {
    return Problem{InboxReason::test_mode, "It is of Stripe's test mode; mode is \"live\"."};
  }
  if (mode == Mode::test && notice.livemode) {
    return Problem{InboxReason::live_mode, "It is of Stripe's live mode; mode is \"test\"."};
  }
  return std::nullopt;
}

/// All the serial numbers that one event names must be one.
std::optional<Problem> disagreement(const std::set<std::string>& serials) {
  if (serials.size() < 2) return std::nullopt;
  return Problem{InboxReason::serial_numbers_disagree,
                 fmt::format("The metadata in the event names several licenses: {}.",
                             fmt::join(serials, ", "))};
}

}  // namespace

bool is_mapped(std::string_view type) { return mapping_of(type) != nullptr; }

ReadNotice read_notice(std::string_view body) {
  ReadNotice read;
  const auto unreadable = [&](std::string why) {
    read.notice.id = "unreadable_" + ledger::hex(ledger::sha256({body})).substr(0, 32);
    read.problem = Problem{InboxReason::malformed_object, std::move(why)};
  };
  boost::system::error_code error;
  json::value value = json::parse(body, error);
  if (error || !value.is_object()) {
    unreadable(error ? "The body is not JSON: " + error.message() + "." : "The body is no object.");
    return read;
  }
  Notes notes;
  const Part event{value.get_object(), "", notes};
  read.notice.id = event.text("id");
  read.notice.type = event.text("type");
  read.notice.created = event.instant("created");
  read.notice.account = event.optional_text("account");
  read.notice.livemode = event.flag("livemode");
  const auto data = event.part("data");
  if (!data || !data->part("object")) {
    event.complain("data/object", "is missing.");
  }
  if (notes.problem) {
    if (read.notice.id.empty()) {
      unreadable(notes.problem->detail);
    } else {
      read.problem = notes.problem;
    }
    return read;
  }
  read.notice.data = std::move(value.get_object().at("data").get_object());
  return read;
}

Understood understand(const Notice& notice, const MappingConfig& config) {
  Understood understood;
  understood.problem = wrong_world(notice, config.mode);
  if (understood.problem) return understood;
  Notes notes;
  const Occasion occasion{notice, config};
  const Part object{notice.data.at("object").as_object(), "/data/object", notes};
  Telling telling = mapping_of(notice.type)->read(occasion, object);
  if (!notes.problem) notes.problem = disagreement(notes.serials);
  if (notes.problem) {
    understood.problem = std::move(notes.problem);
    return understood;
  }
  const std::string serial = notes.serials.empty() ? "" : *notes.serials.begin();
  const auto sign = [&](Told& told) { told.serial = serial; };
  if (telling.invoice_statement) sign(telling.invoice_statement->told);
  for (auto& statement : telling.payments) sign(statement.told);
  for (auto& statement : telling.credits) sign(statement.told);
  for (auto& statement : telling.reversals) sign(statement.told);
  if (telling.refunded) sign(telling.refunded->told);
  if (telling.subscription_statement) sign(telling.subscription_statement->told);
  understood.telling = std::move(telling);
  return understood;
}

}  // namespace tools::stripe
