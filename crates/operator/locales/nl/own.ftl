## Navigation

nav-rules = Regels
nav-my-data = Mijn gegevens
nav-settings = Instellingen

## Activity of one source

activity-only = Alleen gegevens van: { $source }
activity-all = Toon alle activiteit

## My data

own-title = Mijn gegevens
own-intro = Waar gegevens over u staan en wat daar is opgeslagen.
own-nowhere = Nog geen bron kent u
    .text = Als een bron u kent via een van uw nummers of adressen, ziet u hier wat die over u bewaart.
own-straight = De gegevens gaan rechtstreeks van de bron naar uw browser. Wij zien ze niet. Elke keer dat u kijkt, staat dat bij uw activiteit.
own-without = Om de gegevens hier te tonen heeft uw browser JavaScript en een veilige verbinding nodig. Zonder die ziet u wat er opgeslagen kan zijn. U kunt de gegevens ook lezen met deze opdracht:
own-show-all = Toon alles
own-progress = Bekeken gegevenssets
own-show = Toon wat is opgeslagen
own-not-offered = Deze bron toont haar gegevens hier niet. Vraag het de bron zelf:
own-available = Wat hier opgeslagen kan zijn ({ $count })
own-not-shown = Om dit te tonen moeten we zekerder weten wie u bent.
own-who = Wie gegevens kreeg van { $source }, en wanneer
own-busy = De bron wordt gevraagd …
own-shown = Dit is over u opgeslagen:
own-nothing = Hier is niets over u opgeslagen.
own-again = Toon het opnieuw
own-original = Toon het zoals de bron het schrijft
own-converted = Toon het zoals het hier beschreven is
own-left-out = De bron heeft dit geschreven op een manier die niet te lezen is:
own-yes = ja
own-no = nee
own-none = niets opgeslagen
own-slow = De bron antwoordt niet op tijd. Probeer het later opnieuw.
own-dead = De bron is nu niet bereikbaar. Probeer het later opnieuw.
own-refused-here = De bron wil dit nu niet tonen. Probeer het later opnieuw.
own-often = U hebt heel vaak gekeken. Wacht een minuut en probeer het dan opnieuw.
own-unreadable = Het antwoord van de bron is niet leesbaar. Probeer het later opnieuw.
own-login = U bent niet meer ingelogd. Laad de pagina opnieuw en log in.
own-ours = Wij konden de bron niet vragen. Dat ligt aan ons. Probeer het later opnieuw.
own-past = Toon wat het eerder was
own-past-from = Vanaf { $time }
own-past-shown = Zo is het veranderd, het nieuwste eerst:
own-past-none = De bron heeft geen eerdere waarden bewaard.

## Changing my data

own-can-both = U kunt dit hier verbeteren en wissen.
own-can-correct = U kunt dit hier verbeteren.
own-can-erase = U kunt dit hier wissen.
own-can-staff = U kunt dit hier laten verbeteren of wissen: de medewerkers van de bron doen dat.
own-kept-by = De bron moet dit volgens de wet bewaren: { $law }.
own-letter-correct = Een brief schrijven: iets laten verbeteren
own-letter-erase = Een brief schrijven: iets laten wissen
own-correct = Verbeteren
own-add = Toevoegen
own-erase = Wissen
own-new-value = Nieuwe waarde voor “{ $what }”
own-per-line = Schrijf er één per regel.
own-correct-what = { $source } krijgt het rechtstreeks van uw browser en verandert het meteen. Wij zien het niet.
own-save = Opslaan
own-cancel = Annuleren
own-telling = De bron krijgt bericht …
own-corrected = Verbeterd: { $what }.
own-undo = Ongedaan maken
own-undone = Het is weer zoals het was: { $what }.
own-same = Er is niets veranderd: het is hetzelfde als eerst.
own-erased = Gewist: { $what }.
own-erased-all = Alles in “{ $what }” is gewist.
own-erase-ask = “{ $what }” wissen?
own-erase-lost = Dit gaat verloren:
own-erase-final = { $source } wist het voorgoed. Niemand kan dat ongedaan maken. Wat anderen al hebben gekregen, wordt daar niet gewist.
own-staff-look = De medewerkers van { $source } bekijken dit en antwoorden binnen 30 dagen. Wat u schrijft, gaat rechtstreeks van uw browser naar hen. Wij zien het niet.
own-staff-erase = De medewerkers van { $source } bekijken dit en antwoorden binnen 30 dagen. Tot die tijd wordt er niets gewist.
own-staff-send = Naar de medewerkers sturen
own-staff-sent = Naar de medewerkers van { $source } gestuurd: { $what }. Uiterlijk { $day } hoort u van ons wat zij hebben gedaan. Tot die tijd verandert er niets.
own-asked-correct = Op { $day } hebt u gevraagd dit te veranderen in “{ $value }”. De medewerkers van { $source } antwoorden uiterlijk op { $until }.
own-asked-erase = Op { $day } hebt u gevraagd dit te wissen. De medewerkers van { $source } antwoorden uiterlijk op { $until }.
own-asked-erase-all = Op { $day } hebt u gevraagd hier alles te wissen. De medewerkers van { $source } antwoorden uiterlijk op { $until }.
own-asked-done = Gedaan: op { $decided } hebben de medewerkers van { $source } gedaan wat u op { $day } had gevraagd.
own-asked-refused = Geweigerd: op { $decided } hebben de medewerkers van { $source } geweigerd wat u op { $day } had gevraagd: “{ $why }”
own-take-back = Intrekken
own-taken-back = Ingetrokken: { $what }. Het blijft zoals het is.
own-asked-waits = U hebt hiervoor al om een wijziging gevraagd. Wacht op het antwoord van de medewerkers, of trek in wat wacht.
own-asked-over = Dit wacht niet meer. Bekijk wat de medewerkers hebben geantwoord.
own-erase-all = Alles wissen
own-keep = Bewaren
own-empty = Schrijf een waarde. Wilt u die weghalen, annuleer dan en wis die.
own-invalid = Dit heeft niet de juiste vorm. Controleer het.
own-not-theirs = Dit kan hier niet worden veranderd. Schrijf de bron een brief: de links staan hieronder.
own-change-refused = De bron heeft de wijziging niet aangenomen. Controleer die of schrijf de bron een brief.
own-says = De bron zegt:
own-unsure = Wij weten niet of de bron de wijziging heeft gedaan. Toon uw gegevens opnieuw en kijk.
own-untold = De bron heeft de wijziging niet gedaan. Probeer het later opnieuw.
own-add-record = Item toevoegen
own-add-file = Toevoegen uit een bestand
    .hint = Een tabel (CSV) of JSON, één item per regel. { $source } krijgt het rechtstreeks van uw browser. Wij zien het niet.
