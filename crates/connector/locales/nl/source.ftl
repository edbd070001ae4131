## Start

source-home = Start
    .text = Hoe het met de bron bij deze connector gaat ({ $name }), en wat aandacht vraagt.
source-health = Het systeem van de bron
source-of-kind = Systeem van het soort { $kind }
source-works = Werkt
source-fails-now-and-then = Faalt af en toe
source-left-alone = Antwoordt niet
source-answered = Laatste antwoord: { $at }
source-usual = Een antwoord duurt meestal { $ms } ms.
source-not-asked = Niet gevraagd sinds de start.
source-failed = Laatste fout: { $at }. { $why }
source-copies = Niet bereikbaar; de laatste kopieën worden gebruikt
source-files-missing = Niet alle bestanden zijn bruikbaar
source-looked = Laatst gekeken: { $at }
source-untrusting = Geen verzoek kan worden beantwoord, omdat de lijst van vertrouwde operators ontbreekt of te oud is
source-findings = Bevindingen
    .none = De bron stuurt niets wat de beschrijving niet kent.
    .text = Wat niet beschreven is, wordt niet vrijgegeven: beschrijf het, of laat de bron het anders sturen.
finding-unknown = { $route }: de bron stuurt “{ $name }”, dat niet beschreven is.
finding-gone = { $route }: “{ $name }” is beschreven, maar de bron heeft het niet meer.
finding-lost-subscription = { $route }: de broker van de bron was het abonnement van de connector op “{ $name }” kwijt. De connector maakt het opnieuw en vertelt diensten wat er intussen is veranderd.
finding-malformed = { $route }: “{ $name }” heeft records die niet te gebruiken zijn.
finding-other-type = { $route }: “{ $name }” bevat iets anders dan de beschrijving zegt.
finding-deviation = { $route }: de waarde van “{ $name }” is niet zoals het datamodel zegt.
source-brokers = Brokers van de stad
    .text = Wie daar gegevens zoekt, vindt deze bron.
broker-registered = Geregistreerd
broker-not-registered = Niet geregistreerd
broker-not-yet = Nog niet gevraagd
broker-confirmed = Laatst bevestigd: { $at }
broker-down = De broker was niet bereikbaar.
broker-slow = De broker deed er te lang over.
broker-login = De broker aanvaardt het inloggen van de connector niet.
broker-status = De broker antwoordde met de status { $status }.
finding-seen = Eerst gezien: { $first }, laatst: { $last }
cause-described = Beschreven als: { $kind }
cause-records = Records die niet leesbaar of te lang zijn, of niemand noemen: { $count }. De eerste zijn { $first }.
cause-encoding = Niet in { $encoding }: { $count }. Geef de codering van het bestand op.
cause-model = De regel „{ $keyword }” van het datamodel is geschonden.
cause-not-text = Het is geen tekst.
cause-not-a-number = Het is geen getal.
cause-not-a-date = Het is geen datum in de opgegeven vorm.
cause-not-true-or-false = Het is geen ja en geen nee.
cause-unknown-code = De code staat niet in de lijst.
cause-no-such-part = Er zijn te weinig delen.
cause-not-a-list = Het is geen lijst.
cause-not-an-object = Het is geen object.

## Why a request came to nothing

