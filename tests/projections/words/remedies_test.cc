#include "projections/words/remedies.h"

#include <gtest/gtest.h>
#include <string>
#include <utility>
#include <vector>

#include "projections/words/messages.h"
#include "tests/support/known_reasons.h"

namespace projections::words::tests {
namespace {

using ledger::Reason;
using enum ledger::ReasonCode;

std::vector<std::string> texts_of(const Reason& reason, Language language) {
  std::vector<std::string> texts;
  for (const auto& remedy : remedies_of(reason)) texts.push_back(remedy_text(remedy, language));
  return texts;
}

TEST(Remedies, of_every_known_reason_have_a_text_in_each_language) {
  using Texts = std::vector<std::string>;
  // In the order of known_reasons.
  const std::vector<ByLanguage<Texts>> rows{
      {Texts{"Use installation Cust1."}, Texts{"Använd installation Cust1."}},
      {Texts{"Request a new license file for serial number 1801000001."},
       Texts{"Begär en ny licensfil för serienummer 1801000001."}},
      {Texts{"Bind an installation to the license."},
       Texts{"Koppla en installation till licensen."}},
      {Texts{
           "Correct the name of the license owner, so that it is exactly the same in both places."},
       Texts{"Rätta licensägarens namn så att det är exakt lika på båda ställena."}},
      {Texts{"Request a new license file."}, Texts{"Begär en ny licensfil."}},
      {Texts{"Use license number 43, which is the newest."},
       Texts{"Använd licens nummer 43, som är den nyaste."}},
      {Texts{"Record a corrected purchase to replace license number 41.",
             "Release the hold on license number 41."},
       Texts{"Registrera ett rättat köp som ersätter licens nummer 41.",
             "Häv spärren för licens nummer 41."}},
      {Texts{"Pay SEK 120,000.00 of invoice INV-7."},
       Texts{"Betala 120\u00A0000,00\u00A0SEK på faktura INV-7."}},
      {Texts{"Report invoice INV-8 from the billing system."},
       Texts{"Rapportera faktura INV-8 från faktureringssystemet."}},
      {Texts{"Arrange a maintenance agreement that covers version 9.2."},
       Texts{"Teckna ett underhållsavtal som omfattar version 9.2."}},
      {Texts{"Remove 2 seats of ten-sales."}, Texts{"Ta bort 2 licenser för ten-sales."}},
      {Texts{}, Texts{}},
      {Texts{"Remove 3 seats of ten-sales.", "Buy 3 seats of ten-sales."},
       Texts{"Ta bort 3 licenser för ten-sales.", "Köp 3 licenser för ten-sales."}},
      {Texts{"Buy 1 seat of ten-sales."}, Texts{"Köp 1 licens för ten-sales."}},
      {Texts{"Assign base to anna first."}, Texts{"Tilldela anna modulen base först."}},
      {Texts{"Switch anna from ten-service to ten-sales."},
       Texts{"Byt användarplan för anna från ten-service till ten-sales."}},
      {Texts{"Renew the license."}, Texts{"Förnya licensen."}},
      {Texts{"Renew the license."}, Texts{"Förnya licensen."}},
      {Texts{"Close 3 open requests of anna in Service."},
       Texts{"Stäng 3 öppna förfrågningar för anna i Service."}},
      {Texts{"Remove ten-sales from anna together with a, b and c."},
       Texts{"Ta bort ten-sales från anna tillsammans med a, b och c."}},
      {Texts{"Check serial number 1801000009."}, Texts{"Kontrollera serienummer 1801000009."}},
      {Texts{"Use installation Cust1.", "Change the serial number of installation Cust1."},
       Texts{"Använd installation Cust1.", "Byt serienummer för installation Cust1."}},
      {Texts{"Change the serial number of installation Cust2."},
       Texts{"Byt serienummer för installation Cust2."}},
      {Texts{"Arrange a maintenance agreement that covers version 9.2."},
       Texts{"Teckna ett underhållsavtal som omfattar version 9.2."}},
      {Texts{"Renew the license."}, Texts{"Förnya licensen."}},
      {Texts{"Renew the license."}, Texts{"Förnya licensen."}},
      {Texts{"Pay SEK 120,000.00 of invoice INV-7."},
       Texts{"Betala 120\u00A0000,00\u00A0SEK på faktura INV-7."}},
      {Texts{"Arrange a maintenance agreement that covers version 8.5."},
       Texts{"Teckna ett underhållsavtal som omfattar version 8.5."}},
      {Texts{"Remove 2 seats of ten-sales."}, Texts{"Ta bort 2 licenser för ten-sales."}},
      {Texts{"Use installation Cust1, which has serial number 1801000001."},
       Texts{"Använd installation Cust1, som har serienummer 1801000001."}},
      {Texts{"Reverse EUR 100.00 of payment P-1, and pay invoice INV-7 in its own currency."},
       Texts{"Återför 100,00\u00A0EUR av betalning P-1 och betala faktura INV-7 i dess egen "
             "valuta."}},
  };
  const auto reasons = known_reasons();
  ASSERT_EQ(rows.size(), reasons.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (const auto language : ledger::every<Language>()) {
      EXPECT_EQ(texts_of(reasons[i].reason, language), rows[i][language]);
    }
  }
}

TEST(Remedies, have_a_text_even_if_the_reason_knows_nothing) {
  for (const auto code : every_code) {
    Reason reason;
    reason.code = code;
    for (const auto language : ledger::every<Language>()) {
      for (const auto& text : texts_of(reason, language)) {
        EXPECT_TRUE(text.ends_with('.') && text.find('{') == std::string::npos) << text;
      }
    }
  }
}

TEST(Remedies, are_missing_only_if_nothing_can_be_done) {
  for (const auto code : every_code) {
    Reason reason;
    reason.code = code;
    EXPECT_EQ(remedies_of(reason).empty(), code == not_assignable) << ledger::name_of(code);
  }
}

TEST(Remedies, carry_what_the_action_needs) {
  Reason reason;
  reason.code = excess;
  reason.module_name = "ten-sales";
  reason.to_remove = 2;
  const Remedy removal{.action = "remove_seats", .module_name = "ten-sales", .count = 2};
  EXPECT_EQ(remedies_of(reason), std::vector{removal});

  reason = {};
  reason.code = unpaid;
  reason.invoice_id = "INV-7";
  reason.open = 1;
  reason.currency = "SEK";
  const Remedy payment{
      .action = "pay_invoice", .invoice_id = "INV-7", .currency = "SEK", .amount = 1};
  EXPECT_EQ(remedies_of(reason), std::vector{payment});
}

TEST(Remedies, name_only_known_actions) {
  for (const auto& known : known_reasons()) {
    for (const auto& remedy : remedies_of(known.reason)) {
      EXPECT_TRUE(ledger::named<Action>(remedy.action)) << remedy.action;
    }
  }
  EXPECT_EQ(remedy_text({.action = "wait"}, Language::en), "wait");
}

TEST(Resolver, is_the_one_that_the_domain_names) {
  using enum Resolver;
  const std::vector<std::pair<ledger::ReasonCode, Resolver>> table{
      {wrong_installation, administrator},
      {not_bound, administrator},
      {owner_mismatch, vendor_support},
      {signature_invalid, vendor_support},
      {stale, nobody},
      {held, vendor_support},
      {unpaid, customer},
      {version, vendor_support},
      {excess, administrator},
      {no_free_seat, administrator},
      {not_entitled, customer},
      {over_assigned, administrator}};
  for (const auto& [code, resolver] : table) {
    EXPECT_EQ(resolver_of(code), resolver) << ledger::name_of(code);
  }
}

TEST(Resolver, has_a_name_on_the_wire_and_one_for_people) {
  EXPECT_EQ(ledger::name_of(Resolver::vendor_support), "vendor_support");
  EXPECT_EQ(ledger::named<Resolver>("nobody"), Resolver::nobody);
  EXPECT_EQ(resolver_name(Resolver::customer, Language::en), "Customer");
  EXPECT_EQ(resolver_name(Resolver::customer, Language::sv), "Kunden");
}

}  // namespace
}  // namespace projections::words::tests
