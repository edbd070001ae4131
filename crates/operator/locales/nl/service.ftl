## The pages of a service

service-pages = Pagina’s van { $name }
service-page-overview = Overzicht
service-page-uses = Beoogd gebruik
service-page-permissions = Verkregen toestemmingen
service-page-requests = Verstuurde verzoeken
service-page-webhooks = Webhooks
service-page-keys = Sleutels
service-page-statistics = Statistiek
service-page-ticket = Proefticket
service-suspended = Deze dienst is geschorst
    .text = Hij kan geen toestemmingen vragen en geen tickets krijgen. Vraag de operator waarom.
service-failing = Een webhook neemt niets aan
filter-all = Alle
column-use = Beoogd gebruik
column-permission = Toestemming
column-covers = Omvat
column-until = Tot
column-changed = Gewijzigd
column-request = Verzoek
column-answered = Beantwoord
column-event = Gebeurtenis
column-attempts = Pogingen
column-answer = Antwoord
column-took = Duur
column-month = Maand
column-source = Bron
column-releases = Verstrekkingen

## Intended uses

uses-published = Gepubliceerd
uses-none = Er is nog geen beoogd gebruik gepubliceerd.
uses-drafts = Concepten
uses-version = Versie { $version }
uses-since = Gepubliceerd op { $date }
uses-new = Een nieuw beoogd gebruik beschrijven
    .button = Beginnen
uses-id = Korte naam
    .hint = Letters, cijfers en streepjes. Hij kan later niet worden gewijzigd.
uses-id-wrong = Deze korte naam kan niet of is al in gebruik. Kies een andere.
uses-open = Concept openen
uses-edit = Aan een nieuwe versie werken
draft-state-draft = Concept
draft-state-submitted = Wacht op goedkeuring
draft-state-refused = Niet goedgekeurd

## The editor

edit-title = Concept van { $id }
edit-use-title = Titel
edit-notice = Wat mensen lezen voordat zij beslissen
edit-consequences = Wat er gebeurt als iemand nee zegt
edit-texts = Teksten
    .text = Mensen lezen ze in hun eigen taal, of in het Engels als die ontbreekt.
edit-choose = Kiezen
edit-more = Andere termen
    .hint = Termen van het Data Privacy Vocabulary, één per regel.
edit-basis = Rechtsgrond
edit-data = Gegevens
    .text = Vraag alleen wat het doel nodig heeft. Mensen kunnen weglaten wat niet nodig is.
edit-want-no = Niet gevraagd
edit-without = Hier niets van vragen
edit-add = Gegevens toevoegen
    .button = Toevoegen
edit-handling = Hoe met de gegevens wordt omgegaan
edit-retention = Dagen dat de gegevens worden bewaard
edit-longest = Dagen dat een toestemming ten hoogste geldt
edit-lines = Eén naam per regel.
edit-countries = Landcodes zoals FI, of EU of EEA, één per regel.
edit-form = In welke vorm de gegevens worden gebruikt
edit-form-identified = Over bekende personen
edit-form-pseudonymised = Met een pseudoniem in plaats van de persoon
edit-form-aggregated = Alleen opgeteld over veel mensen
edit-frequency = Hoe vaak naar gegevens wordt gevraagd
edit-frequency-once = Eén keer
edit-frequency-on-demand = Telkens als de persoon de dienst gebruikt
edit-frequency-yearly = Eén keer per jaar
edit-frequency-monthly = Eén keer per maand
edit-frequency-weekly = Eén keer per week
edit-frequency-daily = Eén keer per dag
edit-frequency-continuous = Voortdurend
edit-automated = Beslissingen worden zonder mens genomen
edit-all-or-nothing = Het gebruik is niets waard zonder alles wat nodig is
edit-preview = Opslaan en voorbeeld bekijken
edit-save = Opslaan
edit-saved = Opgeslagen.
edit-submitted = Ingediend. De operator leest het eerst.
edit-recalled = Het is weer een concept.
edit-changed = Iemand anders heeft het concept intussen gewijzigd. Controleer wat u hebt ingevuld en sla opnieuw op.
edit-waits = Dit concept wacht op goedkeuring. Neem het terug om het te wijzigen.
edit-look = Bekijken wat mensen zullen lezen
edit-recall = Terugnemen
edit-discard = Concept weggooien
    .button = Weggooien
edit-refused = De operator heeft het niet goedgekeurd
edit-problem = De controle van de operator heeft iets gevonden
edit-lacks = Er ontbreekt nog
edit-lacks-title = Een titel
edit-lacks-notice = Wat mensen lezen voordat zij beslissen
edit-lacks-purposes = Ten minste één doel
edit-lacks-processing = Wat er met de gegevens wordt gedaan
edit-lacks-basis = De rechtsgrond
edit-lacks-data = Gegevens waarnaar wordt gevraagd
edit-lacks-attributes = Van elke soort gegevens ten minste één
edit-lacks-retention = Hoeveel dagen de gegevens worden bewaard
edit-lacks-longest = Hoeveel dagen een toestemming geldt, ten hoogste 3653
edit-publish = Publiceren
    .text = Het wordt een nieuwe versie. Gegeven toestemmingen blijven zoals ze zijn gegeven.
    .button = Zo publiceren

## The preview

preview-title = Wat mensen zullen lezen
preview-text = Dit is de pagina die mensen zien als u het hun vraagt. Vanaf hier kan niets worden verstuurd.
preview-language = Taal van de pagina
preview-show = Tonen
preview-incomplete = Het concept is nog niet volledig genoeg om te tonen.

## Permissions held and requests sent

