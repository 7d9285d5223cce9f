#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/event.h"
#include "tools/sample/dice.h"
#include "tools/sample/simulation.h"

namespace tools::sample {

struct BillingInvoice {
  std::string id;
  std::int64_t amount = 0;
  std::string currency;
  ledger::Date due_on;
};

/// The vendor's other systems, which report facts to the ledger: billing, CRM, the service desk,
/// and the installations themselves. They number what they report and, like all such systems, send
/// some of it twice.
class Systems {
 public:
  /// When the fact took effect; now if absent.
  using When = std::optional<Instant>;

  Systems(Simulation& simulation, Dice dice) : simulation_(simulation), dice_(dice) {}

  std::string next_cust_id() { return numbered("Cust", next_cust_id_++); }
  std::string next_invoice_id() { return numbered("INV-", next_invoice_++); }

  void define(const std::string& module_name, ledger::ModuleDefined defined, When when = {});
  void change_policy(ledger::PolicyChanged changed, When when = {});

  void register_license(const std::string& serial, std::string company_name, bool auto_update,
                        When when = {});
  void change_kind(const std::string& serial, const std::string& cust_id,
                   ledger::InstallationKind kind);
  void agree_maintenance(const std::string& serial, std::string_view version,
                         std::optional<ledger::Date> until, When when = {},
                         std::string agreement_id = {});

  /// Returns the order_id.
  std::string order(const std::string& serial, std::vector<ledger::PurchaseLine> lines,
                    std::vector<std::string> invoice_ids, When when = {});
  void issue(const std::string& serial, const BillingInvoice& invoice, When when = {});
  void credit(const std::string& serial, const std::string& invoice_id, std::int64_t amount);
  void void_invoice(const std::string& serial, const std::string& invoice_id);
  /// Returns the payment_id.
  std::string pay(const std::string& serial, const BillingInvoice& invoice, std::int64_t amount,
                  When value_date = {});
  void reverse(const std::string& serial, const std::string& payment_id, std::int64_t amount,
               ledger::ReversalKind kind);
  /// Reports the same payment from another system, under a different event identity.
  void repeat_payment(const std::string& serial, const std::string& payment_id,
                      const BillingInvoice& invoice, std::int64_t amount);

  /// Returns the request_id.
  std::string open_request(const std::string& serial, const std::string& user);
  void update_request(const std::string& serial, const std::string& request_id,
                      const std::string& user, ledger::RequestStatus status);
  void close_request(const std::string& serial, const std::string& request_id,
                     const std::string& user);

  void report_upgrade(const std::string& serial, const std::string& cust_id,
                      std::string_view version, bool test = false);

 private:
  static std::string numbered(std::string_view prefix, std::uint32_t number);
  void post(std::string_view source, std::string id, std::string_view system, std::string subject,
            ledger::EventData data, When when);

  Simulation& simulation_;
  Dice dice_;
  std::map<std::string, int> reports_;  // count by source and id
  std::uint32_t next_cust_id_ = 21'001;
  std::uint32_t next_order_ = 40'001;
  std::uint32_t next_invoice_ = 70'001;
  std::uint32_t next_payment_ = 300'001;
  std::uint32_t next_correction_ = 5'001;
  std::uint32_t next_agreement_ = 9'001;
  std::uint32_t next_request_ = 120'001;
};

}  // namespace tools::sample
