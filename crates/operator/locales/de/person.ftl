## Navigation

nav-home = Start
nav-permissions = Erlaubnisse
nav-activity = Verlauf
person-nameless = Angemeldet

## Logging in

login-title = Anmelden
login-email = E-Mail-Adresse
login-password = Passwort
login-button = Anmelden
login-others = Andere Wege, sich anzumelden
login-not = Sie sind nicht angemeldet
login-failed = E-Mail-Adresse und Passwort gehören nicht zusammen.
login-often = Es waren zu viele Versuche. Warten Sie eine Minute.

## Home

home-title = Ihre Daten, Ihre Entscheidung
home-waiting = Wartet auf Ihre Entscheidung
home-nobody-asks = Zurzeit bittet niemand um Ihre Daten.
home-permissions = Ihre Erlaubnisse
home-no-permissions = Sie haben noch keine Erlaubnis gegeben.
home-all-permissions = Alle Erlaubnisse
home-lately = Was zuletzt geschah
home-nothing-yet = Noch hat kein Dienst um Ihre Daten gebeten.
home-all-activity = Der ganze Verlauf
who-asks = { $organisation }, für { $service }

## States of a permission

state-requested = Wartet
state-declined = Abgelehnt
state-granted = Gilt
state-suspended = Pausiert
state-withdrawn = Widerrufen
state-expired = Abgelaufen
state-revoked = Von der Organisation beendet
state-invalidated = Von einer Behörde beendet

## Lists

permissions-title = Erlaubnisse
permissions-newest = Letzte Änderung zuerst
activity-title = Verlauf
activity-intro = Jedes Mal, wenn ein Dienst um Ihre Daten gebeten hat. Das Neueste steht oben.
activity-permission = Erlaubnis ansehen

## What happened

access-is-open = Erlaubt
access-is-released = Gezeigt
access-is-failed = Nicht gezeigt
access-is-refused = Verweigert
access-is-unreported = Nicht gemeldet
access-is-filed = Beim Personal der Quelle
access-is-taken-back = Zurückgenommen
access-is-changed = Geändert
access-is-unchanged = Nicht bestätigt
access-released = { $source } hat { $service } diese Daten gezeigt: { $data }.
access-released-something = { $source } hat { $service } Daten über Sie gezeigt.
access-open = { $source } darf { $service } Daten über Sie zeigen. Was gezeigt wurde, ist noch nicht gemeldet.
access-failed = { $service } hat um Daten über Sie gebeten und keine bekommen. Quelle: { $source }.
access-refused = { $service } hat um Daten über Sie gebeten. Das wurde verweigert. Quelle: { $source }.
access-unreported = { $source } durfte { $service } Daten über Sie zeigen. Ob das geschah, wurde nicht gemeldet.
own-released = Sie haben selbst nachgesehen. { $source } zeigte Ihnen: { $data }.
own-released-something = Sie haben selbst nachgesehen. { $source } zeigte Ihnen Daten über Sie.
own-open = Sie haben { $source } nach Ihren eigenen Daten gefragt. Was gezeigt wurde, ist noch nicht gemeldet.
own-unreported = Sie haben { $source } nach Ihren eigenen Daten gefragt. Ob etwas gezeigt wurde, ist nicht gemeldet.
own-failed = Sie haben { $source } nach Ihren eigenen Daten gefragt und keine bekommen.
own-refused = Sie haben { $source } nach Ihren eigenen Daten gefragt. Das wurde abgelehnt.
own-corrected-there = Sie haben das bei { $source } selbst berichtigt: { $data }.
own-added-there = Sie haben dies selbst bei { $source } hinzugefügt: { $data }.
own-erased-there = Sie haben das bei { $source } selbst gelöscht: { $data }.
own-change-unconfirmed = Sie haben { $source } gebeten, Daten über Sie hinzuzufügen, zu berichtigen oder zu löschen. Die Quelle hat nicht bestätigt, dass sie es getan hat.
own-change-with-staff = Sie haben { $source } gebeten, das zu berichtigen oder zu löschen: { $data }. Das Personal antwortet bis { $date }.
own-change-refused-by-staff = Sie haben { $source } gebeten, das zu berichtigen oder zu löschen: { $data }. Das Personal hat abgelehnt: „{ $why }“
own-change-taken-back = Sie haben zurückgenommen, worum Sie { $source } zum Berichtigen oder Löschen gebeten hatten: { $data }.
own-corrected-by-staff = Das Personal von { $source } hat das auf Ihre Bitte berichtigt: { $data }.
own-erased-by-staff = Das Personal von { $source } hat das auf Ihre Bitte gelöscht: { $data }.
access-purpose = Zweck: { $purpose }.
access-given = Sie haben diese Erlaubnis am { $date } gegeben.
reason-unanswered = Sie hatten noch nicht geantwortet.
reason-declined = Sie hatten abgelehnt.
reason-paused = Sie hatten die Erlaubnis pausiert.
reason-withdrawn = Sie hatten die Erlaubnis widerrufen.
reason-expired = Die Erlaubnis war abgelaufen.
reason-ended = Andere hatten die Erlaubnis beendet.
reason-rule = Eine Ihrer Regeln verbietet es.
reason-beyond = Der Dienst wollte mehr, als Sie erlaubt hatten.
reason-not-yet = Die Erlaubnis galt noch nicht.
reason-described = Die Quelle beschrieb die Daten anders als bei Ihrer Erlaubnis.
reason-condition = Eine Bedingung Ihrer Erlaubnis war nicht erfüllt.
reason-assurance = Für die Quelle stand nicht sicher genug fest, dass es um Sie ging.
reason-all = Der Dienst nimmt alles oder nichts, und etwas wurde zurückgehalten.
reason-filter = Die Quelle konnte nicht zurückhalten, was Sie nicht erlaubt hatten; deshalb wurde nichts gezeigt.
reason-service-suspended = Der Betreiber hatte den Dienst gesperrt.
reason-service-gone = Der Dienst war nicht mehr registriert.
reason-ticket = Der Nachweis Ihrer Erlaubnis, den der Dienst zeigte, galt nicht für diese Quelle.
reason-technical = Es gab eine technische Störung.

