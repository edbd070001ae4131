## The pages of a service

service-pages = Seiten von { $name }
service-page-overview = Übersicht
service-page-uses = Verwendungszwecke
service-page-permissions = Erhaltene Erlaubnisse
service-page-requests = Gesendete Anfragen
service-page-webhooks = Webhooks
service-page-keys = Schlüssel
service-page-statistics = Statistik
service-page-ticket = Probe-Ticket
service-suspended = Dieser Dienst ist gesperrt
    .text = Er kann weder um Erlaubnisse bitten noch Tickets erhalten. Fragen Sie den Betreiber nach dem Grund.
service-failing = Ein Webhook nimmt nichts an
filter-all = Alle
column-use = Verwendungszweck
column-permission = Erlaubnis
column-covers = Umfasst
column-until = Bis
column-changed = Geändert
column-request = Anfrage
column-answered = Beantwortet
column-event = Ereignis
column-attempts = Versuche
column-answer = Antwort
column-took = Dauer
column-month = Monat
column-source = Quelle
column-releases = Freigaben

## Intended uses

uses-published = Veröffentlicht
uses-none = Noch ist kein Verwendungszweck veröffentlicht.
uses-drafts = Entwürfe
uses-version = Version { $version }
uses-since = Veröffentlicht am { $date }
uses-new = Neuen Verwendungszweck beschreiben
    .button = Beginnen
uses-id = Kurzname
    .hint = Buchstaben, Ziffern und Bindestriche. Er kann später nicht geändert werden.
uses-id-wrong = Dieser Kurzname ist nicht möglich oder schon vergeben. Wählen Sie einen anderen.
uses-open = Entwurf öffnen
uses-edit = An einer neuen Version arbeiten
draft-state-draft = Entwurf
draft-state-submitted = Wartet auf Genehmigung
draft-state-refused = Nicht genehmigt

## The editor

edit-title = Entwurf von { $id }
edit-use-title = Titel
edit-notice = Was Menschen lesen, bevor sie entscheiden
edit-consequences = Was geschieht, wenn jemand Nein sagt
edit-texts = Texte
    .text = Menschen lesen sie in ihrer Sprache oder auf Englisch, wo diese fehlt.
edit-choose = Auswählen
edit-more = Weitere Begriffe
    .hint = Begriffe des Data Privacy Vocabulary, einer pro Zeile.
edit-basis = Rechtsgrundlage
edit-data = Daten
    .text = Fragen Sie nur nach dem, was der Zweck braucht. Was nicht nötig ist, können Menschen weglassen.
edit-want-no = Nicht erfragt
edit-without = Nichts davon erfragen
edit-add = Daten hinzufügen
    .button = Hinzufügen
edit-handling = Umgang mit den Daten
edit-retention = Tage, für die die Daten aufbewahrt werden
edit-longest = Tage, für die eine Erlaubnis höchstens gilt
edit-lines = Ein Name pro Zeile.
edit-countries = Ländercodes wie FI, oder EU oder EEA, einer pro Zeile.
edit-form = In welcher Form die Daten verwendet werden
edit-form-identified = Über bekannte Personen
edit-form-pseudonymised = Mit einem Pseudonym anstelle der Person
edit-form-aggregated = Nur über viele Menschen zusammengezählt
edit-frequency = Wie oft nach Daten gefragt wird
edit-frequency-once = Einmal
edit-frequency-on-demand = Immer wenn die Person den Dienst nutzt
edit-frequency-yearly = Einmal im Jahr
edit-frequency-monthly = Einmal im Monat
edit-frequency-weekly = Einmal in der Woche
edit-frequency-daily = Einmal am Tag
edit-frequency-continuous = Ständig
edit-automated = Entscheidungen werden ohne Menschen getroffen
edit-all-or-nothing = Ohne alles Nötige ist der Zweck wertlos
edit-preview = Speichern und Vorschau
edit-save = Speichern
edit-saved = Gespeichert.
edit-submitted = Eingereicht. Der Betreiber liest es zuerst.
edit-recalled = Es ist wieder ein Entwurf.
edit-changed = Jemand anders hat den Entwurf inzwischen geändert. Prüfen Sie Ihre Eingaben und speichern Sie erneut.
edit-waits = Dieser Entwurf wartet auf Genehmigung. Nehmen Sie ihn zurück, um ihn zu ändern.
edit-look = Ansehen, was Menschen lesen werden
edit-recall = Zurücknehmen
edit-discard = Entwurf verwerfen
    .button = Verwerfen
