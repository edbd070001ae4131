## Start

source-home = Start
    .text = Hur källan mår vid den här anslutningen ({ $name }) och vad som behöver uppmärksamhet.
source-health = Källans system
source-of-kind = System av typen { $kind }
source-works = Fungerar
source-fails-now-and-then = Misslyckas ibland
source-left-alone = Svarar inte
source-answered = Senaste svaret: { $at }
source-usual = Ett svar tar oftast { $ms } ms.
source-not-asked = Inte tillfrågat sedan starten.
source-failed = Senaste felet: { $at }. { $why }
source-copies = Kan inte nås; de senaste kopiorna används
source-files-missing = Alla filer kan inte användas
source-looked = Senast tittat: { $at }
source-untrusting = Inga begäranden kan besvaras, för listan över betrodda operatörer saknas eller är för gammal
source-findings = Iakttagelser
    .none = Källan sänder ingenting som dess beskrivning inte känner till.
    .text = Det som inte är beskrivet lämnas inte ut: beskriv det, eller låt källan sända det på ett annat sätt.
finding-unknown = { $route }: källan sänder ”{ $name }”, som inte är beskrivet.
finding-gone = { $route }: ”{ $name }” är beskrivet, men källan har det inte längre.
finding-lost-subscription = { $route }: källans broker hade tappat anslutningens prenumeration på ”{ $name }”. Anslutningen gör om den och berättar för tjänsterna vad som har ändrats under tiden.
finding-malformed = { $route }: ”{ $name }” har poster som inte kan användas.
finding-other-type = { $route }: ”{ $name }” innehåller något annat än beskrivningen säger.
finding-deviation = { $route }: värdet av ”{ $name }” är inte som datamodellen säger.
source-brokers = Stadens förmedlare
    .text = De som söker data där hittar den här källan.
broker-registered = Registrerad
broker-not-registered = Inte registrerad
broker-not-yet = Inte tillfrågad ännu
broker-confirmed = Senast bekräftad: { $at }
broker-down = Förmedlaren kunde inte nås.
broker-slow = Förmedlaren tog för lång tid på sig.
broker-login = Förmedlaren godtar inte anslutningens inloggning.
broker-status = Förmedlaren svarade med status { $status }.
finding-seen = Sett först: { $first }, senast: { $last }
cause-described = Beskrivet som: { $kind }
cause-records = Poster som inte kan läsas, är för långa eller inte gäller någon: { $count }. De första är { $first }.
cause-encoding = Inte i { $encoding }: { $count }. Ange filens teckenkodning.
cause-model = Datamodellens regel ”{ $keyword }” är bruten.
cause-not-text = Det är ingen text.
cause-not-a-number = Det är inget tal.
cause-not-a-date = Det är inget datum i den angivna formen.
cause-not-true-or-false = Det är varken ja eller nej.
cause-unknown-code = Koden finns inte i listan.
cause-no-such-part = Delarna är för få.
cause-not-a-list = Det är ingen lista.
cause-not-an-object = Det är inget objekt.

## Why a request came to nothing

outcome-source-unreachable = Källan gick inte att nå
outcome-source-timeout = Källan tog för lång tid
outcome-source-busy = För många begäranden samtidigt
outcome-source-error = Källan meddelade ett fel
outcome-source-bad-answer = Källans svar gick inte att läsa
outcome-source-too-large = Källans svar var för stort
outcome-person-unknown-at-source = Källan känner inte personen
outcome-pod-not-shared = Personens pod är inte delad med anslutningen
outcome-permission-not-active = Tillståndet gäller inte
outcome-attributes-not-permitted = Uppgifterna är inte tillåtna
outcome-purpose-not-permitted = Ändamålet är inte tillåtet
outcome-agreement-missing = Det finns inget avtal om att dela data
outcome-lease-expired = Operatörens senaste besked är för gammalt
outcome-ticket-expired = Biljetten har gått ut
outcome-ticket-replayed = Biljetten har redan använts
outcome-ticket-unknown-issuer = Biljettens operatör är inte betrodd här
outcome-ticket-bad-signature = Biljettens underskrift är inte riktig
outcome-ticket-wrong-audience = Biljetten gäller en annan adress
outcome-proof-invalid = Det visades inte vems biljetten är
outcome-operator-unreachable = Operatören kunde inte nås
outcome-operator-timeout = Operatören tog för lång tid på sig
outcome-operator-bad-answer = Operatörens svar kunde inte användas
outcome-change-refused = Källan nekade ändringen
outcome-change-not-offered = Det här kan inte ändras här
outcome-trust-list-expired = Listan över betrodda operatörer har gått ut
outcome-trust-list-unavailable = Det finns ingen giltig lista över betrodda operatörer
outcome-trust-list-timeout = Registret tog för lång tid på sig
outcome-trust-list-rolled-back = Listan över betrodda operatörer är äldre än en som setts tidigare

## What is due

