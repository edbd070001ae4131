## Who runs this

about-intro = { $provider } beheert deze dienst. Hier ziet u wie dat is en hoe u contact opneemt.
about-role = Deze dienst staat tussen u, de bronnen die uw gegevens hebben en de diensten die ze willen gebruiken. In de wet heet dat een “databemiddelingsdienst” tussen mensen en datagebruikers (Verordening (EU) 2022/868, artikel 10, punt b). De dienst mag uw gegevens alleen gebruiken om uit te voeren wat u beslist, en voor niets anders.
about-who = Wie de dienst beheert
about-name = Naam
about-legal-form = Rechtsvorm
about-register = Nummer in het register
about-notification = Nummer van de aanmelding bij de autoriteit
about-rulebook = Regels die iedereen heeft afgesproken
about-authority = Toezichthouder voor privacy
about-contact = Contact
about-no-contact = Hier staat nog geen contact.
about-email = E-mail
about-phone = Telefoon
about-address = Adres
about-officer = Functionaris voor gegevensbescherming
about-keys = Voor wie het wil weten: sleutels
about-keys-intro = Met deze sleutels kan iedereen controleren of een ontvangstbewijs, een ticket of het openbare logboek echt hiervandaan komt.
about-keys-show = Sleutels tonen
about-uuid = Nummer van deze operator
about-key = Sleutel die nu ondertekent
about-former-keys = Vroegere sleutels
about-log-key = Sleutel van het openbare logboek
about-log = Het openbare logboek
about-api = Hoe programma’s met deze dienst praten (in het Engels)

## Accessibility

accessibility-intro = { $provider } wil dat iedereen deze dienst kan gebruiken.
accessibility-scope = Deze verklaring gaat over de pagina’s op { $address }.
accessibility-how-far = Hoe toegankelijk de pagina’s zijn
accessibility-full = De pagina’s voldoen aan alles wat de wet vraagt.
accessibility-partial = De pagina’s voldoen aan het meeste wat de wet vraagt. Wat ontbreekt, staat hieronder.
accessibility-none = De pagina’s voldoen nog niet aan wat de wet vraagt. De belangrijkste fouten staan hieronder.
accessibility-standard = De wet vraagt de Europese norm EN 301 549. Voor webpagina’s volgt die de richtlijnen WCAG 2.2, niveau AA.
accessibility-limits = Wat niet toegankelijk is
accessibility-no-limits = Wij kennen niets dat niet toegankelijk is.
accessibility-assessment = Hoe dit is gecontroleerd
accessibility-tests = Bij elke verandering van de software controleert een programma elke pagina in een echte browser: in lichte en donkere kleuren, op een breed en een smal scherm, met alleen het toetsenbord en zonder JavaScript.
accessibility-by-us = Wij hebben de pagina’s zelf gecontroleerd.
accessibility-by = De pagina’s zijn gecontroleerd door: { $who }
accessibility-prepared = Deze verklaring is geschreven op { $day }.
accessibility-reviewed = De verklaring is opnieuw bekeken op { $day }.
accessibility-enforcement = Als ons antwoord niet helpt
accessibility-enforcement-text = Als wij niet antwoorden of als ons antwoord u niet helpt, kunt u naar de instantie gaan die op toegankelijkheid let.

## Feedback

feedback-title = Vertel ons wat niet werkt
feedback-intro = Hebt u iets gevonden dat u niet kunt lezen, horen of gebruiken? Vertel het ons. U hebt geen account nodig.
feedback-text = Wat werkt niet?
    .hint = Hoogstens { $most } tekens. Schrijf geen geheimen.
feedback-page = Op welke pagina?
feedback-email = Uw e-mailadres
    .hint = Alleen als u een antwoord wilt. Wij gebruiken het voor niets anders.
feedback-send = Versturen
feedback-sent = Dank u. Wij hebben uw bericht ontvangen
    .text = Als u een e-mailadres hebt gegeven, antwoorden wij u daar.
feedback-not-sent = Uw bericht is niet verstuurd
feedback-look = Kijk naar wat gemarkeerd is en verstuur het opnieuw.
feedback-often = Er kwamen te veel berichten in korte tijd. Wacht een paar minuten. Wat u schreef, staat hier nog.
feedback-empty = Schrijf wat niet werkt.
feedback-long = Dit is te lang.
feedback-no-email = Schrijf een adres zoals naam@example.org, of laat het leeg.
feedback-else = U kunt ons ook zo bereiken:

