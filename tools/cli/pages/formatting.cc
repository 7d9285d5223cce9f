#include "tools/cli/pages/formatting.h"

#include <array>
#include <boost/json.hpp>
#include <fmt/format.h>

#include "projections/words/messages.h"
#include "tools/text/join.h"
#include "tools/wire/json_read.h"

namespace tools::cli::pages {
namespace {

namespace json = boost::json;
using ledger::ActivationMode;
using ledger::InstallationKind;
using ledger::UserType;

/// The subject of a reason; empty if it is the license as a whole.
std::string subject_of(const json::object& reason) {
  constexpr std::array<std::string_view, 4> names{"module", "payment_id", "invoice_id", "cust_id"};
  for (const auto name : names) {
    std::string subject = wire::text_in(reason, name);
    if (!subject.empty()) return subject;
  }
  return {};
}

}  // namespace

std::string format_minute(ledger::Instant at) {
  const ledger::Date date = ledger::date_of(at);
  const std::int64_t minutes = (at.micros - start_of(date).micros) / 60'000'000;
  return fmt::format("{} {:02}:{:02}", ledger::to_text(date), minutes / 60, minutes % 60);
}

std::string format_instant(ledger::Instant at) {
  const ledger::Date date = ledger::date_of(at);
  return at == start_of(date) ? ledger::to_text(date) : format_minute(at) + " UTC";
}

std::string kind_text(std::string_view kind, Language language) {
  const Vocabulary& terms = phrases(language).terms;
  const auto known = ledger::named<InstallationKind>(kind);
  if (!known) return std::string{kind};
  switch (*known) {
    case InstallationKind::production:
      return terms.production.text();
    case InstallationKind::trial:
      return terms.trial.text();
    case InstallationKind::demo:
      return terms.demo.text();
    case InstallationKind::test:
      return terms.test.text();
  }
  return std::string{kind};
}

std::string mode_text(std::string_view mode, Language language) {
  const Vocabulary& terms = phrases(language).terms;
  const auto known = ledger::named<ActivationMode>(mode);
  if (!known) return std::string{mode};
  switch (*known) {
    case ActivationMode::automatic:
      return terms.automatic.text();
    case ActivationMode::manual:
      return terms.manual.text();
    case ActivationMode::file:
      return terms.file.text();
  }
  return std::string{mode};
}

std::string user_type_text(std::string_view user_type, Language language) {
  const Vocabulary& terms = phrases(language).terms;
  const auto known = ledger::named<UserType>(user_type);
  if (!known) return std::string{user_type};
  switch (*known) {
    case UserType::associate:
      return terms.associate.text();
    case UserType::other:
      return terms.other.text();
    case UserType::system:
      return terms.system.text();
  }
  return std::string{user_type};
}

std::string reason_title(const json::object& reason, Language language) {
  const std::string code = wire::text_in(reason, "code");
  const auto known = ledger::named<ledger::ReasonCode>(code);
  return known ? projections::words::title(*known, language) : code;
}

std::string reason_label(const json::object& reason, Language language) {
  return reason_labels({&reason}, language);
}

std::string reason_labels(const std::vector<const json::object*>& reasons, Language language) {
  std::vector<std::string> labels;
  for (auto next = reasons.begin(); next != reasons.end();) {
    std::string label = reason_title(**next, language);
    std::vector<std::string> subjects;
    // Reasons are ordered by code, so those with the same title are adjacent.
    for (const auto code = wire::text_in(**next, "code");
         next != reasons.end() && wire::text_in(**next, "code") == code; ++next) {
      std::string subject = subject_of(**next);
      if (!subject.empty()) subjects.push_back(std::move(subject));
    }
    if (!subjects.empty()) label += fmt::format(" ({})", text::join(subjects));
    labels.push_back(std::move(label));
  }
  return text::join(labels, phrases(language).last_and);
}

}  // namespace tools::cli::pages
