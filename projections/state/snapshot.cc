#include "projections/state/snapshot.h"

#include "projections/state/archive.h"

namespace projections::state {

template <>
struct Fields<ledger::Evidence> {
  static auto of(auto& value) { return std::tie(value.position, value.id, value.type); }
};
template <>
struct Fields<ledger::LicenseRegistered> {
  static auto of(auto& value) { return std::tie(value.company_name, value.auto_update); }
};
template <>
struct Fields<ledger::PurchaseLine> {
  static auto of(auto& value) {
    return std::tie(value.line_id, value.module_name, value.quantity, value.until);
  }
};
template <>
struct Fields<ledger::InvoiceIssued> {
  static auto of(auto& value) {
    return std::tie(value.invoice_id, value.amount, value.currency, value.due_on);
  }
};
template <>
struct Fields<ledger::InvoiceCredited> {
  static auto of(auto& value) { return std::tie(value.credit_id, value.invoice_id, value.amount); }
};
template <>
struct Fields<ledger::PaymentReceived> {
  static auto of(auto& value) {
    return std::tie(value.payment_id, value.invoice_id, value.amount, value.currency);
  }
};
template <>
struct Fields<ledger::PaymentReversed> {
  static auto of(auto& value) {
    return std::tie(value.reversal_id, value.payment_id, value.amount, value.kind);
  }
};
template <>
struct Fields<ledger::MaintenanceAgreed> {
  static auto of(auto& value) { return std::tie(value.agreement_id, value.version, value.until); }
};

template <>
struct Fields<ledger::ModuleDefined> {
  static auto of(auto& value) {
    return std::tie(value.type, value.display_name, value.unrestricted, value.hidden,
                    value.user_plan, value.includes, value.prerequisite, value.service_access);
  }
};

std::string snapshot_of(const License& license) {
  ArchiveWriter writer;
  writer.write(archive_version);
  writer.write(license);
  return writer.take();
}

std::vector<std::string> snapshot_parts(const License& license) {
  std::vector<std::string> parts;
  const auto add = [&parts](const auto& member) {
    ArchiveWriter writer;
    writer.write(member);
    parts.push_back(writer.take());
  };
  std::apply([&add](const auto&... member) { (add(member), ...); }, License::fields(license));
  return parts;
}

std::string snapshot_of(const Catalog& catalog) {
  ArchiveWriter writer;
  writer.write(archive_version);
  writer.write(catalog);
  return writer.take();
}

std::optional<License> license_from(std::string_view snapshot) {
  ArchiveReader reader{snapshot};
  std::uint32_t version = 0;
  reader.read(version);
  if (!reader.ok() || version != archive_version) return std::nullopt;
  std::optional<License> license{std::in_place};
  reader.read(*license);
  if (!reader.ok() || !reader.at_end()) return std::nullopt;
  return license;
}

}  // namespace projections::state
