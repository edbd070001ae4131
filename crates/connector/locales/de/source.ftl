## Start

source-home = Start
    .text = Wie es der Quelle an diesem Konnektor geht ({ $name }) und was Aufmerksamkeit braucht.
source-health = Das System der Quelle
source-of-kind = System der Art { $kind }
source-works = Funktioniert
source-fails-now-and-then = Versagt ab und zu
source-left-alone = Antwortet nicht
source-answered = Letzte Antwort: { $at }
source-usual = Eine Antwort dauert gewöhnlich { $ms } ms.
source-not-asked = Seit dem Start nicht gefragt.
source-failed = Letzter Fehler: { $at }. { $why }
source-copies = Nicht erreichbar; die letzten Kopien werden benutzt
source-files-missing = Nicht alle Dateien sind benutzbar
source-looked = Zuletzt nachgesehen: { $at }
source-untrusting = Keine Anfrage kann beantwortet werden, weil die Liste der vertrauten Operatoren fehlt oder zu alt ist
source-findings = Befunde
    .none = Die Quelle sendet nichts, was ihre Beschreibung nicht kennt.
    .text = Was nicht beschrieben ist, wird nicht herausgegeben: Beschreiben Sie es, oder lassen Sie die Quelle es anders senden.
finding-unknown = { $route }: Die Quelle sendet „{ $name }“, was nicht beschrieben ist.
finding-gone = { $route }: „{ $name }“ ist beschrieben, aber die Quelle hat es nicht mehr.
finding-lost-subscription = { $route }: Der Broker der Quelle hatte das Abonnement des Konnektors auf „{ $name }“ verloren. Der Konnektor legt es neu an und teilt den Diensten mit, was sich inzwischen geändert hat.
finding-malformed = { $route }: „{ $name }“ hat Datensätze, die nicht verwendet werden können.
finding-other-type = { $route }: „{ $name }“ enthält etwas anderes, als die Beschreibung sagt.
finding-deviation = { $route }: Der Wert von „{ $name }“ ist nicht, wie das Datenmodell sagt.
source-brokers = Broker der Stadt
    .text = Wer dort Daten sucht, findet diese Quelle.
broker-registered = Registriert
broker-not-registered = Nicht registriert
broker-not-yet = Noch nicht gefragt
broker-confirmed = Zuletzt bestätigt: { $at }
broker-down = Der Broker war nicht erreichbar.
broker-slow = Der Broker hat zu lange gebraucht.
broker-login = Der Broker nimmt die Anmeldung des Konnektors nicht an.
broker-status = Der Broker antwortete mit dem Status { $status }.
finding-seen = Zuerst gesehen: { $first }, zuletzt: { $last }
cause-described = Beschrieben als: { $kind }
cause-records = Datensätze, die nicht lesbar oder zu lang sind oder niemanden nennen: { $count }. Die ersten sind { $first }.
cause-encoding = Nicht in { $encoding }: { $count }. Geben Sie die Kodierung der Datei an.
cause-model = Die Regel „{ $keyword }“ des Datenmodells ist verletzt.
cause-not-text = Es ist kein Text.
cause-not-a-number = Es ist keine Zahl.
cause-not-a-date = Es ist kein Datum der angegebenen Form.
cause-not-true-or-false = Es ist weder ja noch nein.
cause-unknown-code = Der Code steht nicht in der Liste.
cause-no-such-part = Es sind zu wenige Teile.
cause-not-a-list = Es ist keine Liste.
cause-not-an-object = Es ist kein Objekt.

## Why a request came to nothing

