#pragma once

#include "projections/words/language.h"
#include "tools/cli/pages/phrase.h"

namespace tools::cli::pages {

/// The closed lists of the domain in words. What is not in a list, as a later version may say it,
/// is shown as it is.
struct Vocabulary {
  Words production;
  Words trial;
  Words demo;
  Words test;
  Words automatic;
  Words manual;
  Words file;
  Words associate;
  Words other;
  Words system;
};

/// Who and what a page is about.
struct HeaderPhrases {
  Phrase<2> license;  // company, serial number
  Words installation;
  Phrase<4> installation_is;  // cust_id, kind, deployment, version
  Words no_installation;
  Words stage;
  Words never_activated;
  Words valid_forever;
  Phrase<2> valid;      // expires_on, days left
  Phrase<2> warning;    // expires_on, days left
  Phrase<3> grace;      // expires_on, days since, grace_until
  Phrase<3> read_only;  // expires_on, days since, grace_until
  Words in_force;
  Phrase<2> in_force_since;  // number, when
  Words pending;
  Phrase<2> pending_until;  // number, date
  Phrase<1> pending_forever;
  Words on_hold;
  Words none;
  Phrase<4> change;  // module, total, new total, in use
  Words only_dates_change;
  Words as_of;
  Words known_at;
};

/// Whether and why not.
struct ReasonPhrases {
  Phrase<1> question;  // number
  Words yes;
  Phrase<1> no;  // so many reasons
  Words nothing_pending;
  Phrase<1> next_blocked;  // so many reasons
  Words since;
  Phrase<2> since_when;  // date, so many days
  Words less_than_a_day;
  Words resolved_by;
  Words to_do;
  Phrase<1> or_else;
  Words used_by;
  Phrase<2> and_more;  // some, how many more
  Words rests_on;
  Phrase<2> cited;      // position, id
  Phrase<1> cited_own;  // position
  Phrase<1> recorded;   // when
  Words unknown_event;
  Phrase<1> and_others;  // so many more events
  Words warnings;
};

/// What was tried, and what comes.
struct CoursePhrases {
  Words next;
  Words updates_itself;
  Words administrator_activates;
  Words activates_itself;
  Words can_be_activated_now;
  Words purchase_updates_itself;
  Words purchase_is_activated;
  Phrase<1> stays_in_force;  // number
  Phrase<1> is_in_force;     // number
  Words none_in_force;
  Phrase<2> will_expire;  // expires_on, grace_until
  Phrase<1> has_expired;  // grace_until
  Words is_read_only;
  Words coming;
  Words attempts;
  Phrase<1> learned;          // known_at
  Phrase<1> learned_these;    // as_of
  Phrase<1> learned_nothing;  // as_of
  Phrase<2> answer_now;       // as_of, answer
};

/// The tables.
struct TablePhrases {
  Words status;
  Words no_new_license;
  Words new_license_available;
  Words new_license_activated;
  Words dates;
  Phrase<3> dates_are;  // warn_from, expires_on, grace_until
  Words blocked_by;
  Phrase<1> see_explain;  // serial number
  Words to_be_paid;
  Phrase<3> invoice_due;      // invoice, open, due_on
  Phrase<3> invoice_overdue;  // invoice, open, due_on
  Words module_name;
  Words display_name;
  Words in_use;
  Words total;
  Words free;
  Words change;
  Words new_total;
  Words to_remove;
  Words yes;
  Words no;
  Words unlimited;
  Phrase<1> changes_of;       // number
  Phrase<1> hidden_left_out;  // how many modules
  Words recorded;
  Words effective;
  Words position;
  Words what;
  Words actor;
  Words more_events;
  Words user;
  Words user_type;
  Words since;
  Words no_seats;
};

/// All that a page says of itself. What a reason says is in projections/messages.h, what an event
/// said in event_phrases.h.
struct Phrases {
  Words last_and;
  Noun days;
  Noun reasons;
  Noun seats;
  Noun hidden_modules;
  Noun more_events;
  Words not_found_then;
  Vocabulary words;
  HeaderPhrases header;
  ReasonPhrases reason;
  CoursePhrases course;
  TablePhrases table;
};

extern const Phrases english_phrases;
extern const Phrases swedish_phrases;

inline const Phrases& phrases(projections::words::Language language) {
  return language == projections::words::Language::sv ? swedish_phrases : english_phrases;
}

}  // namespace tools::cli::pages
