#include "projections/words/remedies.h"

#include <gtest/gtest.h>
#include <string>
#include <utility>
#include <vector>

#include "projections/words/messages.h"
#include "tests/projections/known_reasons.h"

namespace projections::tests {
namespace {

using ledger::Reason;
using enum ledger::ReasonCode;

std::vector<std::string> told(const Reason& reason, Language language) {
  std::vector<std::string> texts;
  for (const auto& remedy : remedies_of(reason)) texts.push_back(remedy_text(remedy, language));
  return texts;
}

TEST(Remedies, of_every_known_reason_are_told_in_both_languages) {
  using Texts = std::vector<std::string>;
  struct Row {
    Texts english;
    Texts swedish;
  };
  // In the order of known_reasons.
  const std::vector<Row> rows{
      {{"Use installation Cust1."}, {"Använd installation Cust1."}},
      {{"Ask for a new license file for serial number 1801000001."},
       {"Begär en ny licensfil för serienummer 1801000001."}},
      {{"Bind an installation to the license."}, {"Koppla en installation till licensen."}},
      {{"Correct the name of the license owner, so that it is exactly the same in both places."},
       {"Rätta licensägarens namn så att det är exakt lika på båda ställena."}},
      {{"Ask for a new license file."}, {"Begär en ny licensfil."}},
      {{"Use license number 43, which is the newest."},
       {"Använd licens nummer 43, som är den nyaste."}},
      {{"Record a corrected purchase to replace license number 41.",
        "Release the hold on license number 41."},
       {"Registrera ett rättat köp som ersätter licens nummer 41.",
        "Häv spärren för licens nummer 41."}},
      {{"Pay SEK 120,000.00 of invoice INV-7."},
       {"Betala 120\u00A0000,00\u00A0SEK på faktura INV-7."}},
      {{"Report invoice INV-8 from the billing system."},
       {"Rapportera faktura INV-8 från faktureringssystemet."}},
      {{"Make a maintenance agreement that covers version 9.2."},
       {"Teckna ett underhållsavtal som omfattar version 9.2."}},
      {{"Remove 2 seats of ten-sales."}, {"Ta bort 2 licenser för ten-sales."}},
      {{}, {}},
      {{"Remove 3 seats of ten-sales.", "Buy 3 seats of ten-sales."},
       {"Ta bort 3 licenser för ten-sales.", "Köp 3 licenser för ten-sales."}},
      {{"Buy 1 seat of ten-sales."}, {"Köp 1 licens för ten-sales."}},
      {{"Assign base to anna first."}, {"Tilldela anna modulen base först."}},
      {{"Change anna from ten-service to ten-sales."},
       {"Byt användarplan för anna från ten-service till ten-sales."}},
      {{"Renew the license."}, {"Förnya licensen."}},
      {{"Renew the license."}, {"Förnya licensen."}},
      {{"Close 3 open requests of anna in Service."},
       {"Stäng 3 öppna förfrågningar för anna i Service."}},
      {{"Remove ten-sales from anna together with a, b and c."},
       {"Ta bort ten-sales från anna tillsammans med a, b och c."}},
      {{"Check serial number 1801000009."}, {"Kontrollera serienummer 1801000009."}},
      {{"Use installation Cust1.", "Change the serial number of installation Cust1."},
       {"Använd installation Cust1.", "Byt serienummer för installation Cust1."}},
      {{"Change the serial number of installation Cust2."},
       {"Byt serienummer för installation Cust2."}},
      {{"Make a maintenance agreement that covers version 9.2."},
       {"Teckna ett underhållsavtal som omfattar version 9.2."}},
      {{"Renew the license."}, {"Förnya licensen."}},
      {{"Renew the license."}, {"Förnya licensen."}},
      {{"Pay SEK 120,000.00 of invoice INV-7."},
       {"Betala 120\u00A0000,00\u00A0SEK på faktura INV-7."}},
      {{"Make a maintenance agreement that covers version 8.5."},
       {"Teckna ett underhållsavtal som omfattar version 8.5."}},
      {{"Remove 2 seats of ten-sales."}, {"Ta bort 2 licenser för ten-sales."}},
      {{"Use installation Cust1, which has serial number 1801000001."},
       {"Använd installation Cust1, som har serienummer 1801000001."}},
      {{"Reverse EUR 100.00 of payment P-1, and pay invoice INV-7 in its own currency."},
       {"Återför 100,00\u00A0EUR av betalning P-1 och betala faktura INV-7 i dess egen valuta."}},
  };
  const auto reasons = known_reasons();
  ASSERT_EQ(rows.size(), reasons.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(told(reasons[i].reason, Language::en), rows[i].english);
    EXPECT_EQ(told(reasons[i].reason, Language::sv), rows[i].swedish);
  }
}

TEST(Remedies, of_a_reason_that_knows_nothing_are_told_all_the_same) {
  for (const auto code : every_code()) {
    Reason reason;
    reason.code = code;
    for (const auto language : {Language::en, Language::sv}) {
      for (const auto& text : told(reason, language)) {
        EXPECT_TRUE(text.ends_with('.') && text.find('{') == std::string::npos) << text;
      }
    }
  }
}

TEST(Remedies, are_missing_only_where_nothing_can_be_done) {
  for (const auto code : every_code()) {
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

TEST(Remedies, name_only_actions_of_the_list) {
  for (const auto& known : known_reasons()) {
    for (const auto& remedy : remedies_of(known.reason)) {
      EXPECT_TRUE(ledger::named<Action>(remedy.action)) << remedy.action;
    }
  }
  EXPECT_EQ(remedy_text({.action = "wait"}, Language::en), "wait");
}

TEST(Resolver, of_a_blocking_reason_is_the_one_of_the_domain) {
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
}  // namespace projections::tests
