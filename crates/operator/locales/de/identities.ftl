nav-identities = Anmeldung
identities-title = Anmeldung und Identitäten
identities-intro = Wie Sie sich anmelden, wo Sie angemeldet sind und woran Datenquellen Sie erkennen.

## Ways to log in

ways-title = So melden Sie sich an
way-password = Passwort
way-passkey = Passkey
way-openid = Anmeldedienst
way-low = Sicherheit: niedrig
way-substantial = Sicherheit: substanziell
way-high = Sicherheit: hoch
way-since = Hinzugefügt am { $date }.
way-used = Zuletzt benutzt am { $date }.
way-unused = Noch nicht benutzt.
way-remove = Entfernen: { $name }
way-only = Sie können sich nur so anmelden. Fügen Sie eine andere Möglichkeit hinzu, bevor Sie diese entfernen.
confirm-title = Bestätigen Sie, dass Sie es sind
confirm-text = Bestätigen Sie das, bevor Sie Ihre Anmeldung ändern. Es gilt fünf Minuten lang.
confirm-password = Mit dem Passwort bestätigen
confirm-passkey = Mit einem Passkey bestätigen
confirm-again = Melden Sie sich ab und wieder an. Dann haben Sie fünf Minuten.
passkey-title = Passkey hinzufügen
passkey-text = Ein Passkey bleibt auf Ihrem Gerät. Sie entsperren ihn so wie das Gerät, und keine gefälschte Seite kommt an ihn heran.
passkey-name = Name des Passkeys
passkey-name-hint = Zum Beispiel: mein Handy
passkey-add = Passkey hinzufügen
passkey-off = Passkeys sind hier ausgeschaltet, weil dieser Dienst unter einer Nummer und nicht unter einem Namen erreichbar ist.
passkey-cancelled = Es wurde nichts geändert. Sie können es noch einmal versuchen.
passkey-failed = Das hat nicht geklappt. Bitte versuchen Sie es noch einmal.
passkey-ended = Sie sind nicht mehr angemeldet. Melden Sie sich in einem anderen Tab wieder an und kommen Sie zurück. Was Sie eingegeben haben, bleibt da.
passkey-login = Mit einem Passkey anmelden
link-title = Eine andere Anmeldung verbinden
link-add = { $provider } verbinden
password-title = Passwort ändern
password-old = Jetziges Passwort
password-new = Neues Passwort
password-hint = Mindestens 8 Zeichen. Überall sonst werden Sie abgemeldet.
password-save = Passwort ändern

## Sessions

sessions-title = Wo Sie angemeldet sind
session-device = { $program } auf { $system }
session-unknown = Unbekanntes Gerät
session-this = Dieses Gerät
session-text = Seit { $since }. Zuletzt benutzt { $used }. Ort nicht bekannt.
session-end = Abmelden: { $device }
sessions-end = Überall sonst abmelden

## Keychain

keys-title = Woran Datenquellen Sie erkennen
keys-none = Noch keine Datenquelle kennt Sie.
key-ssn = Persönliche Identifikationsnummer
key-passport = Reisepass
key-library = Bibliotheksausweis
key-email = E-Mail-Adresse
key-verified = Geprüft von { $who } am { $date }.
key-desk = diesem Dienst
choice-title = Wählen Sie, was andere sehen
choice-text = Sie haben mehrere derselben Art. Wählen Sie, was ein Dienst oder eine Datenquelle davon sieht.
choice-who = Wer es sieht
choice-which = Was zu sehen ist
choice-automatic = Das am besten geprüfte
choice-save = Auswahl speichern
choice-now = { $who }: { $identifier }

## What came of it

done-confirmed = Bestätigt. Sie haben fünf Minuten.
done-removed = Es ist entfernt.
done-password = Das Passwort ist geändert.
done-ended = Sie sind dort abgemeldet.
done-chosen = Die Auswahl ist gespeichert.
wrong-password = Das Passwort stimmt nicht.
wrong-short = Das neue Passwort ist zu kurz.
wrong-unconfirmed = Bestätigen Sie erst, dass Sie es sind.
wrong-young = Sie haben mit etwas bestätigt, das vor weniger als 24 Stunden hinzugefügt wurde. Bestätigen Sie mit einer älteren Möglichkeit.
wrong-other = Das passt nicht mehr. So ist der Stand jetzt.
