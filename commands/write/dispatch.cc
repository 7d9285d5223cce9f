#include "commands/write/dispatch.h"

#include "commands/decide/activate.h"
#include "commands/decide/bind.h"
#include "commands/decide/seats.h"

namespace commands::write {
namespace {

/// The table of contents of all commands.
class Dispatch {
 public:
  Dispatch(World& world, std::optional<ledger::Revision> if_match)
      : world_(world), if_match_(if_match) {}

  Decision operator()(const BindInstallation& command) {
    return with_license(command.serial_number, [&](const Situation& situation) {
      const std::string bound = world_.directory().bound_to(command.cust_id);
      const LiveLicense* other =
          bound.empty() || bound == command.serial_number ? nullptr : world_.find(bound);
      return decide::bind_installation(situation, command,
                                       other != nullptr ? &other->state : nullptr);
    });
  }

  Decision operator()(const ChangeSerial& command) {
    const std::string bound = world_.directory().bound_to(command.cust_id);
    if (bound.empty()) return verdict_only(Verdict::installation_not_found);
    return with_license(command.serial_number, [&](const Situation& to) {
      const LiveLicense* from = world_.find(bound);
      if (from == nullptr) return verdict_only(Verdict::installation_not_found);
      return decide::change_serial({from->state, world_.catalog(), world_.now()}, to, command);
    });
  }

  Decision operator()(const AssignSeat& command) { return pass(command, decide::assign_seat); }
  Decision operator()(const RemoveSeat& command) { return pass(command, decide::remove_seat); }
  Decision operator()(const RemoveUser& command) { return pass(command, decide::remove_user); }
  Decision operator()(const ChangeSeats& command) { return pass(command, decide::change_seats); }
  Decision operator()(const ActivateLicense& command) {
    return pass(command, decide::activate_license);
  }
  Decision operator()(const HoldPending& command) { return pass(command, decide::hold_pending); }
  Decision operator()(const ReleaseHold& command) {
    return with_license(command.serial_number, decide::release_hold);
  }
  Decision operator()(const IssueLicenseFile& command) {
    return pass(command, decide::issue_license_file);
  }

 private:
  template <class Verb>
  Decision with_license(const std::string& serial_number, const Verb& verb) {
    const LiveLicense* license = world_.find(serial_number);
    if (license == nullptr || !license->state.registration) {
      return verdict_only(Verdict::license_not_found);
    }
    if (if_match_ && *if_match_ != license->head.revision) {
      return verdict_only(Verdict::revision_mismatch);
    }
    return verb(Situation{license->state, world_.catalog(), world_.now()});
  }

  template <class C>
  Decision pass(const C& command, Decision (*verb)(const Situation&, const C&)) {
    return with_license(command.serial_number,
                        [&](const Situation& situation) { return verb(situation, command); });
  }

  World& world_;
  std::optional<ledger::Revision> if_match_;
};

}  // namespace

Decision decide(World& world, const Command& command, std::optional<ledger::Revision> if_match) {
  return std::visit(Dispatch{world, if_match}, command);
}

}  // namespace commands::write