outcome-source-unreachable = De bron was niet bereikbaar
outcome-source-timeout = De bron deed er te lang over
outcome-source-busy = Te veel verzoeken tegelijk
outcome-source-error = De bron meldde een fout
outcome-source-bad-answer = Het antwoord van de bron was onleesbaar
outcome-source-too-large = Het antwoord van de bron was te groot
outcome-person-unknown-at-source = De bron kent de persoon niet
outcome-pod-not-shared = De pod van de persoon is niet gedeeld met de connector
outcome-permission-not-active = De toestemming is niet van kracht
outcome-attributes-not-permitted = De gegevens zijn niet toegestaan
outcome-purpose-not-permitted = Het doel is niet toegestaan
outcome-agreement-missing = Er is geen overeenkomst over het delen van gegevens
outcome-lease-expired = Het laatste woord van de operator is te oud
outcome-ticket-expired = Het ticket is verlopen
outcome-ticket-replayed = Het ticket is al gebruikt
outcome-ticket-unknown-issuer = De operator van het ticket wordt hier niet vertrouwd
outcome-ticket-bad-signature = De handtekening van het ticket klopt niet
outcome-ticket-wrong-audience = Het ticket is voor een ander adres
outcome-proof-invalid = Er is niet bewezen van wie het ticket is
outcome-operator-unreachable = De operator was niet bereikbaar
outcome-operator-timeout = De operator deed er te lang over
outcome-operator-bad-answer = Het antwoord van de operator was niet te gebruiken
outcome-change-refused = De bron weigerde de wijziging
outcome-change-not-offered = Dit kan hier niet worden gewijzigd
outcome-trust-list-expired = De lijst van vertrouwde operators is verlopen
outcome-trust-list-unavailable = Er is geen geldige lijst van vertrouwde operators
outcome-trust-list-timeout = Het register deed er te lang over
outcome-trust-list-rolled-back = De lijst van vertrouwde operators is ouder dan een eerdere

## What is due

source-late = Taken in het postvak zijn te laat: { $count }
source-soon = Taken in het postvak moeten binnen een week klaar zijn: { $count }

## What is offered

offer-title = Datasets
    .text = Wat de bron aanbiedt, wie het gebruikt en wat mensen erover lezen.
offer-none = Er wordt nog niets aangeboden.
offer-row = Versie { $version }, { $count } gegevens
offer-edit = De volgende versie schrijven
offer-attributes = Gegevens
offer-path = Pad
offer-called = Heet
offer-category = Soort gegeven
offer-users = Operators en diensten die het gebruiken
    .none = Niemand heeft er nog iets van gekregen.
offer-versions = Hier gepubliceerde versies
offer-version = Versie { $version }, { $at }
offer-back = Alle datasets
offer-back-to = Terug naar de dataset
offer-sensitive = gevoelig
offer-official = officieel nummer

## What people read

preview-title = Wat een persoon leest
    .text = Zo worden de dataset en de gegevens aan mensen getoond wanneer zij beslissen.
preview-language = Taal van het voorbeeld
preview-show = Tonen
preview-missing = Nog niet in deze taal; mensen lezen het in een andere
preview-hidden = Dit krijgt u hier niet te zien.
preview-correct = U kunt dit zelf verbeteren.
preview-not-corrected = Dit kan niet worden verbeterd: { $why }
preview-kept = Dit moet worden bewaard: { $why }
preview-retention = Bewaard gedurende { $length } nadat het is geëindigd.
preview-sure = Het wordt alleen gegeven als zeker genoeg is wie u bent.

## Writing the next version

editor-title = De volgende versie schrijven
    .text = { $dataset }, versie { $version }. Er verandert niets voor iemand voordat u haar publiceert.
editor-language = Taal waarin u schrijft
editor-dataset = De dataset
editor-called = Hoe mensen het noemen
editor-words = Wat het zegt, in gewone woorden
editor-sensitivity = Zorg die de wet vraagt
editor-ordinary = zoals voor alle persoonsgegevens
editor-holds = Wat het bevat
    .hint = Wat de bron in plaats daarvan stuurt, wordt achtergehouden en staat bij de bevindingen.
editor-single = losse waarden of lijsten daarvan
editor-text = teksten
editor-number = getallen
editor-boolean = ja of nee
editor-object = wat dan ook, met alles wat eronder ligt
editor-category-hint = Kies de soort gegevens, of schrijf een term van de Data Privacy Vocabulary, zoals pd:Name.
editor-path-hint = Waar het gegeven staat in wat de bron stuurt, zoals loans.title.
editor-self-access = Mensen mogen hun eigen gegevens hier bekijken
    .hint = Vanaf de pagina’s van hun operators.
