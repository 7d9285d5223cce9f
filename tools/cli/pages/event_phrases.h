#pragma once

#include "projections/words/language.h"
#include "tools/cli/pages/phrase.h"

namespace tools::cli::pages {

/// A sentence for each event type, without its full stop.
struct EventPhrases {
  FixedText last_and;
  FixedText an_amount;  // if the currency is unknown
  PhraseNoun seats;

  Phrase<1> registered;  // company
  Phrase<1> registered_not_automatic;
  Phrase<1> module_defined;
  Phrase<1> policy_changed;  // what
  Phrase<1> warning_days;
  Phrase<1> grace_days;
  Phrase<1> payment_grace_days;
  Phrase<1> activated_notice_days;

  Phrase<2> purchase;   // order, lines
  Phrase<2> line;       // quantity, module
  Phrase<1> line_ends;  // module
  Phrase<2> until;      // lines or modules, date
  Phrase<1> paid_by;    // invoices
  Phrase<3> invoice;    // invoice, amount, due_on
  Phrase<3> credit;     // credit, amount, invoice
  Phrase<1> invoice_voided;
  Phrase<3> payment;       // payment, amount, invoice
  Phrase<2> refund;        // amount, payment
  Phrase<2> chargeback;    // amount, payment
  Phrase<2> bounced;       // amount, payment
  Phrase<2> correction;    // amount, payment
  Phrase<2> maintenance;   // agreement, version
  Phrase<2> upgraded;      // cust_id, version
  Phrase<2> tested;        // cust_id, version
  Phrase<2> kind_changed;  // cust_id, kind

  Phrase<2> request_opened;     // request, user
  Phrase<2> request_reopened;   // request, user
  Phrase<2> request_postponed;  // request, user
  Phrase<1> request_closed;     // request

  Phrase<5> bound;            // cust_id, kind, deployment, version, company
  Phrase<1> bringing_seats;   // counted seats
  Phrase<2> binding_refused;  // cust_id, reasons
  Phrase<1> released;         // cust_id
  Phrase<1> taking_seats;     // counted seats
  Phrase<3> activated;        // number, mode, modules
  FixedText no_modules;
  Phrase<3> blocked;             // number, mode, reasons
  Phrase<2> blocked_unnumbered;  // mode, reasons
  Phrase<1> held;                // number
  Phrase<2> held_because;        // number, why
  Phrase<1> hold_released;       // number
  Phrase<2> assigned;            // module, user
  Phrase<3> not_assigned;        // module, user, reasons
  Phrase<2> removed;             // module, user
  Phrase<3> not_removed;         // module, user, reasons
  Phrase<2> none_removed;        // user, reasons
  Phrase<1> file_issued;         // number
  Phrase<2> file_issued_for;     // number, cust_id
  Phrase<1> log_restored;        // why
};

extern const EventPhrases english_event_phrases;
extern const EventPhrases swedish_event_phrases;

inline const EventPhrases& event_phrases(projections::words::Language language) {
  constexpr projections::words::ByLanguage<const EventPhrases*> all{&english_event_phrases,
                                                                    &swedish_event_phrases};
  return *all[language];
}

}  // namespace tools::cli::pages
