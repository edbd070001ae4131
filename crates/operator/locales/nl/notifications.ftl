## Navigation

nav-notifications = Meldingen
nav-notifications-new = Meldingen ({ $count } nieuw)

## The page

news-title = Meldingen
news-none = Nog niets te melden
    .text = Als een dienst om uw gegevens vraagt of er iets ongewoons gebeurt, leest u het hier.
news-unread = Nieuw
news-read = Gelezen
news-look = Bekijken
news-mark = Als gelezen markeren
news-mark-all = Alles als gelezen markeren
news-choose = Kiezen wat u te horen krijgt

## What has happened

news-new-request = “{ $service }” vraagt om uw gegevens en wacht op uw beslissing.
news-request-granted = “{ $service }” vroeg om uw gegevens en u zei ja.
news-request-declined = “{ $service }” vroeg om uw gegevens en u zei nee.
news-request-ended = “{ $service }” vroeg om uw gegevens. De aanvraag is zonder antwoord verlopen.
news-granted-by-rule = Een van uw regels heeft namens u ja gezegd tegen “{ $service }”.
news-ends-soon = Een toestemming voor “{ $service }” eindigt op { $date }.
news-first-use = “{ $service }” heeft voor het eerst een toestemming van u gebruikt. De gegevens kwamen van: { $source }.
news-other-country = “{ $service }” heeft gegevens van u ontvangen. De organisatie zit in een land waar nog geen gegevens van u heen gingen: { $country }.
news-unusual-rate = “{ $service }” heeft uw gegevens op één dag { $times } keer zo vaak bekeken als gewoonlijk. De gegevens kwamen van: { $source }.
news-answer-due = Het antwoord op een brief over uw gegevens moet er zijn op { $date }: { $who }.
news-answer-overdue = Het antwoord op een brief over uw gegevens moest er zijn op { $date } en is te laat: { $who }. Is er geen gekomen, dan kunt u een klacht indienen.
news-new-device = Iemand heeft bij uw account ingelogd met een apparaat of programma dat nog niet eerder werd gebruikt. Was u dat niet, wijzig dan uw wachtwoord en beëindig de andere sessies.
news-passkey-added = Er is een passkey aan uw account toegevoegd. Wie hem heeft, kan inloggen.
news-password-changed = Het wachtwoord van uw account is gewijzigd.
news-login-changed = Het e-mailadres waarmee u inlogt, is gewijzigd.
news-app-connected = De app “{ $app }” is tot uw account toegelaten.
news-linked = U bent nu gekoppeld aan { $source }. Was u dat niet, beëindig dan de koppeling.
news-link-ends = De koppeling met { $source } eindigt op { $date }. Koppel u vóór die tijd opnieuw als u verder wilt.
news-link-ended = { $source } heeft de koppeling met u beëindigd. De bron krijgt niets meer over u te horen tot u zich opnieuw koppelt.
news-not-linked = U bent niet gekoppeld aan { $source }: het is aan de balie niet bevestigd.
news-link-refused = De medewerkers aan de balie van { $source } hebben geweigerd u te koppelen. Op de pagina Koppelingen staat waarom.
news-link-refused-why = De medewerkers aan de balie van { $source } hebben geweigerd u te koppelen: “{ $why }”
news-change-done = De medewerkers van { $source } hebben de wijziging gemaakt waar u om vroeg.
news-change-refused = De medewerkers van { $source } hebben de wijziging geweigerd waar u om vroeg. Bij uw activiteit staat waarom.
news-test = Dit is een test: meldingen bereiken u op deze manier.

## Kinds

kind-new-request = Een dienst vraagt om uw gegevens
kind-granted-by-rule = Een regel van u heeft ja gezegd
kind-ends-soon = Een toestemming eindigt over 14 dagen
kind-first-use = Een toestemming wordt voor het eerst gebruikt
kind-other-country = Gegevens gaan naar een nieuw land
kind-unusual-rate = Een dienst kijkt tien keer zo vaak als gewoonlijk
kind-answer-due = Het antwoord op een brief van u moet over drie dagen komen
kind-answer-overdue = Het antwoord op een brief van u is te laat
kind-new-device = Iemand logt in met een nieuw apparaat
kind-passkey-added = Een passkey wordt toegevoegd
kind-password-changed = Het wachtwoord wordt gewijzigd
kind-login-changed = Het e-mailadres om in te loggen wordt gewijzigd
kind-app-connected = Een app wordt toegelaten
kind-linked = U bent gekoppeld aan een bron
kind-link-ends = Een koppeling met een bron eindigt over 14 dagen
kind-link-ended = Een bron heeft een koppeling beëindigd of aan de balie niet bevestigd
kind-change-answered = Medewerkers van een bron antwoorden op een wijziging waar u om vroeg
kind-test = Test