own-add-table = Een lege tabel opslaan om in te vullen
own-add-title = Toevoegen aan ‘{ $what }’
own-add-send = Inhoud van het bestand toevoegen
own-added-one = Het item is toegevoegd.
own-added-many = Toegevoegde items: { $number }.
own-add-large = Dit bestand is te groot. Het mag hoogstens 1 megabyte zijn.
own-add-wrong = Kies een bestand waarvan de naam eindigt op .csv, .json of .jsonl.
own-add-none = Vul ten minste één veld in.
own-entry = Item { $number }
own-entry-erase = Dit item verwijderen
own-entry-erased = Verwijderd: { $what }.

## Rules

rules-title = Regels
rules-intro = Een regel beantwoordt verzoeken voor u, zoals u dat wilt.
rules-new = Een regel maken
rules-none = U hebt geen regels
    .text = Elk verzoek wordt aan u voorgelegd. Met een regel kunt u altijd ja of altijd nee zeggen tegen bepaalde verzoeken.
rules-saved = De regel is opgeslagen
rules-waits = De regel geldt voor nieuwe verzoeken. Het verzoek waar u vandaan komt, wacht nog op uw antwoord.
rules-waits-link = Beantwoord het
rules-removed = De regel is verwijderd
rules-again = Opnieuw maken
rules-remove = Deze regel verwijderen
rules-is-allow = Als { $who } om gegevens vraagt: ja zeggen zonder mij te vragen
rules-is-allow-anyone = Wie er ook om gegevens vraagt: ja zeggen zonder mij te vragen
rules-is-ask = Als { $who } om gegevens vraagt: mij vragen
rules-is-ask-anyone = Wie er ook om gegevens vraagt: mij vragen
rules-is-deny = Als { $who } om gegevens vraagt: nee zeggen
rules-is-deny-anyone = Wie er ook om gegevens vraagt: nee zeggen
rules-for = Als de gegevens hiervoor worden gebruikt: { $list }.
rules-for-any = Waarvoor de gegevens ook worden gebruikt.
rules-doing = Als dit met de gegevens wordt gedaan: { $list }.
rules-about = Voor deze gegevens: { $list }.
rules-about-any = Voor alle gegevens.
rules-ends = De laatste dag van de regel is { $date }.
rules-window = Alleen op deze dagen en tijden: { $first } tot en met { $last }, { $opens } tot { $closes } ({ $zone }).
rules-only-if = Alleen als dit allemaal waar is:
rules-not-if = Maar niet als dit allemaal waar is:
rules-if-keep = De gegevens worden hooguit { $time } bewaard
rules-if-within = De gegevens blijven in dit gebied: { $area }
rules-if-recipients = De gegevens gaan naar niemand anders
rules-if-pseudonymised = De gegevens worden zonder uw naam gebruikt
rules-if-aggregated = De gegevens worden alleen gebruikt als cijfers over veel mensen
rules-if-automated = Geen computer beslist alleen over u
rules-area-eu = Europese Unie
rules-area-eea = Europese Economische Ruimte
rules-group = een lid van de vertrouwensgroep { $group }
rules-whole = { $dataset }, alles ({ $source })
rules-part = { $attribute } ({ $source })

day-monday = maandag
day-tuesday = dinsdag
day-wednesday = woensdag
day-thursday = donderdag
day-friday = vrijdag
day-saturday = zaterdag
day-sunday = zondag

## Making a rule

