#include "commands/write/dispatch.h"

#include "commands/decide/activate.h"
#include "commands/decide/bind.h"
#include "commands/decide/seats.h"

namespace commands::write {

using ledger::Result;

namespace {

/// The table of contents of all commands.
class Dispatch {
 public:
  Dispatch(live::WriterState& state, std::optional<ledger::Revision> if_match)
      : state_(state), if_match_(if_match) {}

  Result<Decision> operator()(const BindInstallation& command) {
    return with_license(command.serial_number, [&](const Situation& situation) -> Result<Decision> {
      const std::string bound = state_.directory().bound_to(command.cust_id);
      const License* other = nullptr;
      if (!bound.empty() && bound != command.serial_number) {
        LEDGER_ASSIGN_OR_RETURN(const live::LiveLicense* found, state_.find(bound));
        if (found != nullptr) other = &found->state();
      }
      return decide::bind_installation(situation, command, other);
    });
  }

  Result<Decision> operator()(const ChangeSerial& command) {
    const std::string bound = state_.directory().bound_to(command.cust_id);
    if (bound.empty()) return verdict_only(Verdict::installation_not_found);
    return with_license(command.serial_number, [&](const Situation& to) -> Result<Decision> {
      LEDGER_ASSIGN_OR_RETURN(const live::LiveLicense* from, state_.find(bound));
      if (from == nullptr) return verdict_only(Verdict::installation_not_found);
      return decide::change_serial({from->state(), state_.catalog(), state_.now()}, to, command);
    });
  }

  Result<Decision> operator()(const AssignSeat& command) {
    return pass(command, decide::assign_seat);
  }
  Result<Decision> operator()(const RemoveSeat& command) {
    return pass(command, decide::remove_seat);
  }
  Result<Decision> operator()(const RemoveUser& command) {
    return pass(command, decide::remove_user);
  }
  Result<Decision> operator()(const ChangeSeats& command) {
    return pass(command, decide::change_seats);
  }
  Result<Decision> operator()(const ActivateLicense& command) {
    return pass(command, decide::activate_license);
  }
  Result<Decision> operator()(const HoldPending& command) {
    return pass(command, decide::hold_pending);
  }
  Result<Decision> operator()(const ReleaseHold& command) {
    return with_license(command.serial_number, decide::release_hold);
  }
  Result<Decision> operator()(const IssueLicenseFile& command) {
    return pass(command, decide::issue_license_file);
  }

 private:
  template <class Verb>
  Result<Decision> with_license(const std::string& serial_number, const Verb& verb) {
    LEDGER_ASSIGN_OR_RETURN(const live::LiveLicense* license, state_.find(serial_number));
    if (license == nullptr || !license->state().registration) {
      return verdict_only(Verdict::license_not_found);
    }
    if (if_match_ && *if_match_ != license->head.revision) {
      return verdict_only(Verdict::revision_mismatch);
    }
    return verb(Situation{license->state(), state_.catalog(), state_.now()});
  }

  template <class C>
  Result<Decision> pass(const C& command, Decision (*verb)(const Situation&, const C&)) {
    return with_license(command.serial_number,
                        [&](const Situation& situation) { return verb(situation, command); });
  }

  live::WriterState& state_;
  std::optional<ledger::Revision> if_match_;
};

}  // namespace

Result<Decision> decide(live::WriterState& state, const Command& command,
                        std::optional<ledger::Revision> if_match) {
  return std::visit(Dispatch{state, if_match}, command);
}

std::vector<std::string> licenses_of(const live::WriterState& state, const Command& command) {
  return std::visit(
      [&]<class C>(const C& one) {
        std::vector<std::string> licenses{one.serial_number};
        if constexpr (std::is_same_v<C, BindInstallation> || std::is_same_v<C, ChangeSerial>) {
          auto bound = state.directory().bound_to(one.cust_id);
          if (!bound.empty() && bound != one.serial_number) licenses.push_back(std::move(bound));
        }
        return licenses;
      },
      command);
}

}  // namespace commands::write
