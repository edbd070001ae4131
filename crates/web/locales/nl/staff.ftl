## Logging in

staff-login = Inloggen voor medewerkers
    .text = Voor mensen die voor de organisatie werken. U hebt uw wachtwoord nodig en de app die uw codes toont.
staff-not-logged-in = U bent niet ingelogd
staff-address = E-mailadres
staff-password = Wachtwoord
staff-code = Code
    .hint = De zes cijfers die uw app nu toont, of een van uw herstelcodes.
staff-log-in = Inloggen
staff-lost = Bent u uw wachtwoord, uw app en uw herstelcodes kwijt? Vraag een beheerder van uw organisatie om een nieuwe link.
staff-wrong-login = Het e-mailadres, het wachtwoord of de code klopt niet. Elke code werkt één keer. Wacht na vijf verkeerde codes vijf minuten.
staff-wrong-often = Te veel pogingen. Wacht een minuut en probeer het opnieuw.

## Coming by a link

staff-invitation = Zo komt u binnen
    .text = Welkom, { $name }. Kies een wachtwoord en koppel een app die codes toont. U hebt beide nodig als u inlogt.
staff-choose-password = 1. Kies een wachtwoord
staff-your-address = U logt in met dit adres:
staff-new-password = Nieuw wachtwoord
    .hint = Minstens { $count } tekens. Een zin onthoudt u makkelijk en is moeilijk te raden.
staff-app = 2. Koppel een app
    .text = Elke app die inlogcodes toont, is goed. Scan deze afbeelding ermee.
    .picture = QR-code voor uw app. De sleutel hieronder zegt hetzelfde.
    .key = Of typ deze sleutel in de app:
staff-first-code = Code die de app toont
    .hint = Zes cijfers. Ze veranderen elke 30 seconden.
staff-come = Opslaan en inloggen
staff-not-done = Dat is niet gelukt
staff-wrong-code = De code klopt niet of is al gebruikt. Wacht op de volgende.
staff-wrong-password = Uw huidige wachtwoord klopt niet.
staff-wrong-new-password = Het nieuwe wachtwoord is te kort of te lang. Het heeft minstens 8 tekens nodig.

## Recovery codes

staff-codes = Herstelcodes
    .left = { $count ->
        [one] U hebt nog { $count } herstelcode.
       *[other] U hebt nog { $count } herstelcodes.
    }
    .button = Nieuwe herstelcodes maken
staff-codes-made = Bewaar deze codes op een veilige plek
    .text = U ziet ze alleen nu. Met elke code kunt u één keer inloggen als u uw app niet hebt. Eerdere herstelcodes werken niet meer.
staff-codes-kept = Ik heb ze bewaard

## Staff

staff-members = Medewerkers
    .text = Wie voor uw organisatie mag inloggen, en wat zij mogen doen.
staff-you = u
staff-state-active = Kan inloggen
staff-state-invited = Uitgenodigd
staff-state-left = Vertrokken
staff-seen = Laatst ingelogd: { $at }
staff-never-seen = Heeft nog niet ingelogd
staff-change = Wijzigen: { $name }
staff-roles = Rollen
staff-save-roles = Rollen opslaan
staff-role-administrator = Beheerder
    .hint = Laat medewerkers toe en verwijdert ze, en vervangt sleutels. Ziet niet wie gegevens kreeg.
staff-role-data-steward = Gegevensbeheerder
    .hint = Beschrijft wat de organisatie aanbiedt en doet wat mensen vragen.
staff-role-data-protection-officer = Functionaris gegevensbescherming
    .hint = Ziet wie gegevens kreeg en wat medewerkers deden, en behandelt verzoeken van mensen.
staff-role-auditor = Controleur
    .hint = Ziet alles en verandert niets.
staff-new-link = Nieuwe link
    .text = Voor iemand die het wachtwoord of de app kwijt is, of van wie de link te oud is. Waar deze persoon nu mee inlogt, werkt dan niet meer.
    .button = Nieuwe link maken
staff-remove = { $name } verwijderen
    .text = Deze persoon kan niet meer inloggen. Wat deze persoon deed, blijft in het logboek.
    .button = Verwijderen
staff-invite = Iemand uitnodigen
    .text = U krijgt een link. Geef die zelf aan de persoon, zodat niemand anders hem gebruikt.
    .button = Uitnodigen
staff-name = Naam
staff-language = Taal
staff-link = Link voor { $name }
    .text = U ziet deze link alleen nu. Hij werkt één keer, tot { $until }.
staff-done-roles = De rollen zijn opgeslagen.
staff-done-removed = Verwijderd.
staff-done-password = Het wachtwoord is gewijzigd. Overal elders bent u uitgelogd.
staff-wrong-address = Dit is geen e-mailadres.
staff-wrong-taken = Er is hier al iemand met dit e-mailadres.
staff-wrong-name = Een naam heeft 1 tot 100 letters op één regel.
staff-wrong-roles = Kies minstens één rol.
staff-wrong-last = Dit is de enige beheerder. Maak eerst iemand anders beheerder.
staff-wrong-changed = Iemand heeft dit intussen gewijzigd. Zo is het nu.

## One's own account

staff-account = Mijn account
staff-change-password = Wachtwoord wijzigen
    .hint = Minstens 8 tekens. Overal elders wordt u uitgelogd.
    .button = Wachtwoord wijzigen
staff-old-password = Huidig wachtwoord

## What staff did

staff-trail = Logboek van medewerkers
    .text = Alles wat medewerkers hier deden. Niemand kan een regel wijzigen of verwijderen.
    .caption = Wat medewerkers deden, het nieuwste eerst
    .none = Er is nog niets gedaan.
    .when = Wanneer
    .who = Wie
    .what = Wat
    .about = Waarover
staff-administration = Beheer van deze dienst
act-invited = Nodigde iemand uit
act-came = Kwam via de link
act-logged-in = Logde in
act-logged-in-by-recovery = Logde in met een herstelcode
act-login-refused = Inloggen is geweigerd
act-logged-out = Logde uit
act-roles-changed = Wijzigde rollen
act-link-renewed = Maakte een nieuwe link
act-removed = Verwijderde iemand
act-password-changed = Wijzigde het wachtwoord
act-codes-renewed = Maakte nieuwe herstelcodes
