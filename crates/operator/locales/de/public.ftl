## Who runs this

about-intro = { $provider } betreibt diesen Dienst. Hier sehen Sie, wer das ist und wie Sie ihn erreichen.
about-role = Dieser Dienst steht zwischen Ihnen, den Quellen mit Ihren Daten und den Diensten, die diese Daten nutzen wollen. Im Gesetz heißt das „Datenvermittlungsdienst“ zwischen Menschen und Datennutzern (Verordnung (EU) 2022/868, Artikel 10 Buchstabe b). Er darf Ihre Daten nur nutzen, um auszuführen, was Sie entscheiden, und für nichts anderes.
about-who = Wer ihn betreibt
about-name = Name
about-legal-form = Rechtsform
about-register = Nummer im Register
about-notification = Nummer der Anmeldung bei der Behörde
about-rulebook = Regeln, auf die sich alle geeinigt haben
about-authority = Behörde für den Datenschutz
about-contact = Kontakt
about-no-contact = Hier ist noch kein Kontakt angegeben.
about-email = E-Mail
about-phone = Telefon
about-address = Adresse
about-officer = Datenschutzbeauftragte Person
about-keys = Für Neugierige: Schlüssel
about-keys-intro = Mit diesen Schlüsseln kann jeder prüfen, ob eine Quittung, ein Ticket oder das öffentliche Protokoll wirklich von hier kommt.
about-keys-show = Schlüssel anzeigen
about-uuid = Nummer dieses Betreibers
about-key = Schlüssel, der zurzeit unterschreibt
about-former-keys = Frühere Schlüssel
about-log-key = Schlüssel des öffentlichen Protokolls
about-log = Das öffentliche Protokoll
about-api = Wie Programme mit diesem Dienst sprechen (auf Englisch)

## Accessibility

accessibility-intro = { $provider } möchte, dass alle diesen Dienst nutzen können.
accessibility-scope = Diese Erklärung gilt für die Seiten unter { $address }.
accessibility-how-far = Wie barrierefrei die Seiten sind
accessibility-full = Die Seiten erfüllen alles, was das Gesetz verlangt.
accessibility-partial = Die Seiten erfüllen das meiste, was das Gesetz verlangt. Was fehlt, steht unten.
accessibility-none = Die Seiten erfüllen noch nicht, was das Gesetz verlangt. Die wichtigsten Mängel stehen unten.
accessibility-standard = Das Gesetz verlangt die europäische Norm EN 301 549. Für Webseiten folgt sie den Richtlinien WCAG 2.2, Stufe AA.
accessibility-limits = Was nicht barrierefrei ist
accessibility-no-limits = Wir kennen nichts, was nicht barrierefrei ist.
accessibility-assessment = Wie das geprüft wurde
accessibility-tests = Bei jeder Änderung der Software prüft ein Programm jede Seite in einem echten Browser: in hellen und dunklen Farben, auf breitem und schmalem Bildschirm, nur mit der Tastatur und ohne JavaScript.
accessibility-by-us = Wir haben die Seiten selbst geprüft.
accessibility-by = Die Seiten wurden geprüft von: { $who }
accessibility-prepared = Diese Erklärung wurde am { $day } geschrieben.
accessibility-reviewed = Sie wurde am { $day } noch einmal geprüft.
accessibility-enforcement = Wenn unsere Antwort nicht hilft
accessibility-enforcement-text = Wenn wir nicht antworten oder unsere Antwort Ihnen nicht hilft, können Sie sich an die Stelle wenden, die über die Barrierefreiheit wacht.

## Feedback

feedback-title = Sagen Sie uns, was nicht geht
feedback-intro = Haben Sie etwas gefunden, das Sie nicht lesen, hören oder benutzen können? Sagen Sie es uns. Sie brauchen kein Konto.
feedback-text = Was geht nicht?
    .hint = Höchstens { $most } Zeichen. Schreiben Sie bitte keine Geheimnisse.
feedback-page = Auf welcher Seite?
feedback-email = Ihre E-Mail-Adresse
    .hint = Nur, wenn Sie eine Antwort möchten. Wir nutzen sie für nichts anderes.
feedback-send = Senden
feedback-sent = Danke. Ihre Nachricht ist angekommen
    .text = Wenn Sie eine E-Mail-Adresse angegeben haben, antworten wir Ihnen dort.
feedback-not-sent = Ihre Nachricht wurde nicht gesendet
feedback-look = Bitte sehen Sie nach, was markiert ist, und senden Sie sie noch einmal.
feedback-often = Es kamen zu viele Nachrichten in kurzer Zeit. Warten Sie ein paar Minuten. Was Sie geschrieben haben, steht noch hier.
feedback-empty = Schreiben Sie, was nicht geht.
feedback-long = Das ist zu lang.
feedback-no-email = Schreiben Sie eine Adresse wie name@example.org, oder lassen Sie das Feld leer.
feedback-else = Sie erreichen uns auch so:

