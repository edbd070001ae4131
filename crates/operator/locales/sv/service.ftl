## The pages of a service

service-pages = Sidor för { $name }
service-page-overview = Översikt
service-page-uses = Avsedda användningar
service-page-permissions = Tillstånd som ni har
service-page-requests = Skickade förfrågningar
service-page-webhooks = Webhooks
service-page-keys = Nycklar
service-page-statistics = Statistik
service-page-ticket = Provbiljett
service-suspended = Den här tjänsten är avstängd
    .text = Den kan varken be om tillstånd eller få biljetter. Fråga operatören varför.
service-failing = En webhook tar inte emot något
filter-all = Alla
column-use = Avsedd användning
column-permission = Tillstånd
column-covers = Omfattar
column-until = Till
column-changed = Ändrat
column-request = Förfrågan
column-answered = Besvarad
column-event = Händelse
column-attempts = Försök
column-answer = Svar
column-took = Tid
column-month = Månad
column-source = Källa
column-releases = Utlämningar

## Intended uses

uses-published = Publicerade
uses-none = Ingen avsedd användning är publicerad ännu.
uses-drafts = Utkast
uses-version = Version { $version }
uses-since = Publicerad den { $date }
uses-new = Beskriv en ny avsedd användning
    .button = Börja
uses-id = Kort namn
    .hint = Bokstäver, siffror och bindestreck. Det kan inte ändras senare.
uses-id-wrong = Det här korta namnet kan inte användas, eller är upptaget. Välj ett annat.
uses-open = Öppna utkastet
uses-edit = Arbeta med en ny version
draft-state-draft = Utkast
draft-state-submitted = Väntar på godkännande
draft-state-refused = Inte godkänt

## The editor

edit-title = Utkast till { $id }
edit-use-title = Rubrik
edit-notice = Vad människor läser innan de bestämmer sig
edit-consequences = Vad som händer om någon säger nej
edit-texts = Texter
    .text = Människor läser dem på sitt språk, eller på engelska om det saknas.
edit-choose = Välj
edit-more = Andra termer
    .hint = Termer ur Data Privacy Vocabulary, en på varje rad.
edit-basis = Rättslig grund
edit-data = Uppgifter
    .text = Be bara om det som syftet kräver. Människor kan utelämna det som inte behövs.
edit-want-no = Efterfrågas inte
edit-without = Be inte om något av detta
edit-add = Lägg till uppgifter
    .button = Lägg till
edit-handling = Hur uppgifterna hanteras
edit-retention = Dagar som uppgifterna sparas
edit-longest = Dagar som ett tillstånd gäller som längst
edit-lines = Ett namn på varje rad.
edit-countries = Landskoder som FI, eller EU eller EEA, en på varje rad.
edit-form = I vilken form uppgifterna används
edit-form-identified = Om kända personer
edit-form-pseudonymised = Med en pseudonym i stället för personen
edit-form-aggregated = Endast sammanräknat för många människor
edit-frequency = Hur ofta uppgifter efterfrågas
edit-frequency-once = En gång
edit-frequency-on-demand = När personen använder tjänsten
edit-frequency-yearly = En gång om året
edit-frequency-monthly = En gång i månaden
edit-frequency-weekly = En gång i veckan
edit-frequency-daily = En gång om dagen
edit-frequency-continuous = Hela tiden
edit-automated = Beslut fattas utan människa
edit-all-or-nothing = Användningen är utan värde om något nödvändigt saknas
edit-preview = Spara och förhandsgranska
edit-save = Spara
edit-saved = Sparat.
edit-submitted = Inlämnat. Operatören läser det först.
edit-recalled = Det är ett utkast igen.
edit-changed = Någon annan har ändrat utkastet under tiden. Kontrollera det ni har skrivit och spara igen.
edit-waits = Det här utkastet väntar på godkännande. Ta tillbaka det för att ändra det.
edit-look = Se vad människor kommer att läsa
edit-recall = Ta tillbaka
edit-discard = Kasta utkastet
    .button = Kasta
edit-refused = Operatören godkände det inte
edit-problem = Operatörens kontroll hittade något
edit-lacks = Det saknas ännu
edit-lacks-title = En rubrik
edit-lacks-notice = Vad människor läser innan de bestämmer sig
edit-lacks-purposes = Minst ett syfte
edit-lacks-processing = Vad som görs med uppgifterna
edit-lacks-basis = Den rättsliga grunden
edit-lacks-data = Uppgifter som efterfrågas
edit-lacks-attributes = Av varje slags uppgifter minst en
edit-lacks-retention = I hur många dagar uppgifterna sparas
edit-lacks-longest = I hur många dagar ett tillstånd gäller, högst 3653
edit-publish = Publicera
    .text = Det blir en ny version. Tillstånd som har getts fortsätter att gälla som de gavs.
    .button = Publicera som det visas

## The preview

preview-title = Vad människor kommer att läsa
preview-text = Den här sidan ser människor när ni frågar dem. Inget kan skickas härifrån.
preview-language = Sidans språk
preview-show = Visa
preview-incomplete = Utkastet är inte tillräckligt färdigt för att visas.

## Permissions held and requests sent

