#include "commands/decide/repeat.h"

#include "commands/decide/seat_rules.h"
#include "projections/reasons/blocking_reasons.h"

namespace commands::decide {
namespace {

using projections::reasons::ActivationRequest;
using projections::reasons::are_reported_alone;

/// The request, as far as it decides whether it was refused for the reason that is reported alone.
ActivationRequest request_of(const ledger::ActivationBlocked& blocked, const License& license) {
  ActivationRequest request{.cust_id = blocked.cust_id, .number = {}, .file = {}};
  for (const auto& reason : blocked.reasons) {
    if (reason.code == ReasonCode::signature_invalid) {
      request.file.emplace();
    } else if (reason.code == ReasonCode::stale) {
      request.number = reason.number;
    } else if (!reason.serial_number.empty() || reason.cust_id != blocked.cust_id) {
      request.file = {.signature_valid = true,
                      .serial_number = reason.serial_number.empty() ? license.serial_number
                                                                    : reason.serial_number,
                      .cust_id = reason.cust_id,
                      .company_name = {},
                      .number = {}};
    }
  }
  return request;
}

struct Repeat {
  Question& question;
  const std::optional<OtherBinding>& other;

  Reasons operator()(const ledger::InstallationBindingRefused& refused) const {
    return refuse_binding(question, refused.cust_id, refused.company_name, other);
  }
  Reasons operator()(const ledger::ActivationBlocked& blocked) const {
    if (!are_reported_alone(blocked.reasons))
      return projections::reasons::blocking_reasons(question);
    const ActivationRequest request = request_of(blocked, question.license);
    question.request = &request;
    auto reasons = projections::reasons::reported_alone(question);
    question.request = nullptr;
    return reasons;
  }
  Reasons operator()(const ledger::SeatAssignmentRefused& refused) const {
    const ChangedSeats& seats = question.seats;
    if (seats.find(refused.module_name, refused.user) != nullptr) return {};
    return refuse_seat(question, seats,
                       {.seat = refused,
                        .instead_of = refused.reassigned_from,
                        .fit = refused.activate ? Fit::pending : Fit::current});
  }
  Reasons operator()(const ledger::SeatRemovalRefused& refused) const {
    const ChangedSeats& seats = question.seats;
    return refuse_removal(
        question, seats,
        {.module_name = refused.module_name, .user = refused.user, .cascade = refused.cascade});
  }
  template <class Other>
  Reasons operator()(const Other&) const {
    return {};
  }
};

}  // namespace

Reasons repeat_refusal(const ledger::EventData& refusal, Question question,
                       const std::optional<OtherBinding>& other) {
  return std::visit(Repeat{question, other}, refusal);
}

bool depends_on_request(const ledger::EventData& refusal) {
  const auto* blocked = std::get_if<ledger::ActivationBlocked>(&refusal);
  return blocked == nullptr || are_reported_alone(blocked->reasons);
}

}  // namespace commands::decide
