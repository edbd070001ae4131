## Navigation

nav-home = Start
nav-permissions = Toestemmingen
nav-activity = Activiteit
person-nameless = Ingelogd

## Logging in

login-title = Inloggen
login-email = E-mailadres
login-password = Wachtwoord
login-button = Inloggen
login-others = Andere manieren om in te loggen
login-not = U bent niet ingelogd
login-failed = E-mailadres en wachtwoord horen niet bij elkaar.
login-often = Er waren te veel pogingen. Wacht een minuut.

## Home

home-title = Uw gegevens, uw beslissing
home-waiting = Wacht op uw beslissing
home-nobody-asks = Op dit moment vraagt niemand om uw gegevens.
home-permissions = Uw toestemmingen
home-no-permissions = U hebt nog geen toestemming gegeven.
home-all-permissions = Alle toestemmingen
home-lately = Wat er pas is gebeurd
home-nothing-yet = Nog geen dienst heeft om uw gegevens gevraagd.
home-all-activity = Alle activiteit
who-asks = { $organisation }, voor { $service }

## States of a permission

state-requested = Wacht
state-declined = Geweigerd
state-granted = Geldig
state-suspended = Gepauzeerd
state-withdrawn = Ingetrokken
state-expired = Verlopen
state-revoked = Beëindigd door de organisatie
state-invalidated = Beëindigd door een toezichthouder of rechter

## Lists

permissions-title = Toestemmingen
permissions-newest = Laatste wijziging eerst
activity-title = Activiteit
activity-intro = Elke keer dat een dienst om uw gegevens vroeg. Het nieuwste staat bovenaan.
activity-permission = Bekijk de toestemming

## What happened

access-is-open = Toegestaan
access-is-released = Getoond
access-is-failed = Niet getoond
access-is-refused = Geweigerd
access-is-unreported = Niet gemeld
access-is-filed = Bij medewerkers van de bron
access-is-taken-back = Ingetrokken
access-is-changed = Veranderd
access-is-unchanged = Niet bevestigd
access-released = { $source } heeft dit aan { $service } getoond: { $data }.
access-released-something = { $source } heeft gegevens over u aan { $service } getoond.
access-open = { $source } mag gegevens over u aan { $service } tonen. De bron heeft nog niet gemeld wat er is getoond.
access-failed = { $service } vroeg om gegevens over u en kreeg niets. Bron: { $source }.
access-refused = { $service } vroeg om gegevens over u. Dat is geweigerd. Bron: { $source }.
access-unreported = { $source } mocht gegevens over u tonen aan { $service }. Of dat is gebeurd, is niet gemeld.
own-released = U hebt zelf gekeken. { $source } toonde u: { $data }.
own-released-something = U hebt zelf gekeken. { $source } toonde u gegevens over u.
own-open = U hebt { $source } om uw eigen gegevens gevraagd. Wat er is getoond, is nog niet gemeld.
own-unreported = U hebt { $source } om uw eigen gegevens gevraagd. Of er iets is getoond, is niet gemeld.
own-failed = U hebt { $source } om uw eigen gegevens gevraagd en niets gekregen.
own-refused = U hebt { $source } om uw eigen gegevens gevraagd. Dat is geweigerd.
own-corrected-there = U hebt dit zelf verbeterd bij { $source }: { $data }.
own-added-there = U hebt dit zelf toegevoegd bij { $source }: { $data }.
own-erased-there = U hebt dit zelf gewist bij { $source }: { $data }.
own-change-unconfirmed = U hebt { $source } gevraagd gegevens over u toe te voegen, te verbeteren of te wissen. De bron heeft niet bevestigd dat dit is gedaan.
own-change-with-staff = U hebt { $source } gevraagd dit te verbeteren of te wissen: { $data }. De medewerkers antwoorden uiterlijk op { $date }.
own-change-refused-by-staff = U hebt { $source } gevraagd dit te verbeteren of te wissen: { $data }. De medewerkers hebben geweigerd: “{ $why }”
own-change-taken-back = U hebt ingetrokken wat u { $source } had gevraagd te verbeteren of te wissen: { $data }.
own-corrected-by-staff = De medewerkers van { $source } hebben dit op uw verzoek verbeterd: { $data }.
own-erased-by-staff = De medewerkers van { $source } hebben dit op uw verzoek gewist: { $data }.
access-purpose = Doel: { $purpose }.
access-given = U gaf deze toestemming op { $date }.
reason-unanswered = U had nog niet geantwoord.
reason-declined = U had nee gezegd.
reason-paused = U had de toestemming gepauzeerd.
reason-withdrawn = U had de toestemming ingetrokken.
reason-expired = De toestemming was verlopen.
reason-ended = De toestemming was door anderen beëindigd.
reason-rule = Een van uw regels verbiedt het.
reason-beyond = De dienst vroeg meer dan u had toegestaan.
reason-not-yet = De toestemming gold nog niet.
reason-described = De bron beschreef de gegevens anders dan toen u de toestemming gaf.
reason-condition = Aan een voorwaarde van uw toestemming was niet voldaan.
reason-assurance = Voor de bron stond niet zeker genoeg vast dat het om u ging.
reason-all = De dienst neemt alles of niets, en iets werd achtergehouden.
reason-filter = De bron kon niet achterhouden wat u niet had toegestaan; daarom werd niets getoond.
reason-service-suspended = De beheerder had de dienst geschorst.
reason-service-gone = De dienst was niet meer geregistreerd.
reason-ticket = Het bewijs van uw toestemming dat de dienst liet zien, gold niet voor deze bron.
reason-technical = Er was een technische storing.

