#include "tools/sample/systems.h"

#include <fmt/format.h>

namespace tools::sample {
namespace {

using ledger::EventData;

constexpr std::string_view products = "operator:product management";
constexpr std::string_view billing = "billing:billing";
constexpr std::string_view crm = "billing:crm";
constexpr std::string_view service_desk = "billing:service desk";
constexpr std::string_view installations = "billing:installations";

}  // namespace

std::string Systems::numbered(std::string_view prefix, std::uint32_t number) {
  return fmt::format("{}{}", prefix, number);
}

/// Another report about the same thing is another event, and so gets another id.
void Systems::post(std::string_view source, std::string id, std::string_view system,
                   std::string subject, EventData data, When when) {
  const int before = reports_[fmt::format("{} {}", source, id)]++;
  if (before > 0) id = fmt::format("{}/{}", id, before + 1);
  ledger::Event event{.source = std::string{source},
                      .id = std::move(id),
                      .subject = std::move(subject),
                      .time = when,
                      .data = std::move(data)};
  if (dice_.chance(2)) simulation_.post(event, std::string{system});
  simulation_.post(std::move(event), std::string{system});
}

void Systems::define(const std::string& module_name, ledger::ModuleDefined defined, When when) {
  post("/products", module_name, products, module_name, std::move(defined), when);
}

void Systems::change_policy(ledger::PolicyChanged changed, When when) {
  post("/products", "policy", products, "default", changed, when);
}

void Systems::register_license(const std::string& serial, std::string company_name,
                               bool auto_update, When when) {
  post("/crm", serial, crm, serial,
       ledger::LicenseRegistered{.company_name = std::move(company_name),
                                 .auto_update = auto_update},
       when);
}

void Systems::change_kind(const std::string& serial, const std::string& cust_id,
                          ledger::InstallationKind kind) {
  post("/crm", cust_id + "/kind", crm, serial,
       ledger::InstallationKindChanged{.cust_id = cust_id, .kind = kind}, {});
}

void Systems::agree_maintenance(const std::string& serial, std::string_view version,
                                std::optional<ledger::Date> until, When when,
                                std::string agreement_id) {
  if (agreement_id.empty()) agreement_id = numbered("MA-", next_agreement_++);
  post("/billing/agreements", agreement_id, billing, serial,
       ledger::MaintenanceAgreed{
           .agreement_id = agreement_id, .version = std::string{version}, .until = until},
       when);
}

std::string Systems::order(const std::string& serial, std::vector<ledger::PurchaseLine> lines,
                           std::vector<std::string> invoice_ids, When when) {
  std::string order_id = numbered("SO-", next_order_++);
  post("/billing/orders", order_id, billing, serial,
       ledger::PurchaseRecorded{
           .order_id = order_id, .lines = std::move(lines), .invoice_ids = std::move(invoice_ids)},
       when);
  return order_id;
}

void Systems::issue(const std::string& serial, const BillingInvoice& invoice, When when) {
  post("/billing/invoices", invoice.id, billing, serial,
       ledger::InvoiceIssued{.invoice_id = invoice.id,
                             .amount = invoice.amount,
                             .currency = invoice.currency,
                             .due_on = invoice.due_on},
       when);
}

void Systems::credit(const std::string& serial, const std::string& invoice_id,
                     std::int64_t amount) {
  const std::string credit_id = numbered("CR-", next_correction_++);
  post("/billing/invoices", credit_id, billing, serial,
       ledger::InvoiceCredited{.credit_id = credit_id, .invoice_id = invoice_id, .amount = amount},
       {});
}

void Systems::void_invoice(const std::string& serial, const std::string& invoice_id) {
  post("/billing/invoices", invoice_id + "/void", billing, serial,
       ledger::InvoiceVoided{.invoice_id = invoice_id}, {});
}

std::string Systems::pay(const std::string& serial, const BillingInvoice& invoice,
                         std::int64_t amount, When value_date) {
  std::string payment_id = numbered("PAY-", next_payment_++);
  post("/billing/payments", payment_id, billing, serial,
       ledger::PaymentReceived{.payment_id = payment_id,
                               .invoice_id = invoice.id,
                               .amount = amount,
                               .currency = invoice.currency},
       value_date);
  return payment_id;
}

void Systems::repeat_payment(const std::string& serial, const std::string& payment_id,
                             const BillingInvoice& invoice, std::int64_t amount) {
  post("/billing/bank", payment_id, billing, serial,
       ledger::PaymentReceived{.payment_id = payment_id,
                               .invoice_id = invoice.id,
                               .amount = amount,
                               .currency = invoice.currency},
       {});
}

void Systems::reverse(const std::string& serial, const std::string& payment_id, std::int64_t amount,
                      ledger::ReversalKind kind) {
  const std::string reversal_id = numbered("REV-", next_correction_++);
  post("/billing/payments", reversal_id, billing, serial,
       ledger::PaymentReversed{
           .reversal_id = reversal_id, .payment_id = payment_id, .amount = amount, .kind = kind},
       {});
}

std::string Systems::open_request(const std::string& serial, const std::string& user) {
  std::string request_id = numbered("REQ-", next_request_++);
  post("/service", request_id, service_desk, serial,
       ledger::ServiceRequestOpened{{.request_id = request_id, .user = user}}, {});
  return request_id;
}

void Systems::update_request(const std::string& serial, const std::string& request_id,
                             const std::string& user, ledger::RequestStatus status) {
  post("/service", request_id, service_desk, serial,
       ledger::ServiceRequestUpdated{{.request_id = request_id, .user = user, .status = status}},
       {});
}

void Systems::close_request(const std::string& serial, const std::string& request_id,
                            const std::string& user) {
  post("/service", request_id, service_desk, serial,
       ledger::ServiceRequestClosed{{.request_id = request_id, .user = user}}, {});
}

void Systems::report_upgrade(const std::string& serial, const std::string& cust_id,
                             std::string_view version, bool test) {
  post("/installations", fmt::format("{}/{}{}", cust_id, version, test ? "/test" : ""),
       installations, serial,
       ledger::InstallationUpgraded{
           .cust_id = cust_id, .version = std::string{version}, .test = test},
       {});
}

}  // namespace tools::sample
