#include "tools/cli/pages/event_sentences.h"

#include <boost/json.hpp>
#include <variant>

#include "projections/words/money.h"
#include "tools/cli/pages/event_phrases.h"
#include "tools/cli/pages/text.h"
#include "tools/wire/event_json.h"
#include "tools/wire/json_read.h"
#include "tools/wire/reason_json.h"

namespace tools::cli::pages {

namespace json = boost::json;
using ledger::to_text;

/// One sentence for each type of event; a type that the ledger gains does not compile until it has
/// one here.
struct Teller {
  const EventSentences& sentences;
  const std::string& subject;
  const EventPhrases& say = event_phrases(sentences.language_);

  std::string money(std::int64_t amount, const std::string& currency) const {
    return currency.empty() ? say.an_amount.text()
                            : projections::words::money(amount, currency, sentences.language_);
  }

  static std::string find(const std::map<std::string, std::string>& map, const std::string& key) {
    const auto found = map.find(key);
    return found == map.end() ? std::string{} : found->second;
  }

  std::string kind(ledger::InstallationKind kind) const {
    return kind_in_words(ledger::name_of(kind), sentences.language_);
  }
  std::string mode(ledger::ActivationMode mode) const {
    return mode_in_words(ledger::name_of(mode), sentences.language_);
  }
  static std::string number(ledger::LicenseNumber number) { return std::to_string(number.value); }

  /// Reasons of an activation say what they are about; those of one seat need not.
  std::string labels(const std::vector<ledger::Reason>& reasons) const {
    std::vector<json::object> objects;
    std::vector<const json::object*> pointers;
    for (const auto& reason : reasons) objects.push_back(wire::reason_json(reason));
    for (const auto& object : objects) pointers.push_back(&object);
    return reason_labels(pointers, sentences.language_);
  }
  std::string titles(const std::vector<ledger::Reason>& reasons) const {
    std::vector<std::string> titles;
    for (const auto& reason : reasons) {
      titles.push_back(reason_title(wire::reason_json(reason), sentences.language_));
    }
    return listed(titles, say.last_and);
  }

  std::string quantities(const std::map<std::string, std::int64_t>& modules,
                         const std::optional<ledger::Date>& until) const {
    std::vector<std::string> items;
    for (const auto& [module_name, quantity] : modules) {
      items.push_back(say.line(std::to_string(quantity), module_name));
    }
    if (items.empty()) return say.no_modules.text();
    const std::string all = listed(items, say.last_and);
    return until ? say.until(all, to_text(*until)) : all;
  }

  std::string operator()(const ledger::LicenseRegistered& said) const {
    return said.auto_update ? say.registered(said.company_name)
                            : say.registered_not_automatic(said.company_name);
  }
  std::string operator()(const ledger::ModuleDefined&) const { return say.module_defined(subject); }

  std::string operator()(const ledger::PolicyChanged& said) const {
    std::vector<std::string> items;
    const auto add = [&](const std::optional<std::int32_t>& days, const Phrase<1>& phrase) {
      if (days) items.push_back(phrase(std::to_string(*days)));
    };
    add(said.warning_days, say.warning_days);
    add(said.grace_days, say.grace_days);
    add(said.payment_grace_days, say.payment_grace_days);
    add(said.activated_notice_days, say.activated_notice_days);
    return say.policy_changed(listed(items));
  }

  /// Lines of the same term are told together.
  std::string operator()(const ledger::PurchaseRecorded& said) const {
    std::vector<std::string> terms;
    std::vector<std::string> items;
    for (std::size_t i = 0; i < said.lines.size(); ++i) {
      const auto& line = said.lines[i];
      const auto until = line.quantity == 0 ? std::nullopt : line.until;
      items.push_back(line.quantity == 0
                          ? say.line_ends(line.module_name)
                          : say.line(std::to_string(line.quantity), line.module_name));
      const bool last = i + 1 == said.lines.size();
      const auto& next = said.lines[last ? i : i + 1];
      if (!last && until == (next.quantity == 0 ? std::nullopt : next.until)) continue;
      const std::string together = listed(items);
      terms.push_back(until ? say.until(together, to_text(*until)) : together);
      items.clear();
    }
    std::string sentence = say.purchase(said.order_id, listed(terms, "; "));
    if (!said.invoice_ids.empty()) sentence += say.paid_by(listed(said.invoice_ids, say.last_and));
    return sentence;
  }