outcome-source-unreachable = Die Quelle war nicht erreichbar
outcome-source-timeout = Die Quelle brauchte zu lange
outcome-source-busy = Zu viele Anfragen zugleich
outcome-source-error = Die Quelle meldete einen Fehler
outcome-source-bad-answer = Die Antwort der Quelle war nicht lesbar
outcome-source-too-large = Die Antwort der Quelle war zu groß
outcome-person-unknown-at-source = Die Quelle kennt die Person nicht
outcome-pod-not-shared = Der Pod der Person ist nicht mit dem Konnektor geteilt
outcome-permission-not-active = Die Erlaubnis gilt nicht
outcome-attributes-not-permitted = Die Angaben sind nicht erlaubt
outcome-purpose-not-permitted = Der Zweck ist nicht erlaubt
outcome-agreement-missing = Es gibt keine Vereinbarung über das Teilen von Daten
outcome-lease-expired = Die letzte Auskunft des Operators ist zu alt
outcome-ticket-expired = Das Ticket ist abgelaufen
outcome-ticket-replayed = Das Ticket wurde schon benutzt
outcome-ticket-unknown-issuer = Dem Operator des Tickets wird hier nicht vertraut
outcome-ticket-bad-signature = Die Unterschrift des Tickets stimmt nicht
outcome-ticket-wrong-audience = Das Ticket ist für eine andere Adresse
outcome-proof-invalid = Es wurde nicht bewiesen, wessen Ticket es ist
outcome-operator-unreachable = Der Operator war nicht erreichbar
outcome-operator-timeout = Der Operator hat zu lange gebraucht
outcome-operator-bad-answer = Die Antwort des Operators war nicht zu gebrauchen
outcome-change-refused = Die Quelle hat die Änderung abgelehnt
outcome-change-not-offered = Das kann hier nicht geändert werden
outcome-trust-list-expired = Die Liste der vertrauten Operatoren ist abgelaufen
outcome-trust-list-unavailable = Es gibt keine gültige Liste der vertrauten Operatoren
outcome-trust-list-timeout = Das Register hat zu lange gebraucht
outcome-trust-list-rolled-back = Die Liste der vertrauten Operatoren ist älter als eine frühere

## What is due

source-late = Aufgaben im Eingang sind überfällig: { $count }
source-soon = Aufgaben im Eingang sind innerhalb einer Woche fällig: { $count }

## What is offered

offer-title = Datensätze
    .text = Was die Quelle anbietet, wer es nutzt und was Menschen darüber lesen.
offer-none = Noch wird nichts angeboten.
offer-row = Version { $version }, { $count } Angaben
offer-edit = Die nächste Version schreiben
offer-attributes = Angaben
offer-path = Pfad
offer-called = Heißt
offer-category = Art der Daten
offer-users = Operatoren und Dienste, die ihn nutzen
    .none = Noch hat niemand etwas davon bekommen.
offer-versions = Hier veröffentlichte Versionen
offer-version = Version { $version }, { $at }
offer-back = Alle Datensätze
offer-back-to = Zurück zum Datensatz
offer-sensitive = besonders geschützt
offer-official = amtliche Nummer

## What people read

preview-title = Was ein Mensch lesen wird
    .text = So werden der Datensatz und seine Angaben Menschen gezeigt, wenn sie entscheiden.
preview-language = Sprache der Vorschau
preview-show = Zeigen
preview-missing = In dieser Sprache noch nicht gesagt; Menschen lesen eine andere
preview-hidden = Das wird Ihnen hier nicht gezeigt.
preview-correct = Das können Sie selbst berichtigen.
preview-not-corrected = Das kann nicht berichtigt werden: { $why }
preview-kept = Das muss aufbewahrt werden: { $why }
preview-retention = Aufbewahrt für { $length }, nachdem es geendet hat.
preview-sure = Es wird nur herausgegeben, wenn sicher genug ist, wer Sie sind.

## Writing the next version

editor-title = Die nächste Version schreiben
    .text = { $dataset }, Version { $version }. Für niemanden ändert sich etwas, bevor Sie sie veröffentlichen.
editor-language = Sprache, in der Sie schreiben
editor-dataset = Der Datensatz
editor-called = Wie Menschen es nennen
editor-words = Was es sagt, in einfachen Worten
editor-sensitivity = Sorgfalt, die das Gesetz verlangt
editor-ordinary = wie bei allen persönlichen Daten
editor-holds = Was es enthält
    .hint = Was die Quelle stattdessen schickt, wird zurückgehalten und steht unter den Befunden.
editor-single = einzelne Werte oder Listen davon
editor-text = Texte
editor-number = Zahlen
editor-boolean = ja oder nein
editor-object = Beliebiges, mit allem, was darunter liegt
editor-category-hint = Wählen Sie die Art der Daten, oder schreiben Sie einen Begriff des Data Privacy Vocabulary, etwa pd:Name.
editor-path-hint = Wo die Angabe in dem liegt, was die Quelle sendet, etwa loans.title.
editor-self-access = Menschen dürfen ihre eigenen Daten hier ansehen
    .hint = Von den Seiten ihrer Operatoren aus.
