#include "tools/cli/pages/explain_page.h"

#include <algorithm>
#include <boost/json.hpp>

#include "tools/cli/pages/explain_reasons.h"
#include "tools/cli/pages/license_lines.h"
#include "tools/cli/pages/text_page.h"
#include "tools/wire/json_read.h"

namespace tools::cli::pages {
namespace {

namespace json = boost::json;

constexpr std::size_t max_attempts = 3;
constexpr std::size_t max_learned = 40;

class Explainer {
 public:
  Explainer(const Explanation& explanation, Language language, bool colored)
      : explanation_(explanation),
        license_(explanation.license),
        language_(language),
        phrases_(phrases(language)),
        as_of_(wire::instant_in(license_, "as_of").value_or(ledger::Instant{})),
        page_(colored),
        writer_(page_, language, explanation.events, as_of_) {}

  std::string write() {
    write_header();
    write_answer();
    write_warnings();
    write_next();
    write_coming();
    write_attempts();
    write_learned();
    return page_.text();
  }

 private:
  void heading(std::string_view text) {
    page_.blank();
    page_.paragraph(text, 0, Ink::strong);
    page_.blank();
  }

  void write_header() {
    const HeaderPhrases& wording = phrases_.header;
    page_.paragraph(license_line(license_, language_), 0, Ink::strong);
    page_.blank();
    auto fields = license_fields(license_, language_);
    TextPage::Field pending{wording.pending.text(), {{pending_line(license_, language_)}}};
    for (auto& change : changes()) pending.values.push_back({std::move(change)});
    fields.push_back(std::move(pending));
    if (explanation_.other_as_of)
      fields.push_back({wording.as_of.text(), {{format_instant(as_of_)}}});
    if (explanation_.learned) fields.push_back({wording.known_at.text(), {{known_at()}}});
    page_.fields(fields);
  }

  std::string known_at() const {
    return format_instant(wire::instant_in(license_, "known_at").value_or(ledger::Instant{}));
  }

  std::vector<std::string> changes() const {
    std::vector<std::string> lines;
    const auto* pending = wire::object_in(license_, "pending");
    if (pending == nullptr) return lines;
    for (const auto* change : wire::objects_in(*pending, "changes")) {
      lines.push_back(phrases_.header.change(
          wire::text_in(*change, "module"), wire::text_in(*change, "total"),
          wire::text_in(*change, "new_total"), wire::text_in(*change, "in_use")));
    }
    if (lines.empty()) lines.push_back(phrases_.header.only_dates_change.text());
    return lines;
  }

  void write_answer() {
    const auto* pending = wire::object_in(license_, "pending");
    std::string answer = answer_line(license_, language_);
    if (pending != nullptr) {
      answer = phrases_.reason.question(wire::text_in(*pending, "number")) + ' ' + answer;
    }
    const auto reasons = wire::objects_in(license_, "blocking_reasons");
    page_.blank();
    page_.paragraph(answer, 0,
                    !reasons.empty()     ? Ink::bad
                    : pending != nullptr ? Ink::good
                                         : Ink::strong);
    std::size_t number = 0;
    for (const auto* reason : reasons) writer_.write(++number, *reason);
  }

  void write_warnings() {
    const auto warnings = wire::objects_in(license_, "warnings");
    if (warnings.empty()) return;
    heading(phrases_.reason.warnings);
    for (const auto* warning : warnings) writer_.write_warning(*warning);
  }

  /// What happens to the pending license, then to the one in force: one paragraph.
  void write_next() {
    const CoursePhrases& wording = phrases_.course;
    const bool automatic = wire::flag_in(license_, "auto_update");
    const bool pending = wire::object_in(license_, "pending") != nullptr;
    const bool waits = pending && !wire::flag_in(license_, "can_be_activated");
    const FixedText& course =
        waits     ? (automatic ? wording.updates_itself : wording.administrator_activates)
        : pending ? (automatic ? wording.activates_itself : wording.can_be_activated_now)
                  : (automatic ? wording.purchase_updates_itself : wording.purchase_is_activated);
    heading(wording.next);
    std::string text = course.text();
    const std::string in_force = in_force_sentences(waits);
    if (!in_force.empty()) text += ' ' + in_force;
    page_.paragraph(text);
  }