## Privacy

privacy-intro = Diese Seite sagt, was dieser Dienst selbst über Sie speichert, warum und wie lange.
privacy-through = Ihre Daten bei den Quellen, etwa Ihre Adresse oder Ihre Ausleihen, gehen nie durch diesen Dienst. Sie gehen von der Quelle direkt an den Dienst, dem Sie es erlaubt haben.
privacy-who = Wer dafür verantwortlich ist
privacy-controller = { $provider } ist „Verantwortlicher“: Er entscheidet, warum und wie dieser Dienst Daten über Sie speichert, und steht dafür ein.
privacy-basis = Warum das Gesetz es erlaubt
privacy-kept = Was wir speichern
privacy-account = Ihr Konto
    .text = Ihren Namen, Ihre E-Mail-Adresse und Ihre Sprache, damit Sie sich anmelden und wir mit Ihnen sprechen können. Von Ihrem Passwort nur einen Wert, aus dem es sich nicht ablesen lässt. Name und E-Mail-Adresse sind verschlüsselt.
privacy-identifiers = Ihre Kennungen
    .text = Nummern, unter denen Quellen Sie kennen, etwa ein Bibliotheksausweis. Sie sind mit einem eigenen Schlüssel für Sie verschlüsselt. Mit ihnen werden Ihre Daten nur dort gefunden, wo Sie es erlaubt haben.
privacy-permissions = Ihre Entscheidungen
    .text = Jede Anfrage, jede Erlaubnis mit allen Änderungen und Ihre Regeln. Damit können Sie und wir beweisen, was Sie entschieden haben.
privacy-uses = Nutzung Ihrer Daten
    .text = Welcher Dienst wann und wofür gefragt hat und welche Arten von Daten ihm gezeigt wurden. Was in den Daten steht, ist nicht dabei.
privacy-log = Das öffentliche Protokoll
    .text = Zu jedem Eintrag ein Fingerabdruck aus Zahlen (ein „Hash“). Er beweist, dass niemand den Eintrag später geändert hat. Niemand kann daraus etwas über Sie lesen.
privacy-requests = Anfragen, auf die Sie nicht geantwortet haben
    .text = Damit Sie entscheiden können und der Dienst erfährt, dass Sie nicht geantwortet haben.
privacy-sessions = Dass Sie angemeldet sind
    .text = Seit wann und bis wann, damit Sie sich nicht auf jeder Seite anmelden müssen.
privacy-news = Was Ihnen mitgeteilt wird
    .text = Mitteilungen und was Sie dazu gewählt haben: um Ihnen zu sagen, was nicht warten sollte.
privacy-letters = Briefe, die Sie notiert haben
    .text = Wem Sie geschrieben haben, wozu und bis wann die Antwort fällig ist: um Sie zu erinnern.
privacy-network = Die Netzadresse Ihres Geräts
    .text = Um massenhafte Versuche zu stoppen, Passwörter zu erraten oder uns zu überlasten.
privacy-feedback = Was Sie uns zur Barrierefreiheit schreiben
    .text = Ihren Text und, wenn Sie sie angeben, Ihre E-Mail-Adresse, damit wir den Fehler beheben und Ihnen antworten können. Beides ist verschlüsselt.
privacy-push = Geräte, die Mitteilungen zeigen
    .text = Die Adresse, unter der Ihr Browser erreicht wird, die Schlüssel zum Verschlüsseln und was für ein Gerät es ist. Jedes Gerät fügen Sie selbst hinzu.