## Facts about a use of data

fact-who = Wer fragt
fact-purpose = Wofür
fact-processing = Was mit den Daten geschieht
fact-longest = Wie lange Sie es höchstens erlauben können
fact-retention = Wie lange der Dienst die Daten behält
fact-recipients = Wer die Daten noch bekommt
fact-nobody = Niemand
fact-storage = Wo die Daten aufbewahrt werden
fact-third-countries = Länder außerhalb des Europäischen Wirtschaftsraums, in die sie gehen
fact-decisions = Entscheidungen
fact-automated = Über Sie entscheidet allein ein Computer.
fact-basis = Rechtsgrundlage: warum das Gesetz es erlaubt
fact-refusal = Wenn Sie Nein sagen
dataset-needed = Nötig
dataset-optional = Nur wenn Sie wollen

## A request

error-title = Das hat nicht geklappt
error-choice = Ihre Auswahl passt nicht zur Anfrage. Bitte sehen Sie sie noch einmal an.
error-changed = Die Erlaubnis hat sich inzwischen geändert. So sieht sie jetzt aus.
request-granted = Sie haben Ja gesagt
    .text = Sie können das jederzeit ändern oder widerrufen.
request-declined = Sie haben Nein gesagt
    .text = Dem Dienst wird nichts gezeigt.
request-expired = Die Zeit für eine Antwort ist vorbei
    .text = Der Dienst kann noch einmal fragen.
request-continue = Weiter zu { $service }
request-before = Nichts wird gezeigt, bevor Sie Ja sagen. Sie können Ihr Ja jederzeit zurücknehmen. Das ist so einfach, wie es zu geben.
request-yes = Ja, diese Daten zeigen
request-no = Nein, nichts zeigen
request-information = Hier wird nicht nach Ihrer Einwilligung gefragt. Das Gesetz erlaubt diese Nutzung aus einem anderen Grund: { $basis }.
request-rights = Ihre Rechte
request-read = Ich habe das gelesen

## A permission

permission-pending = Die letzte Änderung ist noch nicht überall bestätigt
permission-pending-at = { $connector }: gilt spätestens ab { $time }
permission-in-force = Die Änderung gilt jetzt überall
    .text = Keine Quelle zeigt Ihre Daten noch aufgrund dieser Erlaubnis.
permission-rule = Eine Ihrer Regeln hält einen Teil davon zurück
    .text = Was die Regel verbietet, wird nicht gezeigt. Widerrufen Sie die Erlaubnis, wenn Sie sie nicht mehr wollen.
permission-ends = Sie endet von selbst am { $date }.
permission-save = Auswahl speichern
permission-change = Ändern oder beenden
permission-withdraw = Widerrufen
permission-pause = Pausieren
permission-extend = Verlängern
permission-object = Widersprechen
permission-resume = Weiter erlauben
permission-again = Noch einmal erlauben
permission-about = Was Sie wissen sollten
permission-use = Nutzung Ihrer Daten mit dieser Erlaubnis
permission-use-none = Noch nicht genutzt.
permission-history = Geschichte
permission-history-caption = Alle Fassungen dieser Erlaubnis, die neueste zuerst
permission-receipt = Beleg { $version }
column-version = Fassung
column-time = Wann
column-state = Stand
column-by = Durch
column-receipt = Beleg
by-you = Sie
by-app = Sie, in der App { $name }
by-mandate = Jemand, der für Sie handelt
by-rule = Eine Ihrer Regeln
by-organisation = Die Organisation
by-authority = Behörde: { $name }
by-time = Die Zeit war um
