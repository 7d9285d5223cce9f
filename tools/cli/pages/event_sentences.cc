#include "tools/cli/pages/event_sentences.h"

#include <boost/json.hpp>
#include <variant>

#include "projections/words/money.h"
#include "tools/cli/pages/event_phrases.h"
#include "tools/text/join.h"
#include "tools/wire/event_json.h"
#include "tools/wire/json_read.h"
#include "tools/wire/reason_json.h"

namespace tools::cli::pages {

namespace json = boost::json;
using ledger::to_text;

/// One sentence for each event type; a new type does not compile until it has one here.
struct SentenceWriter {
  const EventSentences& sentences;
  const std::string& subject;
  const EventPhrases& wording = event_phrases(sentences.language_);

  std::string money(std::int64_t amount, const std::string& currency) const {
    return currency.empty() ? wording.an_amount.text()
                            : projections::words::money(amount, currency, sentences.language_);
  }

  static std::string find(const std::map<std::string, std::string>& map, const std::string& key) {
    const auto found = map.find(key);
    return found == map.end() ? std::string{} : found->second;
  }

  std::string kind(ledger::InstallationKind kind) const {
    return kind_text(ledger::name_of(kind), sentences.language_);
  }
  std::string mode(ledger::ActivationMode mode) const {
    return mode_text(ledger::name_of(mode), sentences.language_);
  }
  static std::string number(ledger::LicenseNumber number) { return std::to_string(number.value); }

  /// Reasons with their subjects, for activations; about one seat, titles() is enough.
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
    return text::join(titles, wording.last_and);
  }

  std::string quantities(const std::map<std::string, std::int64_t>& modules,
                         const std::optional<ledger::Date>& until) const {
    std::vector<std::string> items;
    for (const auto& [module_name, quantity] : modules) {
      items.push_back(wording.line(std::to_string(quantity), module_name));
    }
    if (items.empty()) return wording.no_modules.text();
    const std::string all = text::join(items, wording.last_and);
    return until ? wording.until(all, to_text(*until)) : all;
  }

  std::string operator()(const ledger::LicenseRegistered& data) const {
    return data.auto_update ? wording.registered(data.company_name)
                            : wording.registered_not_automatic(data.company_name);
  }
  std::string operator()(const ledger::ModuleDefined&) const {
    return wording.module_defined(subject);
  }

  std::string operator()(const ledger::PolicyChanged& data) const {
    std::vector<std::string> items;
    const auto add = [&](const std::optional<std::int32_t>& days, const Phrase<1>& phrase) {
      if (days) items.push_back(phrase(std::to_string(*days)));
    };
    add(data.warning_days, wording.warning_days);
    add(data.grace_days, wording.grace_days);
    add(data.payment_grace_days, wording.payment_grace_days);
    add(data.activated_notice_days, wording.activated_notice_days);
    return wording.policy_changed(text::join(items));
  }

  /// Consecutive lines with the same term share it.
  std::string operator()(const ledger::PurchaseRecorded& data) const {
    std::vector<std::string> terms;
    std::vector<std::string> items;
    for (std::size_t i = 0; i < data.lines.size(); ++i) {
      const auto& line = data.lines[i];
      const auto until = line.quantity == 0 ? std::nullopt : line.until;
      items.push_back(line.quantity == 0
                          ? wording.line_ends(line.module_name)
                          : wording.line(std::to_string(line.quantity), line.module_name));
      const bool last = i + 1 == data.lines.size();
      const auto& next = data.lines[last ? i : i + 1];
      if (!last && until == (next.quantity == 0 ? std::nullopt : next.until)) continue;
      const std::string together = text::join(items);
      terms.push_back(until ? wording.until(together, to_text(*until)) : together);
      items.clear();
    }
    std::string sentence = wording.purchase(data.order_id, text::join(terms, "; "));
    if (!data.invoice_ids.empty())
      sentence += wording.paid_by(text::join(data.invoice_ids, wording.last_and));
    return sentence;
  }