held-text = Ni känner människor endast genom dessa beteckningar. Vem det är vet bara operatören.
held-none = Inget tillstånd har getts ännu.
held-counts = Tillstånd efter avsedd användning och läge
requests-none = Ingen förfrågan har skickats ännu.
request-status-granted = Gett

## Webhooks

webhooks-text = Operatören meddelar er tjänst på adresserna nedan vad som händer. Varje händelse är signerad.
webhooks-none = Ingen webhook ännu.
webhook-title = Webhook
webhook-add = Lägg till en webhook
    .button = Lägg till
webhook-url = Adress
    .hint = Den börjar med https och kan nås från internet.
webhook-url-wrong = Den här adressen kan inte användas. Den måste börja med https och kunna nås från internet.
webhook-many = Det finns för många webhooks. Ta bort en först.
webhook-events = Vad som skickas
webhook-state-active = Aktiv
webhook-state-failing = Tar inte emot något
webhook-state-off = Avslagen
webhook-state-stopped = Stoppad
webhook-failing = Den har inte tagit emot något sedan { $date }
    .text = Nya försök görs med allt längre mellanrum. Om den inte tar emot något stoppas den { $date }.
webhook-stopped = Den här webhooken stoppades
    .text = Den har inte tagit emot något på för länge, så inget skickas dit längre. Laga den och starta den sedan igen. Det som missades finns på sidan med tillstånd.
webhook-resume = Starta den igen
webhook-mail = En webhook för { $service } har stoppats
    .text = Den har inte tagit emot något på för länge, så vi skickar inget dit längre. Laga den och starta den sedan igen på dess sida.
    .link = Webhookens sida
webhook-test = Skicka en provhändelse
webhook-deliveries = Vad som skickades
    .none = Inget har skickats ännu.
webhook-change = Ändra
webhook-active = Skicka händelser
    .hint = Det som händer medan den är avslagen skickas inte senare.
webhook-remove = Ta bort den här webhooken
    .button = Ta bort
event-permission-granted = Tillstånd gett
event-permission-amended = Tillstånd ändrat
event-permission-suspended = Tillstånd pausat
event-permission-resumed = Tillstånd gäller igen
event-permission-withdrawn = Tillstånd återkallat
event-permission-expired = Tillstånd utgånget
event-permission-ended = Tillstånd avslutat
event-request-answered = Förfrågan besvarad
event-intended-use-decided = Beslut om avsedd användning
event-test = Prov
delivery-waiting = Ska skickas
delivery-delivered = Levererad
delivery-given-up = Inte levererad
delivery-about = Vad händelsen säger
delivery-again = Skicka en gång till
delivery-none = Inget försök har gjorts ännu.

## Keys

keys-text = Med dessa nycklar visar er tjänst vem den är. Här finns bara deras öppna del.
key-active = Giltig
key-ended = Avslutad
key-ends = Giltig till { $date }
key-end = Avsluta { $key }
key-add = Lägg till en nyckel
    .button = Lägg till
key-jwk = Öppen nyckel
    .hint = En JSON Web Key, Ed25519 eller P-256. Ange aldrig en privat nyckel.
key-replace = Den ersätter nycklarna ovan
key-hours = Timmar som det ersatta fortsätter att gälla
key-wrong = Detta är ingen öppen nyckel som kan användas.
key-there = Den här nyckeln finns redan, eller så är de för många.
key-last = Detta är den sista nyckeln som fortsätter att gälla. Lägg till en annan först.
secret-text = Er tjänst visar med en hemlighet vem den är. Här kan ni ersätta den.
secret-replace = Skapa en ny hemlighet
secret-made = Den nya hemligheten
    .text = Den visas bara denna gång. Förvara den säkert.

## Statistics

statistics-text = Hur ofta källor har visat uppgifter för er tjänst, per månad (UTC). Inget säger vems uppgifter det var.
statistics-from = Från
statistics-to = Till
statistics-none = Inget visades dessa månader.
statistics-unknown = Inte angivet av källan
statistics-total = Summa
statistics-csv = Ladda ner som tabell
statistics-wrong = Dessa månader kan inte visas. Välj högst 60.

## Test ticket

ticket-text = Se om en biljett skulle ges och vad den skulle säga. Ingen biljett skapas här.
ticket-address = Adress hos källan
    .hint = Anslutningens adress, eller adressen till en av dess vägar.
ticket-check = Kontrollera
ticket-good = En biljett skulle ges. Den skulle säga:
ticket-refused = Ingen biljett skulle ges
ticket-wrong = Ange ett tillstånds beteckning och en adress som börjar med https.
ticket-not-active = Tillståndet gäller inte.
ticket-not-covered = Tillståndet omfattar inga uppgifter hos en källa på denna adress.
ticket-no-filter = Personen tillät endast en del, och den här källan kan inte hålla tillbaka resten.

## What staff did

act-webhook-added = Webhook tillagd
act-webhook-changed = Webhook ändrad
act-webhook-removed = Webhook borttagen
act-key-added = Nyckel tillagd
act-key-replaced = Nyckel ersatt
act-key-ended = Nyckel avslutad
act-secret-replaced = Hemlighet ersatt
act-use-submitted = Avsedd användning inlämnad
act-use-published = Avsedd användning publicerad
held-attributes = { $count ->
    [one] { $count } uppgift
   *[other] { $count } uppgifter
}