source-late = Uppgifter i inkorgen är försenade: { $count }
source-soon = Uppgifter i inkorgen ska vara klara inom en vecka: { $count }

## What is offered

offer-title = Datamängder
    .text = Vad källan erbjuder, vem som använder det och vad människor läser om det.
offer-none = Ingenting erbjuds än.
offer-row = Version { $version }, { $count } uppgifter
offer-edit = Skriv nästa version
offer-attributes = Uppgifter
offer-path = Sökväg
offer-called = Kallas
offer-category = Slag av uppgift
offer-users = Operatörer och tjänster som använder den
    .none = Ingen har fått något av den än.
offer-versions = Versioner som publicerats här
offer-version = Version { $version }, { $at }
offer-back = Alla datamängder
offer-back-to = Tillbaka till datamängden
offer-sensitive = känslig
offer-official = officiellt nummer

## What people read

preview-title = Vad en människa läser
    .text = Så visas datamängden och dess uppgifter för människor när de bestämmer sig.
preview-language = Förhandsvisningens språk
preview-show = Visa
preview-missing = Saknas ännu på detta språk; människor läser det på ett annat
preview-hidden = Du får inte se det här här.
preview-correct = Du kan rätta det här själv.
preview-not-corrected = Det här kan inte rättas: { $why }
preview-kept = Det här måste sparas: { $why }
preview-retention = Det sparas i { $length } efter att det har upphört.
preview-sure = Det lämnas ut bara när det är tillräckligt säkert vem du är.

## Writing the next version

editor-title = Skriv nästa version
    .text = { $dataset }, version { $version }. Ingenting ändras för någon innan du publicerar den.
editor-language = Språk du skriver på
editor-dataset = Datamängden
editor-called = Vad människor kallar det
editor-words = Vad det säger, med enkla ord
editor-sensitivity = Omsorg som lagen kräver
editor-ordinary = som för alla personuppgifter
editor-holds = Vad det innehåller
    .hint = Det som källan sänder i stället lämnas inte ut och syns bland iakttagelserna.
editor-single = enstaka värden eller listor av dem
editor-text = texter
editor-number = tal
editor-boolean = ja eller nej
editor-object = vad som helst, med allt som ligger under
editor-category-hint = Välj slaget av uppgift, eller skriv en term i Data Privacy Vocabulary, till exempel pd:Name.
editor-path-hint = Var uppgiften finns i det som källan sänder, till exempel loans.title.
editor-self-access = Människor får se sina egna uppgifter här
    .hint = Från sina operatörers sidor.
editor-self-change = Människor får rätta och radera sina egna uppgifter här
    .hint = Det som källans system inte kan ändra kommer till inkorgen.
editor-more = Mer
editor-rectify = Kan personen få uppgiften rättad?
editor-rectify-by-person = ja, på egen hand
editor-rectify-with-evidence = ja, mot bevis
editor-no = nej
editor-erase = Kan personen få uppgiften raderad?
editor-erase-yes = ja
editor-law = Vilken lag som säger nej
editor-why = Vilket slags skäl, som en term i Data Privacy Vocabulary
editor-retention = Så många dagar sparas den efter att den har upphört
editor-assurance = Hur säkert måste personen vara känd?
editor-assurance-low = låg
editor-assurance-substantial = väsentlig
editor-assurance-high = hög
editor-hidden = Personen får inte se uppgiften
    .hint = Bara där en lag begränsar rätten att se sina egna uppgifter.
editor-identifiers = Identifierare med vilka källan hittar en person
    .hint = En per rad, den bästa först, till exempel ssn.
editor-model = Datamodellens adress
    .hint = Den Smart Data Model eller JSON Schema som uppgifterna följer.
editor-history = Tjänster får se tidigare värden också
    .hint = Bara där en post hela tiden har gällt samma person.
editor-remove = Ta bort { $path }
editor-new = En ny uppgift
editor-save = Spara utkastet
editor-preview = Som det senast sparades, på det språk du skriver på.
editor-faults = Detta passar inte och utelämnades
editor-partly = Resten av utkastet är sparat
editor-publish = Publicera
    .text = Version { $version } börjar gälla genast. Den kan aldrig ändras; bara en nyare kan ersätta den.
    .button = Publicera version { $version }
editor-not-yet = Den kan inte publiceras än
editor-not-published = Den publicerades inte. Se nedan vad som saknas.
editor-drop = Kasta utkastet

## The log

log-title = Logg
    .text = Vem som har bett om uppgifter från källan och vad det ledde till. Själva uppgifterna finns inte i loggen.
