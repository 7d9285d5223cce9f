#include "projections/words/wording.h"

namespace projections::words {
namespace {

using enum ledger::ReasonCode;
using enum Action;

std::string_view title_in_swedish(ledger::ReasonCode code) {
  switch (code) {
    case wrong_installation:
      return "Fel installation";
    case not_bound:
      return "Ingen installation kopplad";
    case owner_mismatch:
      return "Licensägaren stämmer inte";
    case signature_invalid:
      return "Licensfilen är ogiltig";
    case stale:
      return "Inaktuellt licensnummer";
    case held:
      return "Licensen är spärrad";
    case unpaid:
      return "Obetald faktura";
    case version:
      return "Version utan underhållsavtal";
    case excess:
      return "För många licenser används";
    case not_assignable:
      return "Modulen kan inte tilldelas";
    case no_free_seat:
      return "Ingen ledig licens";
    case not_entitled:
      return "Modulen ingår inte";
    case prerequisite_missing:
      return "Nödvändig modul saknas";
    case plan_conflict:
      return "Annan användarplan finns redan";
    case read_only:
      return "Licensen är skrivskyddad";
    case open_requests:
      return "Öppna förfrågningar i Service";
    case prerequisite_needed:
      return "Modulen behövs fortfarande";
    case license_not_found:
      return "Okänt serienummer";
    case serial_in_use:
      return "Serienumret används redan";
    case already_bound:
      return "Installationen har redan licens";
    case maintenance_lapsed:
      return "Underhållsavtal saknas för uppgraderingen";
    case expires_soon:
      return "Licensen går snart ut";
    case in_grace:
      return "Licensen har gått ut";
    case payment_due_soon:
      return "Fakturan förfaller snart";
    case maintenance_ends_soon:
      return "Underhållsavtalet går snart ut";
    case over_assigned:
      return "För många tilldelade licenser";
    case use_production:
      return "Använd produktionsinstallationen";
    case currency_mismatch:
      return "Betalning i fel valuta";
  }
  return {};
}

std::string_view resolver_in_swedish(Resolver resolver) {
  switch (resolver) {
    case Resolver::administrator:
      return "Administratören";
    case Resolver::vendor_support:
      return "Leverantörens support";
    case Resolver::customer:
      return "Kunden";
    case Resolver::nobody:
      return "Ingen";
  }
  return {};
}

Pattern remedy_in_swedish(Action action) {
  switch (action) {
    case use_installation:
      return "Använd installation {cust_id}, som har serienummer {serial}.|"
             "Använd installation {cust_id}.|"
             "Använd installationen som har serienummer {serial}.|"
             "Använd den installation som licensen hör till.";
    case bind_installation:
      return "Koppla en installation till licensen.";
    case change_serial_number:
      return "Byt serienummer för installation {cust_id}.|"
             "Byt serienummer för installationen.";
    case check_serial_number:
      return "Kontrollera serienummer {serial}.|"
             "Kontrollera serienumret.";
    case correct_company_name:
      return "Rätta licensägarens namn så att det är exakt lika på båda ställena.";
    case request_license_file:
      return "Begär en ny licensfil för serienummer {serial}.|"
             "Begär en ny licensfil.";
    case use_newest:
      return "Använd licens nummer {number}, som är den nyaste.|"
             "Använd den nyaste licensen.";
    case correct_purchase:
      return "Registrera ett rättat köp som ersätter licens nummer {number}.|"
             "Registrera ett rättat köp.";
    case release_hold:
      return "Häv spärren för licens nummer {number}.|"
             "Häv spärren.";
    case pay_invoice:
      return "Betala {amount} på faktura {invoice}.|"
             "Betala faktura {invoice}.|"
             "Betala {amount}.|"
             "Betala fakturan.";
    case report_invoice:
      return "Rapportera faktura {invoice} från faktureringssystemet.|"
             "Rapportera fakturan från faktureringssystemet.";
    case reverse_payment:
      return "Återför {amount} av betalning {payment} och betala faktura {invoice} i dess egen "
             "valuta.|"
             "Återför {amount} av betalning {payment}.|"
             "Återför betalning {payment}.|"
             "Återför betalningen.";
    case agree_maintenance:
      return "Teckna ett underhållsavtal som omfattar version {version}.|"
             "Teckna ett underhållsavtal.";
    case remove_seats:
      return "Ta bort {seats} för {module}.|"
             "Ta bort {seats}.|"
             "Ta bort licenser för {module}.|"
             "Ta bort licenser.";
    case buy_seats:
      return "Köp {seats} för {module}.|"
             "Köp {seats}.|"
             "Köp licenser för {module}.|"
             "Köp licenser.";
    case assign_prerequisite:
      return "Tilldela {user} modulen {module} först.|"
             "Tilldela användaren modulen {module} först.|"
             "Tilldela {user} den nödvändiga modulen först.|"
             "Tilldela den nödvändiga modulen först.";
    case reassign_seat:
      return "Byt användarplan för {user} från {modules} till {module}.|"
             "Byt användarplan för {user} till {module}.|"
             "Byt användarplan från {modules} till {module}.|"
             "Byt användarplan till {module}.|"
             "Byt användarplan för {user}.|"
             "Byt användarplan.";
    case close_requests:
      return "Stäng {requests} för {user} i Service.|"
             "Stäng de öppna förfrågningarna för {user} i Service.|"
             "Stäng {requests} i Service.|"
             "Stäng de öppna förfrågningarna i Service.";
    case remove_with_cascade:
      return "Ta bort {module} från {user} tillsammans med {modules}.|"
             "Ta bort {module} tillsammans med {modules}.|"
             "Ta bort {module} tillsammans med de moduler som kräver den.|"
             "Ta bort modulen tillsammans med dem som kräver den.";
    case renew_license:
      return "Förnya licensen.";
  }
  return {};
}

}  // namespace

constinit const Wording swedish{
    .message = message_in_swedish,
    .title = title_in_swedish,
    .resolver = resolver_in_swedish,
    .remedy = remedy_in_swedish,
    .seats = {"licens", "licenser"},
    .requests = {"öppen förfrågan", "öppna förfrågningar"},
    .last_and = " och ",
    .today = "i dag",
    .days_ahead = {"om {} dag", "om {} dagar"},
    .days_ago = {"för {} dag sedan", "för {} dagar sedan"},
};

}  // namespace projections::words