  std::string in_force_sentences(bool waits) const {
    const CoursePhrases& wording = phrases_.course;
    const auto* current = wire::object_in(license_, "current");
    if (current == nullptr) return waits ? wording.none_in_force.text() : std::string{};
    const std::string number = wire::text_in(*current, "number");
    std::string sentences = waits ? wording.stays_in_force(number) : wording.is_in_force(number);
    const std::string stage = wire::text_in(license_, "stage");
    const std::string expires_on = wire::text_in(license_, "expires_on");
    const std::string grace_until = wire::text_in(license_, "grace_until");
    if (expires_on.empty()) return sentences;
    sentences += ' ';
    return sentences + (stage == "read_only" ? wording.is_read_only.text()
                        : stage == "grace"   ? wording.has_expired(grace_until)
                                             : wording.will_expire(expires_on, grace_until));
  }

  /// What is already recorded, and takes effect later.
  void write_coming() {
    std::vector<std::pair<ledger::Instant, const json::value*>> coming;
    for (const auto& event : explanation_.events) {
      const auto* object = event.if_object();
      const auto effective =
          object == nullptr ? std::nullopt : wire::instant_in(*object, "effective_at");
      if (effective && *effective > as_of_) coming.emplace_back(*effective, &event);
    }
    if (coming.empty()) return;
    std::ranges::stable_sort(coming, {}, &decltype(coming)::value_type::first);
    heading(phrases_.course.coming);
    for (const auto& [at, event] : coming) {
      const auto value = writer_.event_value(*event);
      page_.item(value.lead, value.text);
    }
  }

  void write_attempts() {
    std::vector<const json::value*> attempts;
    for (const auto& event : explanation_.events) {
      const auto* object = event.if_object();
      const auto effective =
          object == nullptr ? std::nullopt : wire::instant_in(*object, "effective_at");
      if (!effective || *effective > as_of_) continue;
      const auto type = ledger::event_type_named(wire::text_in(*object, "type"));
      if (type == ledger::EventType::license_activated ||
          type == ledger::EventType::activation_blocked) {
        attempts.push_back(&event);
      }
    }
    if (attempts.empty()) return;
    heading(phrases_.course.attempts);
    for (std::size_t i = 0; i < std::min(attempts.size(), max_attempts); ++i) {
      const auto value =
          writer_.event_value(*attempts[attempts.size() - 1 - i], ReasonWriter::DateStyle::minute);
      page_.item(value.lead, value.text);
    }
  }

  void write_learned() {
    if (!explanation_.learned) return;
    const CoursePhrases& wording = phrases_.course;
    heading(wording.learned(known_at()));
    if (explanation_.learned->events.empty()) {
      page_.paragraph(wording.learned_nothing(format_instant(as_of_)));
      return;
    }
    page_.paragraph(wording.learned_these(format_instant(as_of_)));
    page_.blank();
    json::array all = explanation_.events;
    for (const auto& event : explanation_.learned->events) all.push_back(event);
    const ReasonWriter writer{page_, language_, all, as_of_};
    const auto& events = explanation_.learned->events;
    for (std::size_t i = 0; i < std::min(events.size(), max_learned); ++i) {
      const auto value = writer.event_value(events[i]);
      page_.item(value.lead, value.text);
    }
    if (events.size() > max_learned) {
      page_.paragraph(writer.and_others(events.size() - max_learned));
    }
    page_.blank();
    page_.paragraph(wording.answer_now(format_instant(as_of_),
                                       answer_line(explanation_.learned->license, language_)));
  }

  const Explanation& explanation_;
  const json::object& license_;
  Language language_;
  const Phrases& phrases_;
  ledger::Instant as_of_;
  TextPage page_;
  ReasonWriter writer_;
};

}  // namespace

std::string explain_page(const Explanation& explanation, Language language, bool colored) {
  return Explainer{explanation, language, colored}.write();
}

}  // namespace tools::cli::pages