edit-refused = Der Betreiber hat ihn nicht genehmigt
edit-problem = Die Prüfung des Betreibers hat etwas gefunden
edit-lacks = Es fehlt noch
edit-lacks-title = Ein Titel
edit-lacks-notice = Was Menschen lesen, bevor sie entscheiden
edit-lacks-purposes = Mindestens ein Zweck
edit-lacks-processing = Was mit den Daten gemacht wird
edit-lacks-basis = Die Rechtsgrundlage
edit-lacks-data = Daten, nach denen gefragt wird
edit-lacks-attributes = Von jeder Art von Daten mindestens eine Angabe
edit-lacks-retention = Für wie viele Tage die Daten aufbewahrt werden
edit-lacks-longest = Für wie viele Tage eine Erlaubnis gilt, höchstens 3653
edit-publish = Veröffentlichen
    .text = Daraus wird eine neue Version. Erteilte Erlaubnisse gelten weiter, wie sie erteilt wurden.
    .button = Wie gezeigt veröffentlichen

## The preview

preview-title = Was Menschen lesen werden
preview-text = Diese Seite sehen Menschen, wenn Sie sie fragen. Von hier kann nichts gesendet werden.
preview-language = Sprache der Seite
preview-show = Anzeigen
preview-incomplete = Der Entwurf ist noch nicht vollständig genug, um gezeigt zu werden.

## Permissions held and requests sent

held-text = Sie kennen Menschen nur unter diesen Kennungen. Um wen es geht, weiß allein der Betreiber.
held-none = Noch wurde keine Erlaubnis erteilt.
held-counts = Erlaubnisse nach Verwendungszweck und Stand
requests-none = Noch wurde keine Anfrage gesendet.
request-status-granted = Erteilt

## Webhooks

webhooks-text = Der Betreiber meldet Ihrem Dienst an den Adressen unten, was geschieht. Jedes Ereignis ist signiert.
webhooks-none = Noch kein Webhook.
webhook-title = Webhook
webhook-add = Webhook hinzufügen
    .button = Hinzufügen
webhook-url = Adresse
    .hint = Sie beginnt mit https und ist aus dem Internet erreichbar.
webhook-url-wrong = Diese Adresse ist nicht möglich. Sie muss mit https beginnen und aus dem Internet erreichbar sein.
webhook-many = Es sind zu viele Webhooks. Entfernen Sie zuerst einen.
webhook-events = Was gesendet wird
webhook-state-active = Aktiv
webhook-state-failing = Nimmt nichts an
webhook-state-off = Ausgeschaltet
webhook-state-stopped = Angehalten
webhook-failing = Er hat seit { $date } nichts angenommen
    .text = Es wird in wachsenden Abständen erneut versucht. Nimmt er nichts an, wird er am { $date } angehalten.
webhook-stopped = Dieser Webhook wurde angehalten
    .text = Er hat zu lange nichts angenommen, deshalb wird ihm nichts mehr gesendet. Reparieren Sie ihn und starten Sie ihn dann wieder. Was versäumt wurde, steht auf der Seite der Erlaubnisse.
webhook-resume = Wieder starten
webhook-mail = Ein Webhook von { $service } wurde angehalten
    .text = Er hat zu lange nichts angenommen, deshalb senden wir ihm nichts mehr. Reparieren Sie ihn und starten Sie ihn dann auf seiner Seite wieder.
    .link = Seite des Webhooks
webhook-test = Probe-Ereignis senden
webhook-deliveries = Was gesendet wurde
    .none = Noch wurde nichts gesendet.
webhook-change = Ändern
webhook-active = Ereignisse senden
    .hint = Was geschieht, während er aus ist, wird nicht nachgesendet.
