#include "projections/words/wording.h"

namespace projections::words {
namespace {

using enum ledger::ReasonCode;
using enum Resolver;
using enum Action;

constexpr auto swedish_reasons = std::to_array<ReasonWords>({
    {wrong_installation, "Fel installation",
     "Serienummer {serial} och installation {other_cust_id} angavs, men den här licensen "
     "har serienummer {bound_serial} och hör till installation {bound_cust_id}.|"
     "Licensfilen gäller serienummer {serial}, men den här licensen har serienummer "
     "{bound_serial}.|"
     "Licensfilen gäller serienummer {serial}, som hör till en annan licens.|"
     "Installation {other_cust_id} angavs, men licensen hör till installation "
     "{bound_cust_id}. Logga in på rätt installation.|"
     "Installation {other_cust_id} angavs, men licensen hör till en annan installation.|"
     "Licensen hör till installation {bound_cust_id}, inte till den som angavs.|"
     "Detta är inte den installation som licensen hör till."},
    {not_bound, "Ingen installation kopplad",
     "Ingen installation är kopplad till den här licensen."},
    {owner_mismatch, "Licensägaren stämmer inte",
     "Licensägaren angavs som ”{company}”, men licensen är registrerad på ”{registered}”.|"
     "Licensägaren angavs som ”{company}”, vilket inte är den registrerade licensägaren.|"
     "Licensen är registrerad på ”{registered}”, men en annan licensägare angavs.|"
     "Licensägaren som angavs är inte den registrerade.\n"
     "Namnen måste vara exakt lika."},
    {signature_invalid, "Licensfilen är ogiltig",
     "Licensfilens signatur är inte giltig.\n"
     "Det behövs en ny licensfil."},
    {stale, "Inaktuellt licensnummer",
     "Licens nummer {number} är inaktuell, eftersom nummer {newest} är nyare.|"
     "Licens nummer {number} är inaktuell, eftersom det finns en nyare.|"
     "Det finns en nyare licens, nummer {newest}.|"
     "Det finns en nyare licens."},
    {held, "Licensen är spärrad",
     "Licens nummer {number} är spärrad, eftersom en administratör har bedömt att den är "
     "fel.|"
     "Licensen är spärrad, eftersom en administratör har bedömt att den är fel.\n"
     "Häv spärren eller registrera ett rättat köp."},
    {unpaid, "Obetald faktura",
     "{?unreported}Faktura {invoice} hör till köpet men har inte rapporterats ännu, så "
     "belopp och förfallodatum är okända.|"
     "{open} återstår att betala på faktura {invoice}.|"
     "Faktura {invoice} är inte helt betald.|"
     "{open} återstår att betala på en faktura.|"
     "En faktura är inte helt betald.\n"
     "{?overdue}Fakturan skulle ha betalats senast {due_on} och är förfallen.|"
     "{?overdue}Fakturan är förfallen.|"
     "Förfallodatum är {due_on}."},
    {version, "Version utan underhållsavtal",
     "Version {installed} är installerad, men underhållsavtalet omfattar version "
     "{covered}.|"
     "Version {installed} är installerad, men inget underhållsavtal omfattar den.|"
     "Den installerade versionen är nyare än version {covered}, som underhållsavtalet "
     "omfattar.|"
     "Den installerade versionen omfattas inte av något underhållsavtal."},
    {excess, "För många licenser används",
     "{in_use seats} för {module} används, men den nya licensen omfattar bara "
     "{new_total}.|"
     "{in_use seats} för {module} används, vilket är fler än den nya licensen omfattar.|"
     "Fler licenser för {module} används än de {new_total} som den nya licensen omfattar.|"
     "Fler licenser för {module} används än den nya licensen omfattar.|"
     "Fler licenser används än den nya licensen omfattar.\n"
     "Ta bort {to_remove seats} innan den nya licensen aktiveras."},
    {not_assignable, "Modulen kan inte tilldelas",
     "{module} kan inte tilldelas {user}.|"
     "{module} kan inte tilldelas en användare.|"
     "Modulen kan inte tilldelas {user}.|"
     "Modulen kan inte tilldelas en användare.\n"
     "Den gäller antingen för alla eller ingår i en användarplan."},
    {no_free_seat, "Ingen ledig licens",
     "Det finns ingen ledig licens för {module} till {user}.|"
     "Det finns ingen ledig licens för {module}.|"
     "Det finns ingen ledig licens till {user}.|"
     "Det finns ingen ledig licens.\n"
     "{in_use seats} används, och licensen omfattar {total}.|"
     "Licensen omfattar {total seats}.|"
     "{in_use seats} används."},
    {not_entitled, "Modulen ingår inte",
     "Licensen omfattar inte {module}, så modulen kan inte tilldelas {user}.|"
     "Licensen omfattar inte {module}.|"
     "Licensen omfattar inte modulen, så den kan inte tilldelas {user}.|"
     "Licensen omfattar inte modulen."},
    {prerequisite_missing, "Nödvändig modul saknas",
     "{user} måste ha {prerequisite} innan {module} kan tilldelas.|"
     "Användaren måste ha {prerequisite} innan {module} kan tilldelas.|"
     "{module} kräver en annan modul, som {user} måste ha först.|"
     "{prerequisite} måste först tilldelas {user}.|"
     "{module} kräver en annan modul, som användaren måste ha först.|"
     "{prerequisite} måste tilldelas först.|"
     "En annan modul måste först tilldelas {user}.|"
     "En annan modul måste tilldelas först."},
    {plan_conflict, "Annan användarplan finns redan",
     "{user} har redan {modules}, och en användare kan bara ha en användarplan.|"
     "{user} har redan en annan användarplan, och en användare kan bara ha en.|"
     "Användaren har redan {modules}, och en användare kan bara ha en användarplan.|"
     "Användaren har redan en annan användarplan, och en användare kan bara ha en.\n"
     "Byt plan till {module} i stället för att lägga till den.|"
     "Byt plan i stället för att lägga till en."},
    {read_only, "Licensen är skrivskyddad",
     "Licensen gick ut {expires_on} ({distance}) och är nu skrivskyddad.|"
     "Licensen gick ut {expires_on} och är nu skrivskyddad.|"
     "Licensen gick ut {distance} och är nu skrivskyddad.|"
     "Licensen har gått ut och är nu skrivskyddad.\n"
     "Innan den förnyas kan {module} inte tilldelas {user}.|"
     "Innan den förnyas kan {module} inte tilldelas.|"
     "Innan den förnyas kan inget tilldelas {user}.|"
     "Inga licenser kan tilldelas förrän den har förnyats."},
    {open_requests, "Öppna förfrågningar i Service",
     "{user} har {requests} i Service.|"
     "{user} har öppna förfrågningar i Service.|"
     "Användaren har {requests} i Service.|"
     "Användaren har öppna förfrågningar i Service.\n"
     "{module} kan inte tas bort så länge någon förfrågan är öppen.|"
     "Licensen kan inte tas bort så länge någon förfrågan är öppen."},
    {prerequisite_needed, "Modulen behövs fortfarande",
     "{module} kan inte tas bort ensam, eftersom {user} behöver den för {modules}.|"
     "{module} kan inte tas bort ensam, eftersom den behövs för {modules}.|"
     "{module} kan inte tas bort ensam, eftersom {user} behöver den för andra moduler.|"
     "{module} kan inte tas bort ensam, eftersom den behövs för andra moduler.|"
     "Modulen kan inte tas bort ensam, eftersom den behövs för {modules}.|"
     "Modulen kan inte tas bort ensam, eftersom den behövs för andra moduler.\n"
     "Ta bort dem tillsammans eller behåll {module}.|"
     "Ta bort dem tillsammans eller behåll alla."},
    {license_not_found, "Okänt serienummer",
     "Det finns ingen licens med serienummer {serial}.|"
     "Det finns ingen licens med detta serienummer."},
    {serial_in_use, "Serienumret används redan",
     "Serienummer {serial} används redan av installation {bound_cust_id}.|"
     "Serienummer {serial} används redan av en annan installation.|"
     "Serienumret används redan av installation {bound_cust_id}.|"
     "Serienumret används redan av en annan installation."},
    {already_bound, "Installationen har redan licens",
     "Installation {cust_id} har redan serienummer {bound_serial}.|"
     "Installation {cust_id} har redan ett annat serienummer.|"
     "Installationen har redan serienummer {bound_serial}.|"
     "Installationen har redan ett annat serienummer.\n"
     "Byt serienummer i stället."},
    {maintenance_lapsed, "Underhållsavtal saknas för uppgraderingen",
     "Inget gällande underhållsavtal medger uppgradering till version {version}.|"
     "Inget gällande underhållsavtal medger uppgraderingen.\n"
     "Den högsta version som har omfattats hittills är {covered}."},
    {expires_soon, "Licensen går snart ut",
     "Licensen går ut {expires_on} ({distance}).|"
     "Licensen går ut {expires_on}.|"
     "Licensen går ut {distance}.|"
     "Licensen går snart ut.\n"
     "Förnya den innan dess."},
    {in_grace, "Licensen har gått ut",
     "Licensen gick ut {expires_on} ({distance}).|"
     "Licensen gick ut {expires_on}.|"
     "Licensen gick ut {distance}.|"
     "Licensen har gått ut.\n"
     "Den fungerar under en respittid; förnya den innan den blir skrivskyddad."},
    {payment_due_soon, "Fakturan förfaller snart",
     "{open} ska betalas på faktura {invoice} senast {due_on}.|"
     "{open} ska snart betalas på faktura {invoice}.|"
     "Faktura {invoice} ska betalas senast {due_on}.|"
     "Faktura {invoice} ska snart betalas.|"
     "{open} ska betalas på en faktura senast {due_on}.|"
     "En faktura ska betalas senast {due_on}.|"
     "{open} ska snart betalas på en faktura.|"
     "En faktura ska snart betalas."},
    {maintenance_ends_soon, "Underhållsavtalet går snart ut",
     "Underhållsavtalet går ut {expires_on} ({distance}).|"
     "Underhållsavtalet går ut {expires_on}.|"
     "Underhållsavtalet går ut {distance}.|"
     "Underhållsavtalet går snart ut.\n"
     "Det omfattar version {covered}."},
    {over_assigned, "För många tilldelade licenser",
     "{in_use seats} för {module} används, men licensen omfattar bara {total}.|"
     "{in_use seats} för {module} används, vilket är fler än licensen omfattar.|"
     "Fler licenser för {module} används än de {total} som licensen omfattar.|"
     "Fler licenser för {module} används än licensen omfattar.|"
     "Fler licenser används än licensen omfattar.\n"
     "Ta bort {to_remove seats}."},
    {use_production, "Använd produktionsinstallationen",
     "Licensägaren har en produktionsinstallation, {cust_id}, med serienummer {serial}.|"
     "Licensägaren har en produktionsinstallation, {cust_id}.|"
     "Licensägaren har en produktionsinstallation med serienummer {serial}.|"
     "Licensägaren har en produktionsinstallation.\n"
     "Använd den i stället för den här prov-, demo- eller testinstallationen."},
    {currency_mismatch, "Betalning i fel valuta",
     "Betalning {payment} gjordes i {currency}, men faktura {invoice} är i "
     "{expected_currency}.|"
     "Betalning {payment} gjordes inte i {expected_currency}, som är valutan för faktura "
     "{invoice}.|"
     "Betalning {payment} gjordes i en annan valuta än faktura {invoice}.|"
     "Betalning {payment} gjordes i en annan valuta än sin faktura.|"
     "En betalning gjordes i en annan valuta än faktura {invoice}.|"
     "En betalning gjordes i en annan valuta än sin faktura.\n"
     "Därför räknas {open} inte.|"
     "Därför räknas den inte."},
});
static_assert(ledger::one_row_each(swedish_reasons, &ReasonWords::code),
              "Swedish needs a row for each ReasonCode, in order");

constexpr auto swedish_resolvers = std::to_array<ResolverWords>({
    {administrator, "Administratören"},
    {vendor_support, "Leverantörens support"},
    {customer, "Kunden"},
    {nobody, "Ingen"},
});
static_assert(ledger::one_row_each(swedish_resolvers, &ResolverWords::resolver),
              "Swedish needs a row for each Resolver, in order");

constexpr auto swedish_remedies = std::to_array<RemedyWords>({
    {use_installation,
     "Använd installation {cust_id}, som har serienummer {serial}.|"
     "Använd installation {cust_id}.|"
     "Använd installationen som har serienummer {serial}.|"
     "Använd den installation som licensen hör till."},
    {bind_installation, "Koppla en installation till licensen."},
    {change_serial_number,
     "Byt serienummer för installation {cust_id}.|"
     "Byt serienummer för installationen."},
    {check_serial_number,
     "Kontrollera serienummer {serial}.|"
     "Kontrollera serienumret."},
    {correct_company_name, "Rätta licensägarens namn så att det är exakt lika på båda ställena."},
    {request_license_file,
     "Begär en ny licensfil för serienummer {serial}.|"
     "Begär en ny licensfil."},
    {use_newest,
     "Använd licens nummer {number}, som är den nyaste.|"
     "Använd den nyaste licensen."},
    {correct_purchase,
     "Registrera ett rättat köp som ersätter licens nummer {number}.|"
     "Registrera ett rättat köp."},
    {release_hold,
     "Häv spärren för licens nummer {number}.|"
     "Häv spärren."},
    {pay_invoice,
     "Betala {amount} på faktura {invoice}.|"
     "Betala faktura {invoice}.|"
     "Betala {amount}.|"
     "Betala fakturan."},
    {report_invoice,
     "Rapportera faktura {invoice} från faktureringssystemet.|"
     "Rapportera fakturan från faktureringssystemet."},
    {reverse_payment,
     "Återför {amount} av betalning {payment} och betala faktura {invoice} i dess egen "
     "valuta.|"
     "Återför {amount} av betalning {payment}.|"
     "Återför betalning {payment}.|"
     "Återför betalningen."},
    {agree_maintenance,
     "Teckna ett underhållsavtal som omfattar version {version}.|"
     "Teckna ett underhållsavtal."},
    {remove_seats,
     "Ta bort {seats} för {module}.|"
     "Ta bort {seats}.|"
     "Ta bort licenser för {module}.|"
     "Ta bort licenser."},
    {buy_seats,
     "Köp {seats} för {module}.|"
     "Köp {seats}.|"
     "Köp licenser för {module}.|"
     "Köp licenser."},
    {assign_prerequisite,
     "Tilldela {user} modulen {module} först.|"
     "Tilldela användaren modulen {module} först.|"
     "Tilldela {user} den nödvändiga modulen först.|"
     "Tilldela den nödvändiga modulen först."},
    {reassign_seat,
     "Byt användarplan för {user} från {modules} till {module}.|"
     "Byt användarplan för {user} till {module}.|"
     "Byt användarplan från {modules} till {module}.|"
     "Byt användarplan till {module}.|"
     "Byt användarplan för {user}.|"
     "Byt användarplan."},
    {close_requests,
     "Stäng {requests} för {user} i Service.|"
     "Stäng de öppna förfrågningarna för {user} i Service.|"
     "Stäng {requests} i Service.|"
     "Stäng de öppna förfrågningarna i Service."},
    {remove_with_cascade,
     "Ta bort {module} från {user} tillsammans med {modules}.|"
     "Ta bort {module} tillsammans med {modules}.|"
     "Ta bort {module} tillsammans med de moduler som kräver den.|"
     "Ta bort modulen tillsammans med dem som kräver den."},
    {renew_license, "Förnya licensen."},
});
static_assert(ledger::one_row_each(swedish_remedies, &RemedyWords::action),
              "Swedish needs a row for each Action, in order");

}  // namespace

constinit const Wording swedish{
    .reasons = swedish_reasons,
    .resolvers = swedish_resolvers,
    .remedies = swedish_remedies,
    .seats = {"licens", "licenser"},
    .requests = {"öppen förfrågan", "öppna förfrågningar"},
    .last_and = " och ",
    .today = "i dag",
    .days_ahead = {"om {} dag", "om {} dagar"},
    .days_ago = {"för {} dag sedan", "för {} dagar sedan"},
    .group = "\u00A0",
    .decimal_sign = ",",
    .amount = "{1}\u00A0{0}",
};

}  // namespace projections::words