editor-self-change = Mensen mogen hun eigen gegevens hier corrigeren en wissen
    .hint = Wat het systeem van de bron niet kan wijzigen, komt in het postvak.
editor-more = Meer
editor-rectify = Kan de persoon het laten verbeteren?
editor-rectify-by-person = ja, zelf
editor-rectify-with-evidence = ja, met bewijs
editor-no = nee
editor-erase = Kan de persoon het laten wissen?
editor-erase-yes = ja
editor-law = Welke wet zegt van niet
editor-why = Wat voor reden, als term van de Data Privacy Vocabulary
editor-retention = Dagen dat het wordt bewaard nadat het is geëindigd
editor-assurance = Hoe zeker moet de persoon bekend zijn?
editor-assurance-low = laag
editor-assurance-substantial = substantieel
editor-assurance-high = hoog
editor-hidden = De persoon krijgt het niet te zien
    .hint = Alleen waar een wet het recht op inzage beperkt.
editor-identifiers = Kenmerken waarmee de bron een persoon vindt
    .hint = Een per regel, het beste eerst, zoals ssn.
editor-model = Adres van het datamodel
    .hint = Het Smart Data Model of JSON Schema dat de gegevens volgen.
editor-history = Diensten mogen ook eerdere waarden zien
    .hint = Alleen waar een record altijd van dezelfde persoon is geweest.
editor-remove = { $path } verwijderen
editor-new = Een nieuw gegeven
editor-save = Concept opslaan
editor-preview = Zoals het laatst is opgeslagen, in de taal waarin u schrijft.
editor-faults = Dit past niet en is weggelaten
editor-partly = De rest van het concept is opgeslagen
editor-publish = Publiceren
    .text = Versie { $version } gaat meteen in. Zij kan nooit worden gewijzigd; alleen een nieuwere kan haar vervangen.
    .button = Versie { $version } publiceren
editor-not-yet = Zij kan nog niet worden gepubliceerd
editor-not-published = Zij is niet gepubliceerd. Hieronder staat wat er ontbreekt.
editor-drop = Concept weggooien

## The log

log-title = Logboek
    .text = Wie gegevens van deze bron vroeg en wat daarvan kwam. De waarden zelf staan niet in het logboek.
log-operator = Operator
log-operator-all = Alle operators
log-month-all = Alle maanden
log-before-day = Vóór deze dag
log-jsonl = Downloaden voor programma’s (JSON-regels)
log-service = Dienst
log-kind = Wat ervan kwam
log-kind-all = Alles
log-filter = Filteren
log-none = Er is niets gevraagd.
log-caption = Verzoeken, het nieuwste eerst
log-entry = Regel
log-when = Wanneer
log-dataset = Dataset
log-outcome = Uitkomst
log-attributes = Gegevens
log-released = Vrijgegeven
log-begun = Vrijgave begonnen
log-interrupted = Afgebroken
log-changed = Gewijzigd door de persoon
log-change-begun = Wijziging begonnen
log-refused = Geweigerd
log-refusals-counted = Geweigerd, zonder eigen regels
log-subscription = Over een abonnement
log-link = Over een koppeling met een persoon
log-link-begun = Koppeling: een persoon kwam
log-link-code-asked = Koppeling: een code werd gevraagd
log-link-sent-to-desk = Koppeling: naar de balie gestuurd
log-link-confirmed = Koppeling: bevestigd door medewerkers
log-link-refused = Koppeling: geweigerd door medewerkers
log-link-failed = Koppeling: kwam niet tot stand
log-link-linked = Gekoppeld met een persoon
log-link-ended-by-person = Koppeling beëindigd door de persoon
log-link-ended-by-source = Koppeling beëindigd door de bron
log-link-emptied = Koppeling: de eigen plek van de persoon is leeggemaakt
log-event = Gebeurtenis gemeld
log-staff = Gedaan door medewerkers
log-person = De persoon zelf

## Statistics

statistics-title = Statistiek
    .text = Wat in een maand is vrijgegeven, per operator, dienst en dataset, voor de afrekening. Er staan van niemand gegevens in.
