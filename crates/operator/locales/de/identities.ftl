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
    .ask = { $name } entfernen?
    .text = Damit kommt niemand mehr in Ihr Konto. Wenn Sie es zurückwollen, müssen Sie es neu hinzufügen.
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

login-address-title = E-Mail-Adresse zum Anmelden
login-address-none = Sie haben hier keine E-Mail-Adresse.
login-address-off = Die Adresse kann nicht geändert werden, denn dieser Dienst verschickt keine E-Mails.
login-address-confirm = Um die Adresse zu ändern, bestätigen Sie zuerst, dass Sie es sind.
login-address-new = Neue E-Mail-Adresse
login-address-hint = Wir schicken einen Link dorthin. Bis Sie ihm folgen, ändert sich nichts.
login-address-ask = Link schicken
login-waiting = Noch nicht bestätigt: { $address }
    .text = Folgen Sie dem Link in der E-Mail bis { $until }. Sehen Sie auch bei den unerwünschten E-Mails nach.
login-waiting-cancel = Jetzige Adresse behalten
login-confirm-title = Bestätigen Sie Ihre neue E-Mail-Adresse
login-confirm-text = Ab jetzt melden Sie sich mit dieser Adresse an:
login-confirm-ends = Überall sonst werden Sie abgemeldet. Die alte Adresse erfährt davon, und von dort lässt sich die Änderung sieben Tage lang rückgängig machen.
login-confirm-button = Mit dieser Adresse anmelden
login-confirm-not = Nichts ändern
login-undo-title = Änderung der E-Mail-Adresse rückgängig machen
login-undo-text = Jemand hat die Adresse geändert, mit der man sich bei Ihrem Konto anmeldet. Wenn Sie das nicht waren, machen Sie es rückgängig:
login-undo-login = Die alte Adresse und das alte Passwort gelten wieder.
login-undo-sessions = Alle werden abgemeldet.
login-undo-ways = Passkeys, andere Anmeldungen und Apps, die seitdem dazukamen, werden entfernt.
login-undo-button = Änderung rückgängig machen
login-undone = Die Änderung ist rückgängig gemacht
    .text = Melden Sie sich mit Ihrer alten Adresse an und ändern Sie sofort das Passwort.
    .link = Anmelden
login-mail-confirm = Bestätigen Sie Ihre E-Mail-Adresse
    .text = Jemand möchte sich mit dieser E-Mail-Adresse hier anmelden: { $operator }. Wenn Sie das sind, folgen Sie dem Link innerhalb eines Tages. Wenn nicht, tun Sie nichts.
    .link = Adresse bestätigen
login-mail-taken = Jemand möchte sich mit dieser E-Mail-Adresse hier anmelden: { $operator }. Es gibt schon ein Konto damit. Wenn Sie das sind, melden Sie sich damit an. Wenn nicht, tun Sie nichts.
login-mail-changed = Ihre E-Mail-Adresse zum Anmelden wurde geändert
    .text = Bei Ihrem Konto hier meldet man sich jetzt mit einer anderen E-Mail-Adresse an und nicht mehr mit dieser: { $operator }. Wenn Sie das nicht waren, folgen Sie dem Link bis { $date }.
    .link = Änderung rückgängig machen

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
done-login-asked = Ein Link ist unterwegs an die neue Adresse.
done-login-cancelled = Ihre Adresse bleibt, wie sie ist.
done-login = Ab jetzt melden Sie sich mit der neuen Adresse an.
wrong-password = Das Passwort stimmt nicht.
wrong-short = Das neue Passwort ist zu kurz.
wrong-unconfirmed = Bestätigen Sie erst, dass Sie es sind.
wrong-login = Das ist keine E-Mail-Adresse, oder es ist schon Ihre Adresse.
wrong-young = Sie haben mit etwas bestätigt, das vor weniger als 24 Stunden hinzugefügt wurde. Bestätigen Sie mit einer älteren Möglichkeit.
wrong-other = Das passt nicht mehr. So ist der Stand jetzt.