## Privacy

privacy-intro = Deze pagina zegt wat deze dienst zelf over u bewaart, waarom en hoe lang.
privacy-through = Uw gegevens bij de bronnen, zoals uw adres of wat u leent, gaan nooit door deze dienst. Ze gaan rechtstreeks van de bron naar de dienst die u toestemming hebt gegeven.
privacy-who = Wie hiervoor verantwoordelijk is
privacy-controller = { $provider } is de “verwerkingsverantwoordelijke”: die beslist waarom en hoe deze dienst gegevens over u bewaart, en staat daarvoor in.
privacy-basis = Waarom de wet dit toestaat
privacy-kept = Wat wij bewaren
privacy-account = Uw account
    .text = Uw naam, uw e-mailadres en uw taal, zodat u kunt inloggen en wij met u kunnen praten. Van uw wachtwoord alleen een waarde waaruit het niet te lezen is. Naam en e-mailadres zijn versleuteld.
privacy-identifiers = Uw nummers
    .text = Nummers waaraan bronnen u kennen, zoals een bibliotheekpas. Ze zijn versleuteld met een eigen sleutel voor u. Ze worden alleen gebruikt om uw gegevens te vinden waar u dat hebt toegestaan.
privacy-permissions = Uw beslissingen
    .text = Elke vraag, elke toestemming met alle veranderingen, en uw regels. Daarmee kunt u, en kunnen wij, bewijzen wat u hebt beslist.
privacy-uses = Gebruik van uw gegevens
    .text = Welke dienst wanneer en waarvoor vroeg, en welke soorten gegevens die te zien kreeg. Wat er in de gegevens staat, hoort daar niet bij.
privacy-log = Het openbare logboek
    .text = Voor elke regel een vingerafdruk in cijfers (een “hash”). Die bewijst dat niemand de regel later heeft veranderd. Niemand kan er iets over u uit lezen.
privacy-requests = Vragen die u niet hebt beantwoord
    .text = Zodat u kunt beslissen, en de dienst weet dat u niet hebt geantwoord.
privacy-sessions = Dat u bent ingelogd
    .text = Sinds wanneer en tot wanneer, zodat u niet op elke pagina hoeft in te loggen.
privacy-news = Wat u wordt verteld
    .text = Meldingen en wat u daarover hebt gekozen: om u te vertellen wat niet moet wachten.
privacy-letters = Brieven die u hebt genoteerd
    .text = Aan wie u schreef, waarvoor en wanneer het antwoord moet komen: om u te herinneren.
privacy-network = Het netwerkadres van uw apparaat
    .text = Om te stoppen dat iemand massaal wachtwoorden raadt of ons overbelast.
privacy-feedback = Wat u ons over toegankelijkheid schrijft
    .text = Uw tekst en, als u het geeft, uw e-mailadres, zodat wij de fout kunnen herstellen en u kunnen antwoorden. Ze zijn versleuteld.
privacy-push = Apparaten die meldingen tonen
    .text = Het adres waarop uw browser bereikt wordt, de sleutels om mee te versleutelen en wat voor apparaat het is. U voegt elk apparaat zelf toe.