## Facts about a use of data

fact-who = Wie het vraagt
fact-purpose = Waarvoor
fact-processing = Wat er met de gegevens gebeurt
fact-longest = Hoelang u het hoogstens kunt toestaan
fact-retention = Hoelang de dienst ze bewaart
fact-recipients = Wie ze nog meer krijgt
fact-nobody = Niemand
fact-storage = Waar ze worden bewaard
fact-third-countries = Landen buiten de Europese Economische Ruimte waar ze heen gaan
fact-decisions = Beslissingen
fact-automated = Alleen een computer beslist over u.
fact-basis = Grondslag: waarom de wet het toestaat
fact-refusal = Als u nee zegt
dataset-needed = Nodig
dataset-optional = Alleen als u dat wilt

## A request

error-title = Dat is niet gelukt
error-choice = Uw keuze past niet bij het verzoek. Kijk er nog eens naar.
error-changed = De toestemming is intussen veranderd. Zo staat het er nu voor.
request-granted = U hebt ja gezegd
    .text = U kunt dit altijd wijzigen of intrekken.
request-declined = U hebt nee gezegd
    .text = Aan de dienst wordt niets getoond.
request-expired = De tijd om te antwoorden is voorbij
    .text = De dienst kan het opnieuw vragen.
request-continue = Verder naar { $service }
request-before = Er wordt niets getoond voordat u ja zegt. U kunt uw ja altijd terugnemen. Dat is net zo makkelijk als ja zeggen.
request-yes = Ja, toon deze gegevens
request-no = Nee, toon niets
request-information = Hier wordt niet om uw toestemming gevraagd. De wet staat dit gebruik toe om een andere reden: { $basis }.
request-rights = Uw rechten
request-read = Ik heb dit gelezen

## A permission

permission-pending = De laatste wijziging is nog niet overal bevestigd
permission-pending-at = { $connector }: geldt uiterlijk vanaf { $time }
permission-in-force = De wijziging geldt nu overal
    .text = Geen enkele bron toont uw gegevens nog op grond van deze toestemming.
permission-rule = Een van uw regels houdt een deel hiervan tegen
    .text = Wat de regel verbiedt, wordt niet getoond. Trek de toestemming in als u die niet meer wilt.
permission-ends = De toestemming eindigt vanzelf op { $date }.
permission-save = Mijn keuze opslaan
permission-change = Wijzigen of beëindigen
permission-withdraw = Intrekken
permission-pause = Pauzeren
permission-extend = Verlengen
permission-object = Bezwaar maken
permission-resume = Laten doorgaan
permission-again = Opnieuw geven
permission-about = Wat u moet weten
permission-use = Gebruik van uw gegevens met deze toestemming
permission-use-none = Nog niet gebruikt.
permission-history = Geschiedenis
permission-history-caption = Alle versies van deze toestemming, de nieuwste eerst
permission-receipt = Bewijs { $version }
column-version = Versie
column-time = Wanneer
column-state = Stand
column-by = Door
column-receipt = Bewijs
by-you = U
by-app = U, in de app { $name }
by-mandate = Iemand die voor u handelt
by-rule = Een van uw regels
by-organisation = De organisatie
by-authority = Toezichthouder of rechter: { $name }
by-time = De tijd was om