editor-self-change = Menschen dürfen ihre eigenen Daten hier berichtigen und löschen
    .hint = Was das System der Quelle nicht ändern kann, kommt in den Eingang.
editor-more = Mehr
editor-rectify = Kann die Person es berichtigen lassen?
editor-rectify-by-person = ja, selbst
editor-rectify-with-evidence = ja, mit Nachweis
editor-no = nein
editor-erase = Kann die Person es löschen lassen?
editor-erase-yes = ja
editor-law = Welches Gesetz dagegensteht
editor-why = Welche Art von Grund, als Begriff des Data Privacy Vocabulary
editor-retention = Tage, die es aufbewahrt wird, nachdem es geendet hat
editor-assurance = Wie sicher muss die Person bekannt sein?
editor-assurance-low = niedrig
editor-assurance-substantial = substanziell
editor-assurance-high = hoch
editor-hidden = Die Person bekommt es nicht zu sehen
    .hint = Nur wo ein Gesetz das Recht auf Auskunft einschränkt.
editor-identifiers = Kennungen, mit denen die Quelle eine Person findet
    .hint = Eine je Zeile, die beste zuerst, etwa ssn.
editor-model = Adresse des Datenmodells
    .hint = Das Smart Data Model oder JSON Schema, dem die Daten folgen.
editor-history = Dienste dürfen auch frühere Werte sehen
    .hint = Nur wo ein Datensatz die ganze Zeit dieselbe Person betraf.
editor-remove = { $path } entfernen
editor-new = Eine neue Angabe
editor-save = Entwurf speichern
editor-preview = So, wie es zuletzt gespeichert wurde, in der Sprache, in der Sie schreiben.
editor-faults = Das passt nicht und wurde weggelassen
editor-partly = Der übrige Entwurf ist gespeichert
editor-publish = Veröffentlichen
    .text = Version { $version } gilt sofort. Sie kann nie geändert werden; nur eine neuere kann an ihre Stelle treten.
    .button = Version { $version } veröffentlichen
editor-not-yet = Sie kann noch nicht veröffentlicht werden
editor-not-published = Sie wurde nicht veröffentlicht. Unten steht, was fehlt.
editor-drop = Entwurf verwerfen

## The log

log-title = Protokoll
    .text = Wer Daten dieser Quelle wollte und was daraus wurde. Die Werte selbst stehen nicht im Protokoll.
log-operator = Operator
log-operator-all = Alle Operatoren
log-month-all = Alle Monate
log-before-day = Vor diesem Tag
log-jsonl = Für Programme herunterladen (JSON-Zeilen)
log-service = Dienst
log-kind = Was daraus wurde
log-kind-all = Alles
log-filter = Filtern
log-none = Nichts wurde angefragt.
log-caption = Anfragen, die neuesten zuerst
log-entry = Eintrag
log-when = Wann
log-dataset = Datensatz
log-outcome = Ergebnis
log-attributes = Angaben
log-released = Herausgegeben
log-begun = Herausgabe begonnen
log-interrupted = Abgebrochen
log-changed = Von der Person geändert
log-change-begun = Änderung begonnen
log-refused = Abgelehnt
log-refusals-counted = Abgelehnt, ohne eigene Einträge
log-subscription = Zu einem Abonnement
log-link = Zur Verknüpfung mit einer Person
log-link-begun = Verknüpfung: eine Person kam
log-link-code-asked = Verknüpfung: ein Code wurde verlangt
log-link-sent-to-desk = Verknüpfung: an den Schalter verwiesen
log-link-confirmed = Verknüpfung: von Mitarbeitenden bestätigt
log-link-refused = Verknüpfung: von Mitarbeitenden abgelehnt
log-link-failed = Verknüpfung: kam nicht zustande
log-link-linked = Mit einer Person verknüpft
log-link-ended-by-person = Verknüpfung von der Person beendet
log-link-ended-by-source = Verknüpfung von der Quelle beendet
log-link-emptied = Verknüpfung: der eigene Platz der Person wurde geleert
log-event = Ereignis gemeldet
log-staff = Von Mitarbeitenden getan
log-person = Die Person selbst

## Statistics

statistics-title = Statistik
    .text = Was in einem Monat herausgegeben wurde, nach Operator, Dienst und Datensatz, zur Abrechnung. Niemandes Daten stehen darin.
