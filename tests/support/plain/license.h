#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ledger/event.h"

/// The rules of the domain in their plainest form: every event is kept as it is, each question
/// walks all of them again, and nothing is summed, indexed or remembered. Slow, and short enough to
/// be held against the text of the rules by eye. The product is held against it. It shares with the
/// product only plain data: events, reasons, and the view as a struct.
namespace tests::plain {

using ledger::Date;
using ledger::Events;
using ledger::Instant;
using ledger::LicenseNumber;
using ledger::RecordedEvent;

/// The order of the fold: effective_at, rank of the type, id, source; purchases of one instant by
/// position.
bool comes_before(const RecordedEvent& a, const RecordedEvent& b);

/// A value and the event that stated it last.
template <class T>
struct Stated {
  const RecordedEvent* by = nullptr;
  T value;
};
template <class T>
using StatedById = std::map<std::string, Stated<T>>;

/// What is in force, or would be.
struct Set {
  LicenseNumber number;
  std::map<std::string, std::int64_t> own;  // by module, only > 0
  std::optional<Date> expires_on;
};

struct Line {
  LicenseNumber number;
  ledger::PurchaseLine line;
};
struct Bought {
  const RecordedEvent* by = nullptr;
  LicenseNumber number;
  std::vector<std::string> invoice_ids;
};
struct Activated {
  const RecordedEvent* by = nullptr;
  ledger::ActivationMode mode{};
  Set set;
};
struct Request {
  std::string user;
  bool open = false;
};
using SeatKey = std::pair<std::string, std::string>;  // module, user

/// One license after the events applied so far. Apply them in the order of the fold.
struct License {
  std::string serial_number;
  std::map<const RecordedEvent*, LicenseNumber> numbers;  // of all purchases that are known

  std::optional<Stated<ledger::LicenseRegistered>> registered;
  std::vector<Bought> purchases;
  StatedById<Line> lines;
  StatedById<ledger::InvoiceIssued> issued;
  std::map<std::string, const RecordedEvent*> voided;  // the first void
  StatedById<ledger::InvoiceCredited> credits;
  StatedById<ledger::PaymentReceived> payments;
  StatedById<ledger::PaymentReversed> reversals;
  StatedById<ledger::MaintenanceAgreed> agreements;
  StatedById<Request> requests;
  std::optional<Stated<ledger::InstallationBound>> binding;
  StatedById<std::string> versions;            // by cust_id, stated after its binding
  StatedById<ledger::InstallationKind> kinds;  // likewise
  const RecordedEvent* released = nullptr;
  std::optional<Activated> current;
  std::optional<Stated<ledger::PendingHeld>> hold;
  std::map<SeatKey, Stated<ledger::UserType>> seats;

  /// `known` are the events of the license that are known, effective or not.
  License(std::string serial, const Events& known);
  void apply(const RecordedEvent& event);

  Set offered() const;
  Set current_set() const { return current ? current->set : Set{}; }
  bool pending() const;
  std::string company_name() const { return registered ? registered->value.company_name : ""; }
  /// max(0, amount − credits − payments + reversals); 0 when void or not known.
  std::int64_t open_amount(const std::string& invoice_id) const;
  std::int64_t reversed(const std::string& payment_id) const;
};

/// Definitions and policy after the events applied so far, in the order of the fold.
struct Catalog {
  StatedById<ledger::ModuleDefined> modules;
  std::int32_t warning_days = 28;
  std::int32_t grace_days = 12;
  std::int32_t payment_grace_days = 0;
  std::int32_t activated_notice_days = 7;

  void apply(const RecordedEvent& event);

  ledger::ModuleDefined module(const std::string& name) const;
  bool is_plan(const std::string& name) const;
  std::vector<std::string> plans_including(const std::string& name) const;
  /// The total of a module in a set.
  std::int64_t total(const Set& set, const std::string& name) const;
};

/// The users who hold the module by any way, by name.
std::vector<std::string> holders(const License& license, const Catalog& catalog,
                                 const std::string& module_name);
std::int64_t in_use(const License& license, const Catalog& catalog, const std::string& module_name);

}  // namespace tests::plain
