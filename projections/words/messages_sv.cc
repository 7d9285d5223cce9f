#include "projections/words/wording.h"

namespace projections::words {

Pattern message_in_swedish(ledger::ReasonCode code) {
  using enum ledger::ReasonCode;
  switch (code) {
    case wrong_installation:
      return "Serienummer {serial} och installation {other_cust_id} angavs, men den här licensen "
             "har serienummer {bound_serial} och hör till installation {bound_cust_id}.|"
             "Licensfilen gäller serienummer {serial}, men den här licensen har serienummer "
             "{bound_serial}.|"
             "Licensfilen gäller serienummer {serial}, som hör till en annan licens.|"
             "Installation {other_cust_id} angavs, men licensen hör till installation "
             "{bound_cust_id}. Logga in på rätt installation.|"
             "Installation {other_cust_id} angavs, men licensen hör till en annan installation.|"
             "Licensen hör till installation {bound_cust_id}, inte till den som angavs.|"
             "Detta är inte den installation som licensen hör till.";
    case not_bound:
      return "Ingen installation är kopplad till den här licensen.";
    case owner_mismatch:
      return "Licensägaren angavs som ”{company}”, men licensen är registrerad på ”{registered}”.|"
             "Licensägaren angavs som ”{company}”, vilket inte är den registrerade licensägaren.|"
             "Licensen är registrerad på ”{registered}”, men en annan licensägare angavs.|"
             "Licensägaren som angavs är inte den registrerade.\n"
             "Namnen måste vara exakt lika.";
    case signature_invalid:
      return "Licensfilens signatur är inte giltig.\n"
             "Det behövs en ny licensfil.";
    case stale:
      return "Licens nummer {number} är inaktuell, eftersom nummer {newest} är nyare.|"
             "Licens nummer {number} är inaktuell, eftersom det finns en nyare.|"
             "Det finns en nyare licens, nummer {newest}.|"
             "Det finns en nyare licens.";
    case held:
      return "Licens nummer {number} är spärrad, eftersom en administratör har bedömt att den är "
             "fel.|"
             "Licensen är spärrad, eftersom en administratör har bedömt att den är fel.\n"
             "Häv spärren eller registrera ett rättat köp.";
    case unpaid:
      return "{?unreported}Faktura {invoice} hör till köpet men har inte rapporterats ännu, så "
             "belopp och förfallodatum är okända.|"
             "{open} återstår att betala på faktura {invoice}.|"
             "Faktura {invoice} är inte helt betald.|"
             "{open} återstår att betala på en faktura.|"
             "En faktura är inte helt betald.\n"
             "{?overdue}Fakturan skulle ha betalats senast {due_on} och är förfallen.|"
             "{?overdue}Fakturan är förfallen.|"
             "Förfallodatum är {due_on}.";
    case version:
      return "Version {installed} är installerad, men underhållsavtalet omfattar version "
             "{covered}.|"
             "Version {installed} är installerad, men inget underhållsavtal omfattar den.|"
             "Den installerade versionen är nyare än version {covered}, som underhållsavtalet "
             "omfattar.|"
             "Den installerade versionen omfattas inte av något underhållsavtal.";
    case excess:
      return "{in_use seats} för {module} används, men den nya licensen omfattar bara "
             "{new_total}.|"
             "{in_use seats} för {module} används, vilket är fler än den nya licensen omfattar.|"
             "Fler licenser för {module} används än de {new_total} som den nya licensen omfattar.|"
             "Fler licenser för {module} används än den nya licensen omfattar.|"
             "Fler licenser används än den nya licensen omfattar.\n"
             "Ta bort {to_remove seats} innan den nya licensen aktiveras.";
    case not_assignable:
      return "{module} kan inte tilldelas {user}.|"
             "{module} kan inte tilldelas en användare.|"
             "Modulen kan inte tilldelas {user}.|"
             "Modulen kan inte tilldelas en användare.\n"
             "Den gäller antingen för alla eller ingår i en användarplan.";
    case no_free_seat:
      return "Det finns ingen ledig licens för {module} till {user}.|"
             "Det finns ingen ledig licens för {module}.|"
             "Det finns ingen ledig licens till {user}.|"
             "Det finns ingen ledig licens.\n"
             "{in_use seats} används, och licensen omfattar {total}.|"
             "Licensen omfattar {total seats}.|"
             "{in_use seats} används.";
    case not_entitled:
      return "Licensen omfattar inte {module}, så modulen kan inte tilldelas {user}.|"
             "Licensen omfattar inte {module}.|"
             "Licensen omfattar inte modulen, så den kan inte tilldelas {user}.|"
             "Licensen omfattar inte modulen.";
    case prerequisite_missing:
      return "{user} måste ha {prerequisite} innan {module} kan tilldelas.|"
             "Användaren måste ha {prerequisite} innan {module} kan tilldelas.|"
             "{module} kräver en annan modul, som {user} måste ha först.|"
             "{prerequisite} måste först tilldelas {user}.|"
             "{module} kräver en annan modul, som användaren måste ha först.|"
             "{prerequisite} måste tilldelas först.|"
             "En annan modul måste först tilldelas {user}.|"
             "En annan modul måste tilldelas först.";
    case plan_conflict:
      return "{user} har redan {modules}, och en användare kan bara ha en användarplan.|"
             "{user} har redan en annan användarplan, och en användare kan bara ha en.|"
             "Användaren har redan {modules}, och en användare kan bara ha en användarplan.|"
             "Användaren har redan en annan användarplan, och en användare kan bara ha en.\n"
             "Byt plan till {module} i stället för att lägga till den.|"
             "Byt plan i stället för att lägga till en.";
    case read_only:
      return "Licensen gick ut {expires_on} ({distance}) och är nu skrivskyddad.|"
             "Licensen gick ut {expires_on} och är nu skrivskyddad.|"
             "Licensen gick ut {distance} och är nu skrivskyddad.|"
             "Licensen har gått ut och är nu skrivskyddad.\n"
             "Innan den förnyas kan {module} inte tilldelas {user}.|"
             "Innan den förnyas kan {module} inte tilldelas.|"
             "Innan den förnyas kan inget tilldelas {user}.|"
             "Inga licenser kan tilldelas förrän den har förnyats.";
    case open_requests:
      return "{user} har {requests} i Service.|"
             "{user} har öppna förfrågningar i Service.|"
             "Användaren har {requests} i Service.|"
             "Användaren har öppna förfrågningar i Service.\n"
             "{module} kan inte tas bort så länge någon förfrågan är öppen.|"
             "Licensen kan inte tas bort så länge någon förfrågan är öppen.";
    case prerequisite_needed:
      return "{module} kan inte tas bort ensam, eftersom {user} behöver den för {modules}.|"
             "{module} kan inte tas bort ensam, eftersom den behövs för {modules}.|"
             "{module} kan inte tas bort ensam, eftersom {user} behöver den för andra moduler.|"
             "{module} kan inte tas bort ensam, eftersom den behövs för andra moduler.|"
             "Modulen kan inte tas bort ensam, eftersom den behövs för {modules}.|"
             "Modulen kan inte tas bort ensam, eftersom den behövs för andra moduler.\n"
             "Ta bort dem tillsammans eller behåll {module}.|"
             "Ta bort dem tillsammans eller behåll alla.";
    case license_not_found:
      return "Det finns ingen licens med serienummer {serial}.|"
             "Det finns ingen licens med detta serienummer.";
    case serial_in_use:
      return "Serienummer {serial} används redan av installation {bound_cust_id}.|"
             "Serienummer {serial} används redan av en annan installation.|"
             "Serienumret används redan av installation {bound_cust_id}.|"
             "Serienumret används redan av en annan installation.";
    case already_bound:
      return "Installation {cust_id} har redan serienummer {bound_serial}.|"
             "Installation {cust_id} har redan ett annat serienummer.|"
             "Installationen har redan serienummer {bound_serial}.|"
             "Installationen har redan ett annat serienummer.\n"
             "Byt serienummer i stället.";
    case maintenance_lapsed:
      return "Inget gällande underhållsavtal medger uppgradering till version {version}.|"
             "Inget gällande underhållsavtal medger uppgraderingen.\n"
             "Den högsta version som har omfattats hittills är {covered}.";
    case expires_soon:
      return "Licensen går ut {expires_on} ({distance}).|"
             "Licensen går ut {expires_on}.|"
             "Licensen går ut {distance}.|"
             "Licensen går snart ut.\n"
             "Förnya den innan dess.";
    case in_grace:
      return "Licensen gick ut {expires_on} ({distance}).|"
             "Licensen gick ut {expires_on}.|"
             "Licensen gick ut {distance}.|"
             "Licensen har gått ut.\n"
             "Den fungerar under en respittid; förnya den innan den blir skrivskyddad.";
    case payment_due_soon:
      return "{open} ska betalas på faktura {invoice} senast {due_on}.|"
             "{open} ska snart betalas på faktura {invoice}.|"
             "Faktura {invoice} ska betalas senast {due_on}.|"
             "Faktura {invoice} ska snart betalas.|"
             "{open} ska betalas på en faktura senast {due_on}.|"
             "En faktura ska betalas senast {due_on}.|"
             "{open} ska snart betalas på en faktura.|"
             "En faktura ska snart betalas.";
    case maintenance_ends_soon:
      return "Underhållsavtalet går ut {expires_on} ({distance}).|"
             "Underhållsavtalet går ut {expires_on}.|"
             "Underhållsavtalet går ut {distance}.|"
             "Underhållsavtalet går snart ut.\n"
             "Det omfattar version {covered}.";
    case over_assigned:
      return "{in_use seats} för {module} används, men licensen omfattar bara {total}.|"
             "{in_use seats} för {module} används, vilket är fler än licensen omfattar.|"
             "Fler licenser för {module} används än de {total} som licensen omfattar.|"
             "Fler licenser för {module} används än licensen omfattar.|"
             "Fler licenser används än licensen omfattar.\n"
             "Ta bort {to_remove seats}.";
    case use_production:
      return "Licensägaren har en produktionsinstallation, {cust_id}, med serienummer {serial}.|"
             "Licensägaren har en produktionsinstallation, {cust_id}.|"
             "Licensägaren har en produktionsinstallation med serienummer {serial}.|"
             "Licensägaren har en produktionsinstallation.\n"
             "Använd den i stället för den här prov-, demo- eller testinstallationen.";
    case currency_mismatch:
      return "Betalning {payment} gjordes i {currency}, men faktura {invoice} är i "
             "{expected_currency}.|"
             "Betalning {payment} gjordes inte i {expected_currency}, som är valutan för faktura "
             "{invoice}.|"
             "Betalning {payment} gjordes i en annan valuta än faktura {invoice}.|"
             "Betalning {payment} gjordes i en annan valuta än sin faktura.|"
             "En betalning gjordes i en annan valuta än faktura {invoice}.|"
             "En betalning gjordes i en annan valuta än sin faktura.\n"
             "Därför räknas {open} inte.|"
             "Därför räknas den inte.";
  }
  return {};
}

}  // namespace projections::words
