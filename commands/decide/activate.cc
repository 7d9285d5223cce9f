#include "commands/decide/activate.h"

#include "projections/reasons/blocking_reasons.h"

namespace commands::decide {
namespace {

using ledger::ActivationMode;
using projections::reasons::ActivationRequest;
using projections::reasons::blocking_reasons;
using projections::reasons::Detail;
using projections::state::has_pending;

Question question_of(const Situation& situation, const ActivationRequest& request) {
  Question question = situation.question();
  question.request = &request;
  return question;
}

Decision blocked(const Situation& situation, Reasons reasons, ActivationMode mode,
                 const std::string& cust_id, std::optional<LicenseNumber> number) {
  return {.ruling = {.verdict = Verdict::activation_blocked,
                     .reasons = std::move(reasons),
                     .number = number.value_or(LicenseNumber{})},
          .events = {situation.draft(ledger::ActivationBlocked{
              .number = number, .mode = mode, .cust_id = cust_id, .reasons = {}})}};
}

Decision activated(const Situation& situation, const Question& question, ActivationMode mode) {
  const LicenseSet& offered = situation.license.offered();
  auto changes = projections::changes_towards(question, offered);
  return {.ruling = {.number = offered.number, .changes = changes},
          .events = {situation.draft(
              ledger::LicenseActivated{.number = offered.number,
                                       .mode = mode,
                                       .modules = {offered.own.begin(), offered.own.end()},
                                       .expires_on = offered.expires_on,
                                       .changes = std::move(changes)})}};
}

}  // namespace

Decision activate_license(const Situation& situation, const ActivateLicense& command) {
  const License& license = situation.license;
  std::optional<LicenseNumber> asked = command.request.number;
  if (!asked && command.request.file && command.request.file->signature_valid) {
    asked = command.request.file->number;
  }
  const bool pending = has_pending(license);
  auto alone = projections::reasons::reported_alone(question_of(situation, command.request));
  if (!alone.empty()) {
    auto number = asked;
    if (!number && pending) number = license.offered().number;
    return blocked(situation, std::move(alone), command.mode, command.request.cust_id, number);
  }
  if (asked && license.current && *asked == license.current_number()) {
    return {.ruling = {.verdict = Verdict::already_so, .number = *asked}};
  }
  if (!pending || (asked && *asked != license.offered().number)) {
    return verdict_only(Verdict::nothing_pending);
  }
  return activate_pending(situation, question_of(situation, command.request), command.mode,
                          command.request.cust_id);
}

Decision activate_pending(const Situation& situation, const Question& question, ActivationMode mode,
                          const std::string& cust_id) {
  auto reasons = blocking_reasons(question);
  if (!reasons.empty()) {
    return blocked(situation, std::move(reasons), mode, cust_id,
                   situation.license.offered().number);
  }
  return activated(situation, question, mode);
}

std::optional<Decision> attempt_automatically(const Situation& situation) {
  const License& license = situation.license;
  if (!license.registration || !license.registration->value.auto_update || !has_pending(license)) {
    return std::nullopt;
  }
  Question question = situation.question();
  question.detail = Detail::matter;
  const auto matters = blocking_reasons(question);
  if (matters.empty()) return activated(situation, question, ActivationMode::automatic);
  const auto& last = license.last_automatic;
  if (last && last->number == license.offered().number &&
      projections::state::same_reasons(last->reasons, projections::state::keys_of(matters))) {
    return std::nullopt;
  }
  return activate_pending(situation, situation.question(), ActivationMode::automatic, {});
}

Decision hold_pending(const Situation& situation, const HoldPending& command) {
  const License& license = situation.license;
  if (!has_pending(license) || command.number != license.offered().number) {
    return verdict_only(Verdict::nothing_pending);
  }
  if (license.hold && license.hold->number == command.number) {
    return {.ruling = {.verdict = Verdict::already_so, .number = command.number}};
  }
  return {.ruling = {.number = command.number},
          .events = {situation.draft(
              ledger::PendingHeld{.number = command.number, .reason = command.reason})}};
}

Decision release_hold(const Situation& situation) {
  const License& license = situation.license;
  const bool in_effect =
      license.hold && has_pending(license) && license.hold->number == license.offered().number;
  if (!in_effect) return verdict_only(Verdict::already_so);
  const LicenseNumber number = license.hold->number;
  return {.ruling = {.number = number},
          .events = {situation.draft(ledger::PendingReleased{.number = number})}};
}

Decision issue_license_file(const Situation& situation, const IssueLicenseFile& command) {
  const License& license = situation.license;
  const LicenseSet& offered = license.offered();
  if (offered.number == LicenseNumber{}) return verdict_only(Verdict::nothing_pending);
  return {.ruling = {.number = offered.number, .company_name = std::string{license.company_name()}},
          .events = {situation.draft(
              ledger::LicenseFileIssued{.number = offered.number,
                                        .cust_id = license.binding ? license.binding->cust_id : "",
                                        .modules = {offered.own.begin(), offered.own.end()},
                                        .expires_on = offered.expires_on,
                                        .key_id = command.key_id})}};
}

}  // namespace commands::decide