  std::string operator()(const ledger::InvoiceIssued& data) const {
    return wording.invoice(data.invoice_id, money(data.amount, data.currency),
                           to_text(data.due_on));
  }
  std::string operator()(const ledger::InvoiceCredited& data) const {
    const std::string currency = find(sentences.currency_of_invoice_, data.invoice_id);
    return wording.credit(data.credit_id, money(data.amount, currency), data.invoice_id);
  }
  std::string operator()(const ledger::InvoiceVoided& data) const {
    return wording.invoice_voided(data.invoice_id);
  }
  std::string operator()(const ledger::PaymentReceived& data) const {
    return wording.payment(data.payment_id, money(data.amount, data.currency), data.invoice_id);
  }
  std::string operator()(const ledger::PaymentReversed& data) const {
    const std::string amount =
        money(data.amount, find(sentences.currency_of_payment_, data.payment_id));
    switch (data.kind) {
      case ledger::ReversalKind::refund:
        return wording.refund(amount, data.payment_id);
      case ledger::ReversalKind::chargeback:
        return wording.chargeback(amount, data.payment_id);
      case ledger::ReversalKind::bounced:
        return wording.bounced(amount, data.payment_id);
      case ledger::ReversalKind::correction:
        return wording.correction(amount, data.payment_id);
    }
    return {};
  }
  std::string operator()(const ledger::MaintenanceAgreed& data) const {
    const std::string covers = wording.maintenance(data.agreement_id, data.version);
    return data.until ? wording.until(covers, to_text(*data.until)) : covers;
  }
  std::string operator()(const ledger::InstallationUpgraded& data) const {
    return data.test ? wording.tested(data.cust_id, data.version)
                     : wording.upgraded(data.cust_id, data.version);
  }
  std::string operator()(const ledger::InstallationKindChanged& data) const {
    return wording.kind_changed(data.cust_id, kind(data.kind));
  }
  std::string operator()(const ledger::ServiceRequestOpened& data) const {
    return data.status == ledger::RequestStatus::postponed
               ? wording.request_postponed(data.request_id, data.user)
               : wording.request_opened(data.request_id, data.user);
  }
  std::string operator()(const ledger::ServiceRequestUpdated& data) const {
    return data.status == ledger::RequestStatus::postponed
               ? wording.request_postponed(data.request_id, data.user)
               : wording.request_reopened(data.request_id, data.user);
  }
  std::string operator()(const ledger::ServiceRequestClosed& data) const {
    return wording.request_closed(data.request_id);
  }

  std::string seats(std::size_t count, const Phrase<1>& phrase) const {
    if (count == 0) return {};
    return phrase(counted(static_cast<std::int64_t>(count), wording.seats));
  }
  std::string operator()(const ledger::InstallationBound& data) const {
    return wording.bound(data.cust_id, kind(data.kind), ledger::name_of(data.deployment),
                         data.version, data.company_name) +
           seats(data.seats.size(), wording.bringing_seats);
  }
  std::string operator()(const ledger::InstallationBindingRefused& data) const {
    return wording.binding_refused(data.cust_id, titles(data.reasons));
  }
  std::string operator()(const ledger::InstallationReleased& data) const {
    return wording.released(data.cust_id) + seats(data.seats.size(), wording.taking_seats);
  }
  std::string operator()(const ledger::LicenseActivated& data) const {
    return wording.activated(number(data.number), mode(data.mode),
                             quantities(data.modules, data.expires_on));
  }
  std::string operator()(const ledger::ActivationBlocked& data) const {
    return data.number
               ? wording.blocked(number(*data.number), mode(data.mode), labels(data.reasons))
               : wording.blocked_unnumbered(mode(data.mode), labels(data.reasons));
  }
  std::string operator()(const ledger::PendingHeld& data) const {
    return data.reason.empty() ? wording.held(number(data.number))
                               : wording.held_because(number(data.number), data.reason);
  }
  std::string operator()(const ledger::PendingReleased& data) const {
    return wording.hold_released(number(data.number));
  }
  std::string operator()(const ledger::SeatAssigned& data) const {
    return wording.assigned(data.module_name, data.user);
  }
  std::string operator()(const ledger::SeatAssignmentRefused& data) const {
    return wording.not_assigned(data.module_name, data.user, titles(data.reasons));
  }
  std::string operator()(const ledger::SeatRemoved& data) const {
    return wording.removed(data.module_name, data.user);
  }
  std::string operator()(const ledger::SeatRemovalRefused& data) const {
    return data.module_name.empty()
               ? wording.none_removed(data.user, titles(data.reasons))
               : wording.not_removed(data.module_name, data.user, titles(data.reasons));
  }
  std::string operator()(const ledger::LicenseFileIssued& data) const {
    return data.cust_id.empty() ? wording.file_issued(number(data.number))
                                : wording.file_issued_for(number(data.number), data.cust_id);
  }
  std::string operator()(const ledger::LogRestored& data) const {
    return wording.log_restored(data.reason);
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
  if (parsed) return std::visit(SentenceWriter{*this, parsed->subject}, parsed->data);
  const auto* object = event.if_object();
  return object == nullptr ? std::string{} : wire::text_in(*object, "type");
}

}  // namespace tools::cli::pages
