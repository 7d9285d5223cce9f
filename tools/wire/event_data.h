#pragma once

#include <boost/json/fwd.hpp>

#include "ledger/event.h"
#include "tools/wire/fields.h"

/// The `data` of each event type: how it is read and how it is printed. Facts are in fact_json.cc,
/// decisions in decision_json.cc, each reader beside its printer. What is printed reads back equal.
namespace tools::wire {

/// Reads what the members say. The caller sees to done(): strict for facts, which others send,
/// lenient for decisions, which come from a ledger and may be of a later version.
template <class Data>
Data read_data(Fields& data);

template <>
ledger::LicenseRegistered read_data(Fields& data);
template <>
ledger::ModuleDefined read_data(Fields& data);
template <>
ledger::PolicyChanged read_data(Fields& data);
template <>
ledger::PurchaseRecorded read_data(Fields& data);
template <>
ledger::InvoiceIssued read_data(Fields& data);
template <>
ledger::InvoiceCredited read_data(Fields& data);
template <>
ledger::InvoiceVoided read_data(Fields& data);
template <>
ledger::PaymentReceived read_data(Fields& data);
template <>
ledger::PaymentReversed read_data(Fields& data);
template <>
ledger::MaintenanceAgreed read_data(Fields& data);
template <>
ledger::InstallationUpgraded read_data(Fields& data);
template <>
ledger::InstallationKindChanged read_data(Fields& data);
template <>
ledger::ServiceRequestOpened read_data(Fields& data);
template <>
ledger::ServiceRequestUpdated read_data(Fields& data);
template <>
ledger::ServiceRequestClosed read_data(Fields& data);
template <>
ledger::InstallationBound read_data(Fields& data);
template <>
ledger::InstallationBindingRefused read_data(Fields& data);
template <>
ledger::InstallationReleased read_data(Fields& data);
template <>
ledger::LicenseActivated read_data(Fields& data);
template <>
ledger::ActivationBlocked read_data(Fields& data);
template <>
ledger::PendingHeld read_data(Fields& data);
template <>
ledger::PendingReleased read_data(Fields& data);
template <>
ledger::SeatAssigned read_data(Fields& data);
template <>
ledger::SeatAssignmentRefused read_data(Fields& data);
template <>
ledger::SeatRemoved read_data(Fields& data);
template <>
ledger::SeatRemovalRefused read_data(Fields& data);
template <>
ledger::LicenseFileIssued read_data(Fields& data);
template <>
ledger::LogRestored read_data(Fields& data);

boost::json::object data_json(const ledger::LicenseRegistered& fact);
boost::json::object data_json(const ledger::ModuleDefined& fact);
boost::json::object data_json(const ledger::PolicyChanged& fact);
boost::json::object data_json(const ledger::PurchaseRecorded& fact);
boost::json::object data_json(const ledger::InvoiceIssued& fact);
boost::json::object data_json(const ledger::InvoiceCredited& fact);
boost::json::object data_json(const ledger::InvoiceVoided& fact);
boost::json::object data_json(const ledger::PaymentReceived& fact);
boost::json::object data_json(const ledger::PaymentReversed& fact);
boost::json::object data_json(const ledger::MaintenanceAgreed& fact);
boost::json::object data_json(const ledger::InstallationUpgraded& fact);
boost::json::object data_json(const ledger::InstallationKindChanged& fact);
boost::json::object data_json(const ledger::ServiceRequestOpened& fact);
boost::json::object data_json(const ledger::ServiceRequestUpdated& fact);
boost::json::object data_json(const ledger::ServiceRequestClosed& fact);
boost::json::object data_json(const ledger::InstallationBound& decision);
boost::json::object data_json(const ledger::InstallationBindingRefused& decision);
boost::json::object data_json(const ledger::InstallationReleased& decision);
boost::json::object data_json(const ledger::LicenseActivated& decision);
boost::json::object data_json(const ledger::ActivationBlocked& decision);
boost::json::object data_json(const ledger::PendingHeld& decision);
boost::json::object data_json(const ledger::PendingReleased& decision);
boost::json::object data_json(const ledger::SeatAssigned& decision);
boost::json::object data_json(const ledger::SeatAssignmentRefused& decision);
boost::json::object data_json(const ledger::SeatRemoved& decision);
boost::json::object data_json(const ledger::SeatRemovalRefused& decision);
boost::json::object data_json(const ledger::LicenseFileIssued& decision);
boost::json::object data_json(const ledger::LogRestored& decision);

}  // namespace tools::wire
