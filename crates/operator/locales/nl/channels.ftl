## Navigation

nav-operator = Beheerder

## An app asks to be let in

app-title = ‘{ $app }’ binnenlaten?
app-who = ‘{ $app }’ is een app van { $publisher }. De app vraagt toegang tot uw account hier.
app-read-about = Lees over de app
app-sees = Wat de app zou kunnen zien
app-sees-permissions = Wie om uw gegevens vraagt, uw toestemmingen met hun geschiedenis, en uw regels
app-sees-activity = Elke keer dat een dienst om uw gegevens vroeg
app-does = Wat de app voor u zou kunnen doen
app-does-permissions = Ja of nee zeggen tegen verzoeken, toestemmingen wijzigen en intrekken, regels maken en beëindigen: hetzelfde als u
app-never = De app krijgt niet uw wachtwoord, uw identiteiten of de gegevens zelf. U kunt de app altijd buitensluiten, op de pagina ‘Beheerder’.
app-goes = Daarna gaat u verder naar: { $address }
app-allow = Binnenlaten
app-refuse = Niet binnenlaten

## The operator

operator-title = Uw beheerder
operator-intro = De beheerder bewaart uw toestemmingen. Uw gegevens zelf gaan hier niet langs.
operator-who = Wie dit beheert
operator-name = Naam
operator-city = Beheerd door
operator-contact = Contact
operator-rulebook = Regels die de beheerder volgt
operator-groups = Groepen waar de beheerder bij hoort
operator-number = Nummer van deze beheerder
operator-log-key = Sleutel om het logboek te controleren
operator-keys = Sleutels om bewijzen te controleren

## Apps

apps-title = Apps die u hebt binnengelaten
apps-none = U hebt geen app binnengelaten.
apps-by = Van { $publisher }
apps-since = Binnengelaten op { $date }, laatst gebruikt op { $used }
apps-devices = { $count ->
    [one] Op één apparaat
   *[other] Op { $count } apparaten
}
apps-end = { $app } buitensluiten
    .ask = { $app } buitensluiten?
apps-ended = De app is buitengesloten
    .text = De app kan hier niets meer zien of doen.

## Feeds

feeds-title = Feeds voor uw eigen programma’s
feeds-intro = Uw agenda of nieuwslezer kan laten zien wat hier gebeurt. Elke feed heeft een geheim adres. Wie het adres heeft, kan lezen wie om uw gegevens vraagt en waarvoor, maar nooit de gegevens zelf.
feeds-none = U hebt geen feed.
feed-calendar = Agenda: wat wanneer eindigt
feed-activity = Nieuws: wat er is gebeurd
feed-since = Gemaakt op { $date }
feed-make-calendar = Een agendafeed maken
feed-make-activity = Een nieuwsfeed maken
feed-end = Deze feed beëindigen: { $feed }
feed-made = Uw feed is klaar
    .text = Kopieer het adres nu naar uw programma. Het wordt niet nog eens getoond.
feed-address = Adres van de feed
feed-ended = De feed is beëindigd
    .text = Het adres leidt nergens meer heen.

## Taking everything along

export-title = Alles downloaden
export-intro = Eén bestand met alles wat deze beheerder over u heeft: account, identiteiten, regels, toestemmingen met geschiedenis en bewijzen, activiteit, en de sleutels om alles te controleren.
export-button = Het bestand downloaden
export-progress = Uw gegevens worden gedownload
export-keep = Blijf op deze pagina tot het klaar is.
export-stop = Download stoppen
export-busy = De download is begonnen.
export-done = Alles is gedownload. Het bestand heet “my-data.json”.
export-stopped = De download is gestopt. Er is niets opgeslagen.
export-broken = De download is afgebroken. Er is niets opgeslagen. Probeer het opnieuw.
export-count = { $done } van { $total } regels

## Closing the account

closing-section = Het account sluiten
closing-section-intro = U kunt altijd weggaan. U ziet eerst wat dat doet.
closing-go = Het account sluiten
closing-title = Uw account sluiten?
closing-does = Dit gebeurt meteen
closing-permissions = { $count ->
    [one] Eén toestemming eindigt. De bronnen horen het.
   *[other] { $count } toestemmingen eindigen. De bronnen horen het.
}
closing-requests = { $count ->
    [one] Eén wachtend verzoek krijgt het antwoord nee.
   *[other] { $count } wachtende verzoeken krijgen het antwoord nee.
}
closing-apps = { $count ->
    [one] Eén app wordt buitengesloten.
   *[other] { $count } apps worden buitengesloten.
}
closing-feeds = { $count ->
    [one] Eén feed eindigt.
   *[other] { $count } feeds eindigen.
}
closing-erased = Uw naam, e-mailadres, identiteiten, regels, geschiedenis en activiteit worden gewist.
closing-log = Het openbare logboek van de beheerder houdt getallen over die niets over u zeggen.
closing-received = Wat diensten al hebben gekregen, bewaren ze zoals in de toestemming stond. U kunt hun vragen het te wissen.
closing-free = Uw e-mailadres komt vrij voor een nieuw account, dat niets van dit account heeft.
closing-forever = Niemand kan dit ongedaan maken
    .text = Download eerst alles als u het wilt houden.
closing-password = Nog een keer uw wachtwoord
closing-fresh = U hebt hier geen wachtwoord. U kunt het account sluiten binnen tien minuten nadat u bent ingelogd.
closing-understood = Ik begrijp dat niemand dit ongedaan kan maken
closing-button = Mijn account voorgoed sluiten
closing-stay = Mijn account houden
closing-wrong-password = Dit is niet uw wachtwoord.
closing-wrong-fresh = U hebt meer dan tien minuten geleden ingelogd. Log uit, log opnieuw in en kom terug.
closing-wrong-understood = Vink het vakje aan als u het account wilt sluiten.
closed-title = Uw account is gesloten
closed-text = Alles over u is hier gewist.
closed-everywhere = Geen enkele bron toont uw gegevens nog op grond van uw toestemmingen.
closed-pending = { $connector }: na { $time } wordt niets meer getoond

## What feeds say

feed-calendar-name = Uw gegevens: wat eindigt ({ $operator })
feed-activity-name = Uw gegevens: wat er is gebeurd ({ $operator })
feed-permission-ends = Uw toestemming voor { $service } eindigt
feed-request-ends = Laatste dag om { $service } te antwoorden
feed-granted = Uw toestemming voor { $service } geldt.
feed-declined = U zei nee tegen { $service }.
feed-suspended = Uw toestemming voor { $service } is gepauzeerd.
feed-withdrawn = U hebt uw toestemming voor { $service } ingetrokken.
feed-expired = Uw toestemming voor { $service } is verlopen.
feed-ended-by-others = Uw toestemming voor { $service } is door anderen beëindigd.
