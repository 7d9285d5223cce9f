#include "commands/write/dispatch.h"

#include <algorithm>

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
      LEDGER_ASSIGN_OR_RETURN(const License* other, bound_license(command.cust_id));
      if (other == &situation.license) other = nullptr;
      return decide::bind_installation(situation, command, other);
    });
  }

  Result<Decision> operator()(const ChangeSerial& command) {
    LEDGER_ASSIGN_OR_RETURN(const License* from, bound_license(command.cust_id));
    if (from == nullptr) return verdict_only(Verdict::installation_not_found);
    return with_license(command.serial_number, [&](const Situation& to) -> Result<Decision> {
      return decide::change_serial({*from, state_.catalog(), state_.now()}, to, command);
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
  /// The license to which the installation is bound; null if none. The directory names every one
  /// that it ever was bound to.
  Result<const License*> bound_license(const std::string& cust_id) {
    LEDGER_ASSIGN_OR_RETURN(const auto ever, state_.directory().ever_bound_to(cust_id));
    for (const auto& serial_number : ever) {
      LEDGER_ASSIGN_OR_RETURN(const live::LiveLicense* license, state_.find(serial_number));
      if (license == nullptr) continue;
      const auto& binding = license->state().binding;
      if (binding && binding->cust_id == cust_id) return &license->state();
    }
    return nullptr;
  }

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

Result<std::vector<std::string>> licenses_of(const live::WriterState& state,
                                             const Command& command) {
  return std::visit(
      [&]<class C>(const C& one) -> Result<std::vector<std::string>> {
        std::vector<std::string> licenses;
        if constexpr (std::is_same_v<C, BindInstallation> || std::is_same_v<C, ChangeSerial>) {
          LEDGER_ASSIGN_OR_RETURN(licenses, state.directory().ever_bound_to(one.cust_id));
        }
        if (std::ranges::find(licenses, one.serial_number) == licenses.end()) {
          licenses.push_back(one.serial_number);
        }
        return licenses;
      },
      command);
}

}  // namespace commands::write