statistics-month = Monat
statistics-show = Monat zeigen
statistics-none = In diesem Monat wurde nichts angefragt.
statistics-caption = Anfragen: { $month }
statistics-requests = Anfragen
statistics-records = Einträge
statistics-attributes = Angaben
statistics-total = Insgesamt herausgegeben
statistics-csv = Als Tabelle herunterladen (CSV)

## Keys

keys-title = Schlüssel
    .text = Womit der Konnektor unterschreibt. Ein Schlüssel wird nach { $days } Tagen von selbst ersetzt.
keys-published = Veröffentlichte Schlüssel
keys-signs = Unterschreibt
keys-verifies = Unterschreibt jetzt nicht
keys-where = Andere finden sie hier:
keys-log = Schlüssel des Protokolls
    .text = Wer ihn hat, kann sehen, dass nichts aus dem Protokoll entfernt wurde.
keys-rotate = Den Schlüssel jetzt ersetzen
    .text = Ein neuer Schlüssel wird veröffentlicht und unterschreibt, sobald andere Zeit hatten, ihn zu lernen. Nichts wird unterbrochen.
    .button = Schlüssel ersetzen

## The inbox

inbox-title = Eingang
    .text = Worum Menschen bitten und was das System der Quelle nicht selbst kann, und wer zu Ihnen an den Schalter kommt. Jede Aufgabe sagt, bis wann.
inbox-none = Es ist nichts zu tun.
inbox-done = Erledigtes zeigen
inbox-live = Offenes zeigen
inbox-back = Zurück zum Eingang
task-correction = Jemandes Daten berichtigen
task-erasure = Jemandes Daten löschen
task-desk-confirmation = Am Schalter bestätigen, wer jemand ist
task-open = Offen
task-soon = Innerhalb einer Woche fällig
task-late = Überfällig
task-taken = { $name } macht es
task-done = Erledigt
task-refused = Abgelehnt
task-lapsed = Abgelaufen, oder die Person hat aufgegeben
task-taken-back = Von der Person zurückgenommen
task-due = Zu erledigen bis { $day }
task-received = Eingegangen
task-until = Zu erledigen bis
task-correct = Zu berichtigen
task-erase = Zu löschen
task-erase-all = Alles über die Person in diesem Datensatz
task-desk = Wie Sie prüfen, wer es ist
    .text = Die Person kommt zu Ihnen und zeigt einen Code. Sehen Sie sich einen Ausweis an und suchen Sie die Person in Ihren Unterlagen. Wenn Sie nicht sicher sind, lehnen Sie ab und sagen Sie, warum.
    .told = Die Person hat gelesen:
task-do = Was Sie tun
task-take = Ich mache es
task-put-back = Zurücklegen
task-note = Notiz
    .hint = Sagen Sie, warum, wenn Sie ablehnen. Schreiben Sie nichts über die Person: Die Notiz wird aufbewahrt.
    .told = Sagen Sie, warum, wenn Sie ablehnen: die Person liest es. Schreiben Sie nichts über die Person, denn die Notiz wird aufbewahrt.
task-finish = Es ist erledigt
task-refuse = Ablehnen
task-history = Was getan wurde
task-wrong-reason = Eine Ablehnung muss sagen, warum.

## What staff did

act-task-taken = Hat eine Aufgabe übernommen
act-task-put-back = Hat eine Aufgabe zurückgelegt
act-task-done = Hat eine Aufgabe erledigt
act-task-refused = Hat eine Anfrage abgelehnt
act-key-rotated = Hat einen Schlüssel ersetzt
act-draft-changed = Hat einen Entwurf geändert
act-draft-dropped = Hat einen Entwurf verworfen
act-dataset-published = Hat eine Version eines Datensatzes veröffentlicht
act-log-saved = Hat eine Kopie des Protokolls gespeichert
act-entities-kept = Hat Daten einer Person abgelegt
act-entities-erased = Hat Daten einer Person gelöscht
act-entities-saved = Hat die Daten aller in einem Datensatz als Datei gesichert
log-change-filed = An Mitarbeitende weitergegeben

## GDPR API

gdpr-api-kept = { $dataset }: kann nicht gelöscht werden, denn dies muss aufbewahrt werden: { $what }.
gdpr-api-not-here = { $dataset }: kann auf diesem Weg nicht gelöscht werden. Bitte wenden Sie sich an die Organisation.
gdpr-api-by-staff = { $dataset }: wird vom Personal der Organisation gelöscht, spätestens bis { $day }.