privacy-while-account = Wird gespeichert, solange Sie ein Konto haben.
privacy-until-removed = Wird gespeichert, bis Sie das Gerät entfernen, sich darauf abmelden oder Ihr Konto schließen.
privacy-for-good = Wird für immer gespeichert.
privacy-for = Wird höchstens so lange gespeichert: { $time }.
privacy-in-memory = Nur im Arbeitsspeicher des Computers, für ein paar Minuten; sie wird nicht aufgeschrieben.
privacy-hours = { $hours ->
    [one] { $hours } Stunde
   *[other] { $hours } Stunden
}
privacy-minutes = { $minutes ->
    [one] { $minutes } Minute
   *[other] { $minutes } Minuten
}
privacy-logins = Wenn Sie sich über einen anderen Anbieter anmelden ({ $logins }), erfahren wir von ihm, wer Sie sind: Ihren Namen, Ihre E-Mail-Adresse und die Kennungen, die er geprüft hat.
privacy-cookies = Cookies
privacy-cookies-intro = Ein Cookie ist ein kleiner Text, den Ihr Browser für eine Website aufbewahrt. Wir nutzen nur die, die die Seiten brauchen. Niemand verfolgt, was Sie tun, und nichts kommt von anderen Firmen.
privacy-cookie-session = Sagt, dass Sie angemeldet sind.
privacy-cookie-language = Merkt sich die Sprache, die Sie gewählt haben.
privacy-cookie-form = Bewahrt auf, was Sie in ein Formular eingegeben haben, wenn Sie sich vor dem Absenden neu anmelden müssen.
privacy-cookie-login = Hält die Schritte einer Anmeldung über einen anderen Anbieter zusammen.
privacy-cookie-device = Erkennt ein Gerät wieder, das Mitteilungen zeigt, damit sie aufhören, wenn sich jemand anderes darauf anmeldet.
privacy-recipients = Wer etwas bekommt
privacy-to-source = Eine Quelle bekommt die Kennung, unter der sie Sie schon kennt, und erfährt, welche Daten sie wem zeigen darf.
privacy-to-service = Ein Dienst erfährt, was Sie entschieden haben. Er bekommt eine Zufallszahl für Sie und von uns nie Ihre Kennungen.
privacy-to-push = Wenn Sie ein Gerät für Mitteilungen hinzufügen, stellt das Unternehmen sie zu, das dessen Browser herstellt. Es erfährt, dass eine kommt und wann, kann sie aber nicht lesen.
privacy-to-others = Sonst niemand. Wir verkaufen nichts, und es gibt keine Werbung.
privacy-rights = Ihre Rechte
privacy-rights-intro = Schreiben Sie uns, wenn Sie eines dieser Rechte nutzen möchten. Das kostet nichts. Wir antworten innerhalb eines Monats.
privacy-right-access = Einsehen
    .text = Sie können fragen, was wir über Sie speichern, und eine Kopie bekommen.
privacy-right-correct = Berichtigen
    .text = Sie können berichtigen lassen, was falsch ist.
privacy-right-erase = Löschen
    .text = Sie können löschen lassen, was wir nicht mehr brauchen.
privacy-right-limit = Einschränken
    .text = Sie können verlangen, dass wir etwas nur aufbewahren und nicht nutzen, solange eine Frage dazu offen ist.
privacy-right-take = Mitnehmen
    .text = Was Sie uns gegeben haben, können Sie in einer Form bekommen, die andere Programme verstehen.
privacy-right-object = Widersprechen
    .text = Sie können sagen, dass Sie aus einem eigenen Grund eine Nutzung nicht möchten.
privacy-right-withdraw = Widerrufen
    .text = Sie können jede Erlaubnis jederzeit widerrufen. Was vorher geschah, bleibt rechtmäßig.
privacy-automated = Dieser Dienst entscheidet nichts über Sie von selbst. Ihre eigenen Regeln gelten, bis Sie sie ändern.
privacy-complain = Wenn Sie nicht zufrieden sind
privacy-complain-text = Sie können sich bei der Behörde für den Datenschutz beschweren. Sie können auch vor Gericht gehen.
privacy-authority = Die Behörde

## Status

status-all-good = Alles funktioniert
status-not-all = Zurzeit funktioniert nicht alles
    .text = Was nicht funktioniert, ist unten markiert. Ihre Erlaubnisse bleiben, wie sie sind. Was nicht geprüft werden kann, wird niemandem gezeigt.
status-at = Geprüft:
status-last = Zuletzt:
status-good = Funktioniert
status-late = Nicht erreicht
status-unknown = Noch nicht bekannt
status-here = Dieser Dienst
    .text = Sie sehen diese Seite, also funktioniert er.
status-log = Das öffentliche Protokoll
    .text = Es beweist, dass nichts nachträglich geändert oder weggelassen wurde.
status-groups = Vertrauenslisten
    .text = Sie sagen, welche Betreiber und Quellen sich an die gemeinsamen Regeln halten. Wir holen sie regelmäßig.
status-no-groups = Dieser Dienst ist in keiner Vertrauensgruppe.
status-sources = Quellen
    .text = Ob jede Quelle geantwortet hat, als wir zuletzt nachsahen.
status-json = Dasselbe für Programme (JSON)

## Catalogue

catalogue-intro = Hier sehen Sie, welche Daten die Quellen haben und welche Dienste wofür um Daten bitten. Einem Dienst wird nichts gezeigt, bevor Sie es erlauben.
catalogue-kinds = Was angezeigt wird
catalogue-sources = Quellen ({ $count })
catalogue-uses = Dienste ({ $count })
catalogue-uses-title = Worum die Dienste bitten
catalogue-no-uses = Hier bittet noch kein Dienst um Daten.
catalogue-asked = Um welche Daten er bittet
