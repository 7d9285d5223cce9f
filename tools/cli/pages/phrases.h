#pragma once

#include "projections/words/language.h"
#include "tools/cli/pages/phrase.h"

namespace tools::cli::pages {

/// The names of the domain's closed lists. A name that is not in its list, as a later version may
/// send it, is shown unchanged.
struct Vocabulary {
  FixedText production;
  FixedText trial;
  FixedText demo;
  FixedText test;
  FixedText automatic;
  FixedText manual;
  FixedText file;
  FixedText associate;
  FixedText other;
  FixedText system;
};

/// What a page is about.
struct HeaderPhrases {
  Phrase<2> license;  // company, serial number
  FixedText installation;
  Phrase<4> installation_is;  // cust_id, kind, deployment, version
  FixedText no_installation;
  FixedText stage;
  FixedText never_activated;
  FixedText valid_forever;
  Phrase<2> valid;      // expires_on, days left
  Phrase<2> warning;    // expires_on, days left
  Phrase<3> grace;      // expires_on, days since, grace_until
  Phrase<3> read_only;  // expires_on, days since, grace_until
  FixedText in_force;
  Phrase<2> in_force_since;  // number, when
  FixedText pending;
  Phrase<2> pending_until;  // number, date
  Phrase<1> pending_forever;
  FixedText on_hold;
  FixedText none;
  Phrase<4> change;  // module, total, new total, in use
  FixedText only_dates_change;
  FixedText as_of;
  FixedText known_at;
};

/// Whether a license can be activated, and why not.
struct ReasonPhrases {
  Phrase<1> question;  // number
  FixedText yes;
  Phrase<1> no;  // counted reasons
  FixedText nothing_pending;
  Phrase<1> next_blocked;  // counted reasons
  FixedText since;
  Phrase<2> since_when;  // date, counted days
  FixedText less_than_a_day;
  FixedText resolved_by;
  FixedText to_do;
  Phrase<1> or_else;
  FixedText used_by;
  Phrase<2> and_more;  // some users, number of others
  FixedText rests_on;
  Phrase<2> cited;      // position, id
  Phrase<1> cited_own;  // position
  Phrase<1> recorded;   // when
  FixedText unknown_event;
  Phrase<1> and_others;  // counted events
  FixedText warnings;
};

/// What was attempted, and what happens next.
struct CoursePhrases {
  FixedText next;
  FixedText updates_itself;
  FixedText administrator_activates;
  FixedText activates_itself;
  FixedText can_be_activated_now;
  FixedText purchase_updates_itself;
  FixedText purchase_is_activated;
  Phrase<1> stays_in_force;  // number
  Phrase<1> is_in_force;     // number
  FixedText none_in_force;
  Phrase<2> will_expire;  // expires_on, grace_until
  Phrase<1> has_expired;  // grace_until
  FixedText is_read_only;
  FixedText coming;
  FixedText attempts;
  Phrase<1> learned;          // known_at
  Phrase<1> learned_these;    // as_of
  Phrase<1> learned_nothing;  // as_of
  Phrase<2> answer_now;       // as_of, answer
};

/// Labels of fields and columns.
struct TablePhrases {
  FixedText status;
  FixedText no_new_license;
  FixedText new_license_available;
  FixedText new_license_activated;
  FixedText dates;
  Phrase<3> dates_are;  // warn_from, expires_on, grace_until
  FixedText blocked_by;
  Phrase<1> see_explain;  // serial number
  FixedText to_be_paid;
  Phrase<3> invoice_due;      // invoice, open, due_on
  Phrase<3> invoice_overdue;  // invoice, open, due_on
  FixedText module_name;
  FixedText display_name;
  FixedText in_use;
  FixedText total;
  FixedText free;
  FixedText change;
  FixedText new_total;
  FixedText to_remove;
  FixedText yes;
  FixedText no;
  FixedText unlimited;
  Phrase<1> changes_of;      // number
  Phrase<1> hidden_omitted;  // counted modules
  FixedText recorded;
  FixedText effective;
  FixedText position;
  FixedText what;
  FixedText actor;
  FixedText more_events;
  FixedText user;
  FixedText user_type;
  FixedText since;
  FixedText no_seats;
};

/// Every text of the pages, except for reasons (projections/words/messages.h) and events
/// (event_phrases.h).
struct Phrases {
  FixedText last_and;
  PhraseNoun days;
  PhraseNoun reasons;
  PhraseNoun seats;
  PhraseNoun hidden_modules;
  PhraseNoun more_events;
  FixedText not_found_then;
  Vocabulary terms;
  HeaderPhrases header;
  ReasonPhrases reason;
  CoursePhrases course;
  TablePhrases table;
};

extern const Phrases english_phrases;
extern const Phrases swedish_phrases;

inline const Phrases& phrases(projections::words::Language language) {
  constexpr projections::words::ByLanguage<const Phrases*> all{&english_phrases, &swedish_phrases};
  return *all[language];
}

}  // namespace tools::cli::pages