statistics-month = Maand
statistics-show = Maand tonen
statistics-none = In deze maand is niets gevraagd.
statistics-caption = Verzoeken: { $month }
statistics-requests = Verzoeken
statistics-records = Records
statistics-attributes = Gegevens
statistics-total = In totaal vrijgegeven
statistics-csv = Downloaden als tabel (CSV)

## Keys

keys-title = Sleutels
    .text = Waarmee de connector ondertekent. Een sleutel wordt na { $days } dagen vanzelf vervangen.
keys-published = Gepubliceerde sleutels
keys-signs = Ondertekent
keys-verifies = Ondertekent nu niet
keys-where = Anderen vinden ze hier:
keys-log = Sleutel van het logboek
    .text = Wie hem heeft, kan zien dat er niets uit het logboek is gehaald.
keys-rotate = De sleutel nu vervangen
    .text = Een nieuwe sleutel wordt gepubliceerd en ondertekent zodra anderen hem konden leren. Er wordt niets onderbroken.
    .button = Sleutel vervangen

## The inbox

inbox-title = Postvak
    .text = Wat mensen vragen en het systeem van de bron niet zelf kan, en wie naar uw balie komt. Bij elke taak staat wanneer die klaar moet zijn.
inbox-none = Er is niets te doen.
inbox-done = Wat klaar is tonen
inbox-live = Wat te doen is tonen
inbox-back = Terug naar het postvak
task-correction = Iemands gegevens corrigeren
task-erasure = Iemands gegevens wissen
task-desk-confirmation = Aan de balie bevestigen wie iemand is
task-open = Open
task-soon = Binnen een week klaar
task-late = Te laat
task-taken = { $name } doet het
task-done = Klaar
task-refused = Geweigerd
task-lapsed = Verlopen, of de persoon gaf het op
task-taken-back = Ingetrokken door de persoon
task-due = Te doen vóór { $day }
task-received = Ontvangen
task-until = Te doen vóór
task-correct = Te corrigeren
task-erase = Te wissen
task-erase-all = Alles over de persoon in deze dataset
task-desk = Hoe u nagaat wie het is
    .text = De persoon komt naar u toe en laat een code zien. Bekijk een identiteitsbewijs en zoek de persoon op in uw gegevens. Weet u het niet zeker, weiger dan en zeg waarom.
    .told = De persoon heeft gelezen:
task-do = Wat u doet
task-take = Ik doe het
task-put-back = Terugleggen
task-note = Notitie
    .hint = Zeg waarom, als u weigert. Schrijf niets over de persoon: de notitie wordt bewaard.
    .told = Zeg waarom als u weigert: de persoon leest het. Schrijf niets over de persoon, want de notitie wordt bewaard.
task-finish = Het is klaar
task-refuse = Weigeren
task-history = Wat er is gedaan
task-wrong-reason = Een weigering moet zeggen waarom.

## What staff did

act-task-taken = Nam een taak op zich
act-task-put-back = Legde een taak terug
act-task-done = Rondde een taak af
act-task-refused = Weigerde een verzoek
act-key-rotated = Verving een sleutel
act-draft-changed = Wijzigde een concept
act-draft-dropped = Gooide een concept weg
act-dataset-published = Publiceerde een versie van een dataset
act-log-saved = Sloeg een kopie van het logboek op
act-entities-kept = Sloeg gegevens van een persoon op
act-entities-erased = Wiste gegevens van een persoon
act-entities-saved = Bewaarde de gegevens van iedereen in een dataset als bestand
log-change-filed = Doorgegeven aan medewerkers

## GDPR API

gdpr-api-kept = { $dataset }: kan niet worden gewist, omdat dit bewaard moet blijven: { $what }.
gdpr-api-not-here = { $dataset }: kan niet op deze manier worden gewist. Neem contact op met de organisatie.
gdpr-api-by-staff = { $dataset }: wordt door medewerkers van de organisatie gewist, uiterlijk op { $day }.