privacy-while-account = Bewaard zolang u een account hebt.
privacy-until-removed = Bewaard tot u het apparaat verwijdert, erop uitlogt of uw account sluit.
privacy-for-good = Voor altijd bewaard.
privacy-for = Hoogstens { $time } bewaard.
privacy-in-memory = Alleen in het geheugen van de computer, een paar minuten; het wordt niet opgeschreven.
privacy-hours = { $hours ->
    [one] { $hours } uur
   *[other] { $hours } uur
}
privacy-minutes = { $minutes ->
    [one] { $minutes } minuut
   *[other] { $minutes } minuten
}
privacy-logins = Als u inlogt via een andere aanbieder ({ $logins }), horen wij daarvan wie u bent: uw naam, uw e-mailadres en de nummers die zij hebben gecontroleerd.
privacy-cookies = Cookies
privacy-cookies-intro = Een cookie is een kleine tekst die uw browser voor een website bewaart. Wij gebruiken alleen cookies die de pagina’s nodig hebben. Niemand volgt wat u doet, en niets komt van andere bedrijven.
privacy-cookie-session = Zegt dat u bent ingelogd.
privacy-cookie-language = Onthoudt de taal die u koos.
privacy-cookie-form = Bewaart wat u in een formulier hebt ingevuld als u opnieuw moet inloggen voordat het wordt verstuurd.
privacy-cookie-login = Houdt de stappen bij elkaar als u inlogt via een andere aanbieder.
privacy-cookie-device = Herkent een apparaat dat meldingen toont, zodat ze stoppen als iemand anders erop inlogt.
privacy-recipients = Wie iets krijgt
privacy-to-source = Een bron krijgt het nummer waaraan die u al kent, en hoort welke gegevens die aan wie mag tonen.
privacy-to-service = Een dienst hoort wat u hebt beslist. Die krijgt een willekeurig nummer voor u, en van ons nooit uw eigen nummers.
privacy-to-push = Als u een apparaat voor meldingen toevoegt, bezorgt het bedrijf dat de browser maakt ze. Dat hoort dat er een komt en wanneer, maar kan die niet lezen.
privacy-to-others = Niemand anders. Wij verkopen niets en er is geen reclame.
privacy-rights = Uw rechten
privacy-rights-intro = Schrijf ons als u een van deze rechten wilt gebruiken. Het kost niets. Wij antwoorden binnen een maand.
privacy-right-access = Inzien
    .text = U kunt vragen wat wij over u bewaren, en een kopie krijgen.
privacy-right-correct = Verbeteren
    .text = U kunt laten verbeteren wat fout is.
privacy-right-erase = Verwijderen
    .text = U kunt laten verwijderen wat wij niet meer nodig hebben.
privacy-right-limit = Beperken
    .text = U kunt vragen dat wij iets alleen bewaren en niet gebruiken, zolang er een vraag over open is.
privacy-right-take = Meenemen
    .text = U kunt krijgen wat u ons gaf, in een vorm die andere programma’s begrijpen.
privacy-right-object = Bezwaar maken
    .text = U kunt zeggen dat u om een eigen reden een gebruik niet wilt.
privacy-right-withdraw = Intrekken
    .text = U kunt elke toestemming op elk moment intrekken. Wat daarvoor is gedaan, blijft rechtmatig.
privacy-automated = Deze dienst neemt zelf geen beslissingen over u. Uw eigen regels gelden tot u ze verandert.
privacy-complain = Als u niet tevreden bent
privacy-complain-text = U kunt een klacht indienen bij de toezichthouder voor privacy. U kunt ook naar de rechter gaan.
privacy-authority = De toezichthouder

## Status

status-all-good = Alles werkt
status-not-all = Op dit moment werkt niet alles
    .text = Wat niet werkt, is hieronder gemarkeerd. Uw toestemmingen blijven zoals ze zijn. Wat niet te controleren is, wordt aan niemand getoond.
status-at = Gecontroleerd:
status-last = Laatst:
status-good = Werkt
status-late = Niet bereikt
status-unknown = Nog niet bekend
status-here = Deze dienst
    .text = U ziet deze pagina, dus de dienst werkt.
status-log = Het openbare logboek
    .text = Het bewijst dat niets later is veranderd of weggelaten.
status-groups = Vertrouwenslijsten
    .text = Ze zeggen welke operators en bronnen zich aan de gezamenlijke regels houden. Wij halen ze regelmatig op.
status-no-groups = Deze dienst zit in geen vertrouwensgroep.
status-sources = Bronnen
    .text = Of elke bron antwoordde toen wij het laatst keken.
status-json = Hetzelfde voor programma’s (JSON)

## Catalogue

catalogue-intro = Hier ziet u welke gegevens de bronnen hebben, welke diensten om gegevens vragen en waarvoor. Een dienst ziet niets voordat u het toestaat.
catalogue-kinds = Wat wordt getoond
catalogue-sources = Bronnen ({ $count })
catalogue-uses = Diensten ({ $count })
catalogue-uses-title = Waar de diensten om vragen
catalogue-no-uses = Hier vraagt nog geen dienst om gegevens.
catalogue-asked = Om welke gegevens deze dienst vraagt