  std::string operator()(const ledger::InvoiceIssued& said) const {
    return say.invoice(said.invoice_id, money(said.amount, said.currency), to_text(said.due_on));
  }
  std::string operator()(const ledger::InvoiceCredited& said) const {
    const std::string currency = find(sentences.currency_of_invoice_, said.invoice_id);
    return say.credit(said.credit_id, money(said.amount, currency), said.invoice_id);
  }
  std::string operator()(const ledger::InvoiceVoided& said) const {
    return say.invoice_voided(said.invoice_id);
  }
  std::string operator()(const ledger::PaymentReceived& said) const {
    return say.payment(said.payment_id, money(said.amount, said.currency), said.invoice_id);
  }
  std::string operator()(const ledger::PaymentReversed& said) const {
    const std::string amount =
        money(said.amount, find(sentences.currency_of_payment_, said.payment_id));
    switch (said.kind) {
      case ledger::ReversalKind::refund:
        return say.refund(amount, said.payment_id);
      case ledger::ReversalKind::chargeback:
        return say.chargeback(amount, said.payment_id);
      case ledger::ReversalKind::bounced:
        return say.bounced(amount, said.payment_id);
      case ledger::ReversalKind::correction:
        return say.correction(amount, said.payment_id);
    }
    return {};
  }
  std::string operator()(const ledger::MaintenanceAgreed& said) const {
    const std::string covers = say.maintenance(said.agreement_id, said.version);
    return said.until ? say.until(covers, to_text(*said.until)) : covers;
  }
  std::string operator()(const ledger::InstallationUpgraded& said) const {
    return said.test ? say.tested(said.cust_id, said.version)
                     : say.upgraded(said.cust_id, said.version);
  }
  std::string operator()(const ledger::InstallationKindChanged& said) const {
    return say.kind_changed(said.cust_id, kind(said.kind));
  }
  std::string operator()(const ledger::ServiceRequestOpened& said) const {
    return said.status == ledger::RequestStatus::postponed
               ? say.request_postponed(said.request_id, said.user)
               : say.request_opened(said.request_id, said.user);
  }
  std::string operator()(const ledger::ServiceRequestUpdated& said) const {
    return said.status == ledger::RequestStatus::postponed
               ? say.request_postponed(said.request_id, said.user)
               : say.request_reopened(said.request_id, said.user);
  }
  std::string operator()(const ledger::ServiceRequestClosed& said) const {
    return say.request_closed(said.request_id);
  }

  std::string seats(std::size_t count, const Phrase<1>& phrase) const {
    if (count == 0) return {};
    return phrase(counted(static_cast<std::int64_t>(count), say.seats));
  }
  std::string operator()(const ledger::InstallationBound& said) const {
    return say.bound(said.cust_id, kind(said.kind), ledger::name_of(said.deployment), said.version,
                     said.company_name) +
           seats(said.seats.size(), say.carrying_in);
  }
  std::string operator()(const ledger::InstallationBindingRefused& said) const {
    return say.binding_refused(said.cust_id, titles(said.reasons));
  }
  std::string operator()(const ledger::InstallationReleased& said) const {
    return say.released(said.cust_id) + seats(said.seats.size(), say.carrying_out);
  }
  std::string operator()(const ledger::LicenseActivated& said) const {
    return say.activated(number(said.number), mode(said.mode),
                         quantities(said.modules, said.expires_on));
  }
  std::string operator()(const ledger::ActivationBlocked& said) const {
    return said.number ? say.blocked(number(*said.number), mode(said.mode), labels(said.reasons))
                       : say.blocked_unnumbered(mode(said.mode), labels(said.reasons));
  }
  std::string operator()(const ledger::PendingHeld& said) const {
    return said.reason.empty() ? say.held(number(said.number))
                               : say.held_because(number(said.number), said.reason);
  }
  std::string operator()(const ledger::PendingReleased& said) const {
    return say.hold_released(number(said.number));
  }
  std::string operator()(const ledger::SeatAssigned& said) const {
    return say.assigned(said.module_name, said.user);
  }
  std::string operator()(const ledger::SeatAssignmentRefused& said) const {
    return say.not_assigned(said.module_name, said.user, titles(said.reasons));
  }
  std::string operator()(const ledger::SeatRemoved& said) const {
    return say.removed(said.module_name, said.user);
  }
  std::string operator()(const ledger::SeatRemovalRefused& said) const {
    return said.module_name.empty()
               ? say.none_removed(said.user, titles(said.reasons))
               : say.not_removed(said.module_name, said.user, titles(said.reasons));
  }
  std::string operator()(const ledger::LicenseFileIssued& said) const {
    return said.cust_id.empty() ? say.file_issued(number(said.number))
                                : say.file_issued_for(number(said.number), said.cust_id);
  }
  std::string operator()(const ledger::LogRestored& said) const {
    return say.log_restored(said.reason);
  }
};

EventSentences::EventSentences(Language language, const json::array& events) : language_(language) {
  for (const auto* event : wire::objects_of(events)) {
    const auto* data = wire::object_in(*event, "data");
    if (data == nullptr) continue;
    const std::string currency = wire::text_in(*data, "currency");
    if (currency.empty()) continue;
    const std::string payment = wire::text_in(*data, "payment_id");
    if (payment.empty()) {
      currency_of_invoice_[wire::text_in(*data, "invoice_id")] = currency;
    } else {
      currency_of_payment_[payment] = currency;
    }
  }
}

std::string EventSentences::of(const json::value& event) const {
  std::vector<wire::FieldError> ignored;
  const auto parsed = wire::parse_event(event, "", ignored);
  if (parsed) return std::visit(Teller{*this, parsed->subject}, parsed->data);
  const auto* object = event.if_object();
  return object == nullptr ? std::string{} : wire::text_in(*object, "type");
}

}  // namespace tools::cli::pages