## Choices

choices-title = Meldingen
choices-intro = Kies wat u te horen krijgt en hoe.
choices-caption = Wat u te horen krijgt en hoe
choices-what = Wat
choices-always = Altijd
    .text = “Altijd” kan niet worden uitgezet: de wet eist dat uw account veilig is (AVG artikel 32), en wie binnen is gekomen mag dat niet voor u kunnen verbergen.
way-page = Op deze site
way-email = Per e-mail
way-push = Op uw apparaten
choices-pace = Wanneer e-mails komen
pace-at-once = Meteen
pace-daily = Eén keer per dag, alles samen
pace-never = Nooit, behalve wat altijd aan staat
choices-address = E-mails gaan naar { $address }.
choices-no-address = Uw account heeft geen e-mailadres, dus u krijgt geen e-mails.
choices-test = Een test sturen
choices-tested = Er is een test naar u onderweg.

## Devices

devices-title = Meldingen op uw apparaten
devices-intro = Uw browser kan meldingen tonen, ook als deze site gesloten is. Ze zeggen alleen wat voor iets er is gebeurd, nooit een naam en nooit uw gegevens.
devices-way = Ze gaan versleuteld door de bezorgdienst van het bedrijf dat uw browser maakt. Dat hoort dat er een melding komt en wanneer, maar kan die niet lezen.
devices-needs = Om een apparaat toe te voegen hebt u JavaScript nodig en een browser die meldingen kan tonen. Privévensters kunnen dat vaak niet. Zet deze site op een iPhone of iPad eerst op het beginscherm en open hem daar.
devices-ask = Als u op de knop drukt, vraagt uw browser of deze site meldingen mag tonen. Wie het scherm van dit apparaat ziet, kan ze dan lezen.
devices-add = Ook op dit apparaat
devices-since = Toegevoegd op { $date }
devices-used = Laatste melding op { $date }
devices-unused = Nog geen melding
devices-through = Via { $service }
devices-remove = Verwijderen: { $device }
devices-added = Meldingen worden nu op dit apparaat getoond.
devices-removed = Meldingen worden niet meer op dat apparaat getoond.
devices-denied = Uw browser laat deze site geen meldingen tonen. U kunt dat in de instellingen van uw browser veranderen.
devices-failed = Dat is niet gelukt. Misschien is de bezorgdienst van uw browser niet bereikbaar. Probeer het later opnieuw.
devices-many = U hebt zoveel apparaten toegevoegd als er kunnen zijn. Verwijder er eerst een.

## E-mails

mail-several = { $count } meldingen
mail-why = U krijgt dit omdat u hier een account hebt: { $operator }. Kies wat u te horen krijgt: { $url }
mail-why-always = U krijgt dit omdat het gaat om de veiligheid van uw account hier: { $operator }. Meer over meldingen: { $url }
mail-stop = Geen e-mails meer zoals deze
unsubscribe-title = E-mails over meldingen
unsubscribe-text = Wat de veiligheid van uw account betreft, krijgt u nog steeds per e-mail. Na het inloggen kunt u in de instellingen opnieuw kiezen.
unsubscribe-button = Stuur mij deze e-mails niet meer
unsubscribe-done = Deze e-mails worden u niet meer gestuurd.
closed-mail = Uw account is gesloten
    .text = Uw account hier is gesloten en wat over u was opgeslagen, is gewist: { $operator }. Was u het niet, meld het dan bij wie deze dienst beheert.

## E-mails of a demo

mails-title = E-mails en sms’jes van deze demo
mails-intro = Hier gaan e-mails en sms’jes naar niemand: ze staan in een map en iedereen kan ze lezen.
mails-none = Nog geen e-mail
mails-to = Aan { $address }
mails-all = Alle e-mails
