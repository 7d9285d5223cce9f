#include "commands/bind.h"

#include <algorithm>

namespace commands {
namespace {

/// Why the license cannot be bound to the installation, in the order of the domain.
Reasons refuse_binding(const Question& question, const std::string& cust_id,
                       const std::string& company_name, const std::string& other_serial) {
  const License& license = question.license;
  Reasons reasons;
  if (company_name != license.company_name()) {
    Reason reason{.code = ReasonCode::owner_mismatch};
    reason.company_name = company_name;
    reason.registered_name = license.company_name();
    if (question.full() && license.registration) {
      reason.evidence.push_back(license.registration->stamp.evidence());
    }
    reasons.push_back(std::move(reason));
  }
  if (license.binding && license.binding->cust_id != cust_id) {
    Reason reason{.code = ReasonCode::serial_in_use, .serial_number = license.serial_number};
    reason.bound_cust_id = license.binding->cust_id;
    if (question.full()) reason.evidence.push_back(license.binding->stamp.evidence());
    reasons.push_back(std::move(reason));
  }
  if (!other_serial.empty()) {
    Reason reason{.code = ReasonCode::already_bound, .cust_id = cust_id};
    reason.bound_serial = other_serial;
    reasons.push_back(std::move(reason));
  }
  return reasons;
}

Decision refuse(const Situation& situation, Reasons reasons, Judge judge,
                const std::string& cust_id, const std::string& company_name) {
  return {.verdict = Verdict::binding_refused,
          .events = {situation.draft(ledger::InstallationBindingRefused{
              .cust_id = cust_id, .company_name = company_name, .reasons = {}})},
          .reasons = std::move(reasons),
          .judge = std::move(judge)};
}

bool bound_so(const License& license, const BindInstallation& command) {
  const auto now = projections::installation_of(license);
  return now && now->cust_id == command.cust_id && now->kind == command.kind &&
         now->deployment == command.deployment && now->version == command.version &&
         license.binding->company_name == command.company_name;
}

}  // namespace

Decision bind_installation(const Situation& situation, const BindInstallation& command,
                           const std::string& bound_serial) {
  if (bound_so(situation.license, command)) return verdict_only(Verdict::already_so);
  const std::string other_serial = bound_serial == command.serial_number ? "" : bound_serial;
  Judge judge = [cust_id = command.cust_id, company_name = command.company_name,
                 other_serial](const Question& question) {
    return refuse_binding(question, cust_id, company_name, other_serial);
  };
  if (auto reasons = judge(situation.question()); !reasons.empty()) {
    return refuse(situation, std::move(reasons), std::move(judge), command.cust_id,
                  command.company_name);
  }
  return {.events = {situation.draft(ledger::InstallationBound{.cust_id = command.cust_id,
                                                               .kind = command.kind,
                                                               .deployment = command.deployment,
                                                               .version = command.version,
                                                               .company_name = command.company_name,
                                                               .seats = {}})}};
}

Decision change_serial(const Situation& from, const Situation& to, const ChangeSerial& command) {
  if (from.license.serial_number == to.license.serial_number) {
    return verdict_only(Verdict::already_so);
  }
  Judge judge = [cust_id = command.cust_id,
                 company_name = command.company_name](const Question& question) {
    return refuse_binding(question, cust_id, company_name, "");
  };
  if (auto reasons = judge(to.question()); !reasons.empty()) {
    return refuse(to, std::move(reasons), std::move(judge), command.cust_id, command.company_name);
  }
  const auto installation = projections::installation_of(from.license);
  std::vector<ledger::CarriedSeat> carried = from.license.seats.all();
  std::vector<ledger::CarriedSeat> others;
  if (carried.size() > max_carried_seats) {
    others.assign(carried.begin() + max_carried_seats, carried.end());
    carried.resize(max_carried_seats);
  }
  Decision decision;
  for (const auto& seat : others) decision.events.push_back(from.draft(ledger::SeatRemoved{seat}));
  decision.events.push_back(
      from.draft(ledger::InstallationReleased{.cust_id = command.cust_id, .seats = carried}));
  decision.events.push_back(
      to.draft(ledger::InstallationBound{.cust_id = command.cust_id,
                                         .kind = installation->kind,
                                         .deployment = installation->deployment,
                                         .version = installation->version,
                                         .company_name = command.company_name,
                                         .seats = carried}));
  for (const auto& seat : others) decision.events.push_back(to.draft(ledger::SeatAssigned{seat}));
  return decision;
}

}  // namespace commands
