#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "ledger/result.h"
#include "tools/stripe/extract.h"
#include "tools/stripe/facts.h"

namespace tools::stripe {

/// In this order: the facts of a dossier depend only on dossiers of its own kind or an earlier one.
enum class DossierKind : std::uint8_t { subscription, invoice, payment };

struct DossierId {
  DossierKind kind{};
  std::string object_id;
  auto operator<=>(const DossierId&) const = default;
};

/// Its key in the side store, such as `stripe/dossier/invoice/in_…`.
std::string key_of(const DossierId& id);

/// The dossier that an event waits in until its facts are in the ledger.
DossierId dossier_of(const Extract& extract);

/// The dossiers that one event touches: loaded on first use, changed here, and written back in one
/// step by the caller. One thread.
class Dossiers {
 public:
  using Load = std::function<ledger::Result<std::optional<std::string>>(const std::string& key)>;
  explicit Dossiers(Load load) : load_(std::move(load)) {}

  /// Adds what an event states, and returns the dossiers whose facts may have changed. Idempotent.
  std::set<DossierId> file(const StripeEvent& event, Extract extract);
  /// Removes what an event stated, as if it had never arrived.
  void remove(const DossierId& id, const std::string& event);
  /// Whether the dossier has a statement of the event.
  bool holds(const DossierId& id, const std::string& event);

  Dossier& at(const DossierId& id);
  Facts facts(const DossierId& id);

  /// Keys and texts of the dossiers that changed since they were loaded.
  std::vector<std::pair<std::string, std::string>> changes() const;
  /// Set when a dossier could not be loaded; nothing may be written back then.
  const std::optional<ledger::Failure>& failure() const { return failure_; }

 private:
  template <class D>
  struct Loaded {
    D now;
    D before;
  };
  template <class D>
  using LoadedById = std::map<std::string, Loaded<D>>;

  template <class D, class Read>
  D& load(LoadedById<D>& loaded, const DossierId& id, Read read);
  InvoiceDossier& invoice(const std::string& id);
  PaymentDossier& payment(const std::string& id);
  SubscriptionDossier& subscription(const std::string& id);
  template <class Visit>
  void each_list(const DossierId& id, Visit visit);

  void file_subscription(const std::string& source, Extract& extract);
  void file_invoice(const std::string& source, Extract& extract);
  void file_reversals(const std::string& source, Extract& extract);
  void share_license(const std::string& source, const Extract& extract);
  /// Records that a payment paid an invoice. `certain`: `payment_id` replaces an assumed one.
  void link(const std::string& payment, const std::string& invoice, const std::string& payment_id,
            bool certain, const std::string& source);
  const SubscriptionDossier* subscription_of(const InvoiceDossier& dossier);

  const Load load_;
  LoadedById<InvoiceDossier> invoices_;
  LoadedById<PaymentDossier> payments_;
  LoadedById<SubscriptionDossier> subscriptions_;
  std::optional<ledger::Failure> failure_;
};

}  // namespace tools::stripe