webhook-remove = Diesen Webhook entfernen
    .button = Entfernen
event-permission-granted = Erlaubnis erteilt
event-permission-amended = Erlaubnis geändert
event-permission-suspended = Erlaubnis ausgesetzt
event-permission-resumed = Erlaubnis gilt wieder
event-permission-withdrawn = Erlaubnis widerrufen
event-permission-expired = Erlaubnis abgelaufen
event-permission-ended = Erlaubnis beendet
event-request-answered = Anfrage beantwortet
event-intended-use-decided = Über Verwendungszweck entschieden
event-test = Probe
delivery-waiting = Wird gesendet
delivery-delivered = Zugestellt
delivery-given-up = Nicht zugestellt
delivery-about = Was das Ereignis sagt
delivery-again = Noch einmal senden
delivery-none = Es wurde noch nicht versucht.

## Keys

keys-text = Mit diesen Schlüsseln zeigt Ihr Dienst, wer er ist. Hier steht nur ihr öffentlicher Teil.
key-active = Gültig
key-ended = Beendet
key-ends = Gültig bis { $date }
key-end = { $key } beenden
key-add = Schlüssel hinzufügen
    .button = Hinzufügen
key-jwk = Öffentlicher Schlüssel
    .hint = Ein JSON Web Key, Ed25519 oder P-256. Geben Sie nie einen privaten Schlüssel ein.
key-replace = Er ersetzt die Schlüssel oben
key-hours = Stunden, für die Ersetztes gültig bleibt
key-wrong = Das ist kein öffentlicher Schlüssel, der verwendet werden kann.
key-there = Diesen Schlüssel gibt es schon, oder es sind zu viele.
key-last = Das ist der letzte Schlüssel, der gültig bleibt. Fügen Sie zuerst einen anderen hinzu.
secret-text = Ihr Dienst zeigt mit einem Geheimnis, wer er ist. Hier können Sie es ersetzen.
secret-replace = Neues Geheimnis erzeugen
secret-made = Das neue Geheimnis
    .text = Es wird nur dieses eine Mal gezeigt. Bewahren Sie es sicher auf.

## Statistics

statistics-text = Wie oft Quellen Ihrem Dienst Daten gezeigt haben, nach Monat (UTC). Nichts davon sagt, wessen Daten es waren.
statistics-from = Von
statistics-to = Bis
statistics-none = In diesen Monaten wurde nichts gezeigt.
statistics-unknown = Von der Quelle nicht angegeben
statistics-total = Summe
statistics-csv = Als Tabelle herunterladen
statistics-wrong = Diese Monate können nicht gezeigt werden. Wählen Sie höchstens 60.

## Test ticket

ticket-text = Sehen Sie, ob ein Ticket ausgestellt würde und was darin stünde. Hier wird kein Ticket ausgestellt.
ticket-address = Adresse bei der Quelle
    .hint = Die Adresse des Konnektors oder einer seiner Routen.
ticket-check = Prüfen
ticket-good = Ein Ticket würde ausgestellt. Darin stünde:
ticket-refused = Es würde kein Ticket ausgestellt
ticket-wrong = Geben Sie die Kennung einer Erlaubnis und eine Adresse ein, die mit https beginnt.
ticket-not-active = Die Erlaubnis gilt nicht.
ticket-not-covered = Die Erlaubnis umfasst keine Daten einer Quelle unter dieser Adresse.
ticket-no-filter = Die Person hat nur einen Teil erlaubt, und diese Quelle kann den Rest nicht zurückhalten.

## What staff did

act-webhook-added = Webhook hinzugefügt
act-webhook-changed = Webhook geändert
act-webhook-removed = Webhook entfernt
act-key-added = Schlüssel hinzugefügt
act-key-replaced = Schlüssel ersetzt
act-key-ended = Schlüssel beendet
act-secret-replaced = Geheimnis ersetzt
act-use-submitted = Verwendungszweck eingereicht
act-use-published = Verwendungszweck veröffentlicht
held-attributes = { $count ->
    [one] { $count } Angabe
   *[other] { $count } Angaben
}