held-text = U kent mensen alleen onder deze kenmerken. Om wie het gaat, weet alleen de operator.
held-none = Er is nog geen toestemming gegeven.
held-counts = Toestemmingen naar beoogd gebruik en stand
requests-none = Er is nog geen verzoek verstuurd.
request-status-granted = Gegeven

## Webhooks

webhooks-text = De operator meldt uw dienst op de adressen hieronder wat er gebeurt. Elke gebeurtenis is ondertekend.
webhooks-none = Nog geen webhook.
webhook-title = Webhook
webhook-add = Een webhook toevoegen
    .button = Toevoegen
webhook-url = Adres
    .hint = Het begint met https en is bereikbaar vanaf internet.
webhook-url-wrong = Dit adres kan niet. Het moet met https beginnen en bereikbaar zijn vanaf internet.
webhook-many = Er zijn te veel webhooks. Verwijder er eerst een.
webhook-events = Wat wordt verstuurd
webhook-state-active = Actief
webhook-state-failing = Neemt niets aan
webhook-state-off = Uitgeschakeld
webhook-state-stopped = Gestopt
webhook-failing = Hij heeft niets aangenomen sinds { $date }
    .text = Er wordt met steeds langere tussenpozen opnieuw geprobeerd. Neemt hij niets aan, dan wordt hij op { $date } gestopt.
webhook-stopped = Deze webhook is gestopt
    .text = Hij nam te lang niets aan, dus er wordt niets meer naartoe gestuurd. Herstel hem en start hem dan opnieuw. Wat gemist is, staat op de pagina met toestemmingen.
webhook-resume = Opnieuw starten
webhook-mail = Een webhook van { $service } is gestopt
    .text = Hij nam te lang niets aan, dus we sturen er niets meer naartoe. Herstel hem en start hem dan opnieuw op zijn pagina.
    .link = De pagina van de webhook
webhook-test = Een proefgebeurtenis versturen
webhook-deliveries = Wat is verstuurd
    .none = Er is nog niets verstuurd.
webhook-change = Wijzigen
webhook-active = Gebeurtenissen versturen
    .hint = Wat gebeurt terwijl hij uit staat, wordt later niet verstuurd.
webhook-remove = Deze webhook verwijderen
    .button = Verwijderen
event-permission-granted = Toestemming gegeven
event-permission-amended = Toestemming gewijzigd
event-permission-suspended = Toestemming gepauzeerd
event-permission-resumed = Toestemming geldt weer
event-permission-withdrawn = Toestemming ingetrokken
event-permission-expired = Toestemming verlopen
event-permission-ended = Toestemming beëindigd
event-request-answered = Verzoek beantwoord
event-intended-use-decided = Over beoogd gebruik beslist
event-test = Proef
delivery-waiting = Wordt verstuurd
delivery-delivered = Afgeleverd
delivery-given-up = Niet afgeleverd
delivery-about = Wat de gebeurtenis zegt
delivery-again = Nog een keer versturen
delivery-none = Er is nog niets geprobeerd.

## Keys

keys-text = Met deze sleutels toont uw dienst wie hij is. Hier staat alleen het openbare deel.
key-active = Geldig
key-ended = Beëindigd
key-ends = Geldig tot { $date }
key-end = { $key } beëindigen
key-add = Een sleutel toevoegen
    .button = Toevoegen
key-jwk = Openbare sleutel
    .hint = Een JSON Web Key, Ed25519 of P-256. Vul nooit een geheime sleutel in.
key-replace = Hij vervangt de sleutels hierboven
key-hours = Uren dat wat vervangen is geldig blijft
key-wrong = Dit is geen openbare sleutel die kan worden gebruikt.
key-there = Deze sleutel is er al, of er zijn er te veel.
key-last = Dit is de laatste sleutel die geldig blijft. Voeg eerst een andere toe.
secret-text = Uw dienst toont met een geheim wie hij is. Hier kunt u het vervangen.
secret-replace = Een nieuw geheim maken
secret-made = Het nieuwe geheim
    .text = Het wordt alleen deze keer getoond. Bewaar het veilig.

## Statistics

statistics-text = Hoe vaak bronnen gegevens aan uw dienst hebben getoond, per maand (UTC). Niets zegt van wie de gegevens waren.
statistics-from = Van
statistics-to = Tot en met
statistics-none = In deze maanden is niets getoond.
statistics-unknown = Niet gezegd door de bron
statistics-total = Totaal
statistics-csv = Als tabel downloaden
statistics-wrong = Deze maanden kunnen niet worden getoond. Kies er ten hoogste 60.

## Test ticket

ticket-text = Bekijk of een ticket zou worden gegeven en wat erin zou staan. Hier wordt geen ticket gemaakt.
ticket-address = Adres bij de bron
    .hint = Het adres van de connector, of van een van zijn routes.
ticket-check = Controleren
ticket-good = Er zou een ticket worden gegeven. Daarin zou staan:
ticket-refused = Er zou geen ticket worden gegeven
ticket-wrong = Vul het kenmerk van een toestemming in en een adres dat met https begint.
ticket-not-active = De toestemming geldt niet.
ticket-not-covered = De toestemming omvat geen gegevens van een bron op dit adres.
ticket-no-filter = De persoon heeft maar een deel toegestaan, en deze bron kan de rest niet achterhouden.

## What staff did

act-webhook-added = Webhook toegevoegd
act-webhook-changed = Webhook gewijzigd
act-webhook-removed = Webhook verwijderd
act-key-added = Sleutel toegevoegd
act-key-replaced = Sleutel vervangen
act-key-ended = Sleutel beëindigd
act-secret-replaced = Geheim vervangen
act-use-submitted = Beoogd gebruik ingediend
act-use-published = Beoogd gebruik gepubliceerd
held-attributes = { $count ->
    [one] { $count } gegeven
   *[other] { $count } gegevens
}
