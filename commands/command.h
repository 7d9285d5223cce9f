#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "ledger/event.h"
#include "projections/reasons/question.h"

/// What installations and their administrators request of the ledger. Plain data; each is decided
/// by the function of the same verb.
namespace commands {

struct BindInstallation {
  std::string serial_number;
  std::string cust_id;
  ledger::InstallationKind kind{};
  ledger::Deployment deployment{};
  std::string version;
  std::string company_name;
};

/// A demo becomes licensed: the installation moves to another serial number with its seats.
struct ChangeSerial {
  std::string cust_id;
  std::string serial_number;
  std::string company_name;
};

struct AssignSeat {
  std::string serial_number;
  ledger::SeatHolder seat;
};

struct RemoveSeat {
  std::string serial_number;
  std::string module_name;
  std::string user;
  bool cascade = false;  // also removes the seats that need this one
};

struct RemoveUser {
  std::string serial_number;
  std::string user;
};

struct Assign {
  ledger::SeatHolder seat;
};
struct Remove {
  std::string module_name;
  std::string user;
};
struct Reassign {
  std::string user;
  std::string from;
  std::string to;
};
using SeatChange = std::variant<Assign, Remove, Reassign>;

/// Several seat changes in order, all or nothing; with `activate` they must fit the pending
/// license, which is activated with them.
struct ChangeSeats {
  std::string serial_number;
  std::vector<SeatChange> changes;
  bool activate = false;
};

struct ActivateLicense {
  std::string serial_number;
  ledger::ActivationMode mode{};
  projections::reasons::ActivationRequest request;
};

struct HoldPending {
  std::string serial_number;
  ledger::LicenseNumber number;
  std::string reason;
};

struct ReleaseHold {
  std::string serial_number;
};

struct IssueLicenseFile {
  std::string serial_number;
  std::string key_id;  // of the key that will sign it
};

using Command =
    std::variant<BindInstallation, ChangeSerial, AssignSeat, RemoveSeat, RemoveUser, ChangeSeats,
                 ActivateLicense, HoldPending, ReleaseHold, IssueLicenseFile>;

}  // namespace commands
