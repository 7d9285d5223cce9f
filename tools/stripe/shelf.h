#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "ledger/result.h"
#include "tools/stripe/facts.h"
#include "tools/stripe/notice.h"

namespace tools::stripe {

/// What facts are made of together. In the order of the kinds each rests on those before it only.
struct Group {
  enum class Kind : std::uint8_t { subscription, invoice, payment };
  Kind kind{};
  std::string id;
  auto operator<=>(const Group&) const = default;
};
using Groups = std::set<Group>;

/// `stripe/dossier/invoice/in_…`: where it is kept.
std::string key_of(const Group& group);

/// The dossiers that one event touches: taken from where they are kept when first asked for,
/// changed here, and put back all at once. One thread.
class Shelf {
 public:
  using Load = std::function<ledger::Result<std::optional<std::string>>(const std::string& key)>;
  explicit Shelf(Load load) : load_(std::move(load)) {}

  /// Puts what an event tells where it belongs, and answers the groups whose facts may be others
  /// now. Telling it again changes nothing.
  Groups file(const Notice& notice, Telling telling);
  /// As if the event had never come.
  void unfile(const Group& group, const std::string& event);
  /// Whether something was told by the event in this group.
  bool holds(const Group& group, const std::string& event);

  /// The facts of one group, from all that was told.
  Facts facts(const Group& group);
  std::vector<Register>& said(const Group& group);
  std::set<std::string>& waiting(const Group& group);
  const std::string& source(const Group& group);

  /// What differs from what was loaded: keys and texts.
  std::vector<std::pair<std::string, std::string>> changes() const;
  /// A dossier that could not be loaded; nothing must be put back then.
  const std::optional<ledger::Failure>& failure() const { return failure_; }

 private:
  template <class Dossier>
  struct Kept {
    Dossier now;
    Dossier before;
  };
  template <class Dossier>
  using Drawer = std::map<std::string, Kept<Dossier>>;

  template <class Dossier, class Read>
  Dossier& take(Drawer<Dossier>& drawer, const Group& group, Read read);
  InvoiceDossier& invoice(const std::string& id);
  PaymentDossier& payment(const std::string& id);
  SubscriptionDossier& subscription(const std::string& id);
  void link(const std::string& payment, const std::string& invoice, const std::string& payment_id,
            bool certain, const std::string& source);
  const SubscriptionDossier* subscription_of(const InvoiceDossier& dossier);

  const Load load_;
  Drawer<InvoiceDossier> invoices_;
  Drawer<PaymentDossier> payments_;
  Drawer<SubscriptionDossier> subscriptions_;
  std::optional<ledger::Failure> failure_;
};

/// Where what an event tells is kept.
Group group_of(const Telling& telling);

}  // namespace tools::stripe