log-operator = Operatör
log-operator-all = Alla operatörer
log-month-all = Alla månader
log-before-day = Före denna dag
log-jsonl = Ladda ner för program (JSON-rader)
log-service = Tjänst
log-kind = Vad det ledde till
log-kind-all = Allt
log-filter = Filtrera
log-none = Ingenting har begärts.
log-caption = Begäranden, den senaste först
log-entry = Post
log-when = När
log-dataset = Datamängd
log-outcome = Utfall
log-attributes = Uppgifter
log-released = Utlämnat
log-begun = Utlämning påbörjad
log-interrupted = Avbröts
log-changed = Ändrat av personen
log-change-begun = Ändring påbörjad
log-refused = Nekat
log-refusals-counted = Nekat, utan egna poster
log-subscription = Om en prenumeration
log-link = Om en koppling till en person
log-link-begun = Koppling: en person kom
log-link-code-asked = Koppling: en kod begärdes
log-link-sent-to-desk = Koppling: hänvisad till disken
log-link-confirmed = Koppling: bekräftad av personalen
log-link-refused = Koppling: nekad av personalen
log-link-failed = Koppling: blev inte av
log-link-linked = Kopplad till en person
log-link-ended-by-person = Koppling avslutad av personen
log-link-ended-by-source = Koppling avslutad av källan
log-link-emptied = Koppling: personens egen plats tömdes
log-event = Meddelat om en händelse
log-staff = Gjort av personalen
log-person = Personen själv

## Statistics

statistics-title = Statistik
    .text = Vad som lämnats ut under en månad, per operatör, tjänst och datamängd, för avräkning. Ingens uppgifter finns med.
statistics-month = Månad
statistics-show = Visa månaden
statistics-none = Ingenting begärdes den här månaden.
statistics-caption = Begäranden: { $month }
statistics-requests = Begäranden
statistics-records = Poster
statistics-attributes = Uppgifter
statistics-total = Utlämnat totalt
statistics-csv = Ladda ner som tabell (CSV)

## Keys

keys-title = Nycklar
    .text = Vad anslutningen undertecknar med. En nyckel byts av sig själv efter { $days } dagar.
keys-published = Publicerade nycklar
keys-signs = Undertecknar
keys-verifies = Undertecknar inte nu
keys-where = Andra hittar dem här:
keys-log = Loggens nyckel
    .text = Den som har den kan se att inget har tagits bort ur loggen.
keys-rotate = Byt nyckeln nu
    .text = En ny nyckel publiceras och undertecknar så snart andra har hunnit få den. Ingenting avbryts.
    .button = Byt nyckeln

## The inbox

inbox-title = Inkorg
    .text = Vad människor ber om och källans system inte kan göra självt, och vem som kommer till er disk. Varje uppgift säger när den ska vara klar.
inbox-none = Ingenting finns att göra.
inbox-done = Visa det som är klart
inbox-live = Visa det som ska göras
inbox-back = Tillbaka till inkorgen
task-correction = Rätta någons uppgifter
task-erasure = Radera någons uppgifter
task-desk-confirmation = Bekräfta vid disken vem någon är
task-open = Öppen
task-soon = Klar inom en vecka
task-late = Försenad
task-taken = { $name } gör det
task-done = Klar
task-refused = Nekad
task-lapsed = Tiden gick ut, eller personen ångrade sig
task-taken-back = Personen tog tillbaka det
task-due = Ska vara klar { $day }
task-received = Kom in
task-until = Ska vara klar
task-correct = Ska rättas
task-erase = Ska raderas
task-erase-all = Allt om personen i denna datamängd
task-desk = Så kontrollerar du vem det är
    .text = Personen kommer till dig och visar en kod. Titta på en legitimation och leta upp personen i era uppgifter. Är du inte säker, neka och säg varför.
    .told = Personen har läst:
task-do = Vad du gör
task-take = Jag gör det
task-put-back = Lägg tillbaka
task-note = Anteckning
    .hint = Säg varför om du nekar. Skriv inget om personen: anteckningen sparas.
    .told = Säg varför om du nekar: personen läser det. Skriv ingenting om personen, för anteckningen sparas.
task-finish = Det är klart
task-refuse = Neka
task-history = Vad som har gjorts
task-wrong-reason = Ett nekande måste ha ett skäl.

## What staff did

act-task-taken = Tog sig an en uppgift
act-task-put-back = Lade tillbaka en uppgift
act-task-done = Slutförde en uppgift
act-task-refused = Nekade en begäran
act-key-rotated = Bytte en nyckel
act-draft-changed = Ändrade ett utkast
act-draft-dropped = Kastade ett utkast
act-dataset-published = Publicerade en version av en datamängd
act-log-saved = Sparade en kopia av loggen
act-entities-kept = Sparade uppgifter om en person
act-entities-erased = Raderade uppgifter om en person
act-entities-saved = Sparade allas uppgifter i en datamängd till en fil
log-change-filed = Vidare till personalen

## GDPR API

gdpr-api-kept = { $dataset }: kan inte raderas, eftersom detta måste bevaras: { $what }.
gdpr-api-not-here = { $dataset }: kan inte raderas den här vägen. Kontakta organisationen.
gdpr-api-by-staff = { $dataset }: raderas av organisationens personal senast { $day }.
