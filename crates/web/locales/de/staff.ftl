## Logging in

staff-login = Anmeldung für Mitarbeitende
    .text = Für Menschen, die in der Organisation arbeiten. Sie brauchen Ihr Passwort und die App, die Ihre Codes zeigt.
staff-not-logged-in = Sie sind nicht angemeldet
staff-address = E-Mail-Adresse
staff-password = Passwort
staff-code = Code
    .hint = Die sechs Ziffern, die Ihre App jetzt zeigt, oder einer Ihrer Ersatzcodes.
staff-log-in = Anmelden
staff-lost = Wenn Sie Passwort, App und Ersatzcodes verloren haben, bitten Sie die Administration Ihrer Organisation um einen neuen Link.
staff-wrong-login = E-Mail-Adresse, Passwort oder Code stimmt nicht. Jeder Code gilt einmal. Warten Sie nach fünf falschen Codes fünf Minuten.
staff-wrong-often = Zu viele Versuche. Warten Sie eine Minute und versuchen Sie es dann noch einmal.

## Coming by a link

staff-invitation = Ihr Zugang
    .text = Willkommen, { $name }. Wählen Sie ein Passwort und verbinden Sie eine App, die Codes zeigt. Sie brauchen beides bei jeder Anmeldung.
staff-choose-password = 1. Wählen Sie ein Passwort
staff-your-address = Sie melden sich mit dieser Adresse an:
staff-new-password = Neues Passwort
    .hint = Mindestens { $count } Zeichen. Einen Satz merkt man sich leicht, und er ist schwer zu erraten.
staff-app = 2. Verbinden Sie eine App
    .text = Jede App, die Codes für Anmeldungen zeigt, ist geeignet. Lesen Sie dieses Bild mit ihr ein.
    .picture = QR-Code für Ihre App. Der Schlüssel darunter sagt dasselbe.
    .key = Oder geben Sie diesen Schlüssel in die App ein:
staff-first-code = Code, den die App zeigt
    .hint = Sechs Ziffern. Sie wechseln alle 30 Sekunden.
staff-come = Speichern und anmelden
staff-not-done = Das hat nicht geklappt
staff-wrong-code = Der Code stimmt nicht oder wurde schon benutzt. Warten Sie auf den nächsten.
staff-wrong-password = Ihr jetziges Passwort stimmt nicht.
staff-wrong-new-password = Das neue Passwort ist zu kurz oder zu lang. Es braucht mindestens 8 Zeichen.

## Recovery codes

staff-codes = Ersatzcodes
    .left = { $count ->
        [one] Sie haben noch { $count } Ersatzcode.
       *[other] Sie haben noch { $count } Ersatzcodes.
    }
    .button = Neue Ersatzcodes erstellen
staff-codes-made = Bewahren Sie diese Codes sicher auf
    .text = Sie sehen sie nur jetzt. Mit jedem können Sie sich einmal anmelden, wenn Sie Ihre App nicht haben. Frühere Ersatzcodes gelten nicht mehr.
staff-codes-kept = Ich habe sie aufbewahrt

## Staff

staff-members = Mitarbeitende
    .text = Wer sich für Ihre Organisation anmelden darf und was diese Menschen dürfen.
staff-you = Sie
staff-state-active = Kann sich anmelden
staff-state-invited = Eingeladen
staff-state-left = Ausgeschieden
staff-seen = Zuletzt angemeldet: { $at }
staff-never-seen = Hat sich noch nicht angemeldet
staff-change = Ändern: { $name }
staff-roles = Rollen
staff-save-roles = Rollen speichern
staff-role-administrator = Administration
    .hint = Lässt Mitarbeitende ein und aus und tauscht Schlüssel. Sieht nicht, wer Daten bekommen hat.
staff-role-data-steward = Datenpflege
    .hint = Beschreibt, was die Organisation anbietet, und tut, worum Menschen bitten.
staff-role-data-protection-officer = Datenschutzbeauftragte
    .hint = Sieht, wer Daten bekommen hat und was Mitarbeitende getan haben, und bearbeitet Anfragen von Menschen.
staff-role-auditor = Prüfung
    .hint = Sieht alles und ändert nichts.
staff-new-link = Neuer Link
    .text = Für jemanden, der Passwort oder App verloren hat oder dessen Link zu alt ist. Womit sich die Person jetzt anmeldet, gilt dann nicht mehr.
    .button = Neuen Link erstellen
staff-remove = { $name } entfernen
    .text = Die Person kann sich nicht mehr anmelden. Was sie getan hat, bleibt im Protokoll.
    .button = Entfernen
staff-invite = Jemanden einladen
    .text = Sie bekommen einen Link. Geben Sie ihn der Person selbst, damit niemand anderes ihn benutzt.
    .button = Einladen
staff-name = Name
staff-language = Sprache
staff-link = Link für { $name }
    .text = Sie sehen diesen Link nur jetzt. Er gilt einmal, bis { $until }.
staff-done-roles = Die Rollen sind gespeichert.
staff-done-removed = Entfernt.
staff-done-password = Das Passwort ist geändert. Überall sonst sind Sie abgemeldet.
staff-wrong-address = Das ist keine E-Mail-Adresse.
staff-wrong-taken = Jemand mit dieser E-Mail-Adresse ist schon hier.
staff-wrong-name = Ein Name hat 1 bis 100 Zeichen in einer Zeile.
staff-wrong-roles = Wählen Sie mindestens eine Rolle.
staff-wrong-last = Sonst hat niemand die Rolle Administration. Geben Sie sie zuerst jemand anderem.
staff-wrong-changed = Jemand hat das inzwischen geändert. So ist es jetzt.

## One's own account

staff-account = Mein Konto
staff-change-password = Passwort ändern
    .hint = Mindestens 8 Zeichen. Überall sonst werden Sie abgemeldet.
    .button = Passwort ändern
staff-old-password = Jetziges Passwort

## What staff did

staff-trail = Protokoll der Mitarbeitenden
    .text = Alles, was Mitarbeitende hier getan haben. Niemand kann einen Eintrag ändern oder entfernen.
    .caption = Was Mitarbeitende getan haben, das Neueste zuerst
    .none = Noch ist nichts geschehen.
    .when = Wann
    .who = Wer
    .what = Was
    .about = Worüber
staff-administration = Verwaltung dieses Dienstes
act-invited = Hat jemanden eingeladen
act-came = Kam mit dem Link
act-logged-in = Hat sich angemeldet
act-logged-in-by-recovery = Hat sich mit einem Ersatzcode angemeldet
act-login-refused = Eine Anmeldung wurde abgelehnt
act-logged-out = Hat sich abgemeldet
act-roles-changed = Hat Rollen geändert
act-link-renewed = Hat einen neuen Link erstellt
act-removed = Hat jemanden entfernt
act-password-changed = Hat das Passwort geändert
act-codes-renewed = Hat neue Ersatzcodes erstellt