rules-new-title = Een nieuwe regel
rules-new-intro = Kies waar de regel over gaat. Voordat de regel wordt opgeslagen, ziet u wat die zou doen.
rules-effect = Wat moet er gebeuren?
rules-allow = Altijd ja zeggen
    .text = De dienst krijgt wat nodig is, en niet meer. U krijgt het te horen.
rules-ask = Mij altijd vragen
    .text = U beslist elke keer zelf, ook als een andere regel ja zegt.
rules-deny = Altijd nee zeggen
    .text = De dienst krijgt niets. U krijgt het te horen.
rules-party = Wie vraagt?
rules-anyone = Iedereen
rules-purposes = Waarvoor?
    .text = Kies niets als u elk doel bedoelt.
rules-purposes-all = Doelen
rules-purposes-other = Andere doelen
rules-data = Welke gegevens?
    .text = Kies niets als u alle gegevens bedoelt. Een regel die ja zegt, geldt alleen voor gevoelige gegevens als u die zelf kiest.
rules-data-kinds = Soorten gegevens
rules-data-other-kinds = Andere soorten gegevens
rules-data-others = Andere gegevens
choices-search = Zoek in deze lijst
choices-found = Gevonden: { $count }
choices-chosen = Gekozen: { $count }
rules-conditions = Voorwaarden
    .text = Een regel die ja zegt, geldt alleen als dit allemaal waar is. Andere regels gelden niet als dit allemaal waar is.
rules-keep = Zoveel dagen mogen de gegevens hooguit worden bewaard
rules-within = Waar de gegevens blijven
rules-anywhere = Overal
rules-form = Hoe de gegevens worden gebruikt
rules-form-any = Op elke manier
rules-until = Laatste dag van de regel
rules-look = Toon wat de regel zou doen
rules-would = Wat deze regel vandaag zou doen
rules-would-nothing = Er zou niets veranderen aan wat nu bekend is. De regel geldt voor verzoeken die later komen.
rules-would-allow = Als zij vragen, krijgen zij een ja zonder dat u iets wordt gevraagd ({ $count }):
rules-would-decline = Als zij vragen, krijgen zij een nee ({ $count }):
rules-would-ask = Als zij vragen, wordt het aan u gevraagd ({ $count }):
rules-would-end = Toestemmingen die zouden eindigen, omdat een regel ze gaf ({ $count }):
rules-would-keep-back = Toestemmingen die u zelf gaf. De regel houdt tegen wat die verbiedt ({ $count }):
rules-not-yet = Er is nog niets opgeslagen.
rules-save = Deze regel opslaan
rules-leave = Niet opslaan
rules-change = Wijzig de regel voordat u die opslaat
rules-wrong-effect = Kies wat er moet gebeuren.
rules-wrong-keep = Schrijf een aantal dagen, bijvoorbeeld 30.
rules-wrong-until = Kies een dag die nog niet voorbij is.
rules-wrong-many = U hebt zoveel regels als er kunnen zijn. Verwijder er eerst een.
rules-like = Verzoeken zoals dit
    .text = U kunt een regel maken. U ziet wat die zou doen voordat die wordt opgeslagen.
rules-like-allow = Altijd ja zeggen tegen verzoeken zoals dit
rules-like-deny = Altijd nee zeggen tegen verzoeken zoals dit

## Settings

settings-title = Instellingen
settings-you = Over u
settings-name = Hoe wij u noemen
    .text = Alleen u ziet deze naam. Diensten zien die niet.
settings-name-wrong = De naam is te lang. Er mogen 200 letters in, allemaal op één regel.
settings-save = Opslaan
settings-saved = Uw instellingen zijn opgeslagen
settings-language = Taal
    .text = Deze pagina’s spreken deze taal met u, waar u ook inlogt.
settings-account = Uw account
settings-login = U logt in met
settings-zone = Tijden gelden voor
    .text = Dit is de tijd in de stad die deze pagina’s beheert.

## Own values on a request

values-title = Uw eigen gegevens
values-straight = De gegevens komen rechtstreeks van de bron naar uw browser. Wij zien ze niet. Kijken beslist niets en wordt bij uw activiteit genoteerd.
values-show = Mijn gegevens tonen
values-without = Wat over u is opgeslagen:
values-nowhere = Deze bron kan u niet vinden met wat wij van u weten, dus er is niets te tonen.
values-not-offered = Deze bron toont haar gegevens hier niet. Vraag het de bron zelf.

## Rarely used conditions of a rule

rules-organisations = Organisaties
rules-kinds = Soorten organisaties
rules-groups = Vertrouwensgroepen
rules-more = Meer voorwaarden
rules-processing = Wat wordt er met de gegevens gedaan?
    .text = Kies niets als u alles bedoelt wat ermee wordt gedaan.
rules-hours = Dagen en uren
    .text = De regel geldt alleen dan, volgens de klok van vandaag hier. Laat leeg als hij altijd geldt.
rules-first-day = Eerste dag
rules-last-day = Laatste dag
rules-any-day = Elke dag
rules-opens = Van
rules-closes = Tot
rules-wrong-hours = Schrijf twee tijden, de vroegste eerst.
