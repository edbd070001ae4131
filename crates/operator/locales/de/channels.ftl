## Navigation

nav-operator = Betreiber

## An app asks to be let in

app-title = „{ $app }“ hereinlassen?
app-who = „{ $app }“ ist eine App von { $publisher }. Sie bittet um Zugang zu Ihrem Konto hier.
app-read-about = Mehr über die App
app-sees = Was sie sehen könnte
app-sees-permissions = Wer um Ihre Daten bittet, Ihre Erlaubnisse mit ihrer Geschichte und Ihre Regeln
app-sees-activity = Jedes Mal, wenn ein Dienst um Ihre Daten gebeten hat
app-does = Was sie für Sie tun könnte
app-does-permissions = Zu Anfragen Ja oder Nein sagen, Erlaubnisse ändern und widerrufen, Regeln machen und beenden: dasselbe wie Sie
app-never = Sie bekommt weder Ihr Passwort noch Ihre Kennungen noch die Daten selbst. Sie können die App jederzeit aussperren, auf der Seite „Betreiber“.
app-goes = Danach geht es weiter zu: { $address }
app-allow = Hereinlassen
app-refuse = Nicht hereinlassen

## The operator

operator-title = Ihr Betreiber
operator-intro = Der Betreiber verwahrt Ihre Erlaubnisse. Ihre Daten selbst laufen nicht über ihn.
operator-who = Wer dahintersteht
operator-name = Name
operator-city = Betrieben von
operator-contact = Kontakt
operator-rulebook = Regeln, an die er sich hält
operator-groups = Gruppen, zu denen er gehört
operator-number = Nummer dieses Betreibers
operator-log-key = Schlüssel, um sein Protokoll zu prüfen
operator-keys = Schlüssel, um Belege zu prüfen

## Apps

apps-title = Apps, die Sie hereingelassen haben
apps-none = Sie haben keine App hereingelassen.
apps-by = Von { $publisher }
apps-since = Hereingelassen am { $date }, zuletzt benutzt am { $used }
apps-devices = { $count ->
    [one] Auf einem Gerät
   *[other] Auf { $count } Geräten
}
apps-end = { $app } aussperren
    .ask = { $app } aussperren?
apps-ended = Die App ist ausgesperrt
    .text = Sie kann hier nichts mehr sehen und nichts mehr tun.

## Feeds

feeds-title = Feeds für Ihre eigenen Programme
feeds-intro = Ihr Kalender oder Nachrichtenleser kann zeigen, was hier geschieht. Jeder Feed hat eine geheime Adresse. Wer die Adresse hat, kann lesen, wer wofür um Ihre Daten bittet, aber nie die Daten selbst.
feeds-none = Sie haben keinen Feed.
feed-calendar = Kalender: was wann endet
feed-activity = Nachrichten: was geschehen ist
feed-since = Gemacht am { $date }
feed-make-calendar = Kalender-Feed machen
feed-make-activity = Nachrichten-Feed machen
feed-end = Diesen Feed beenden: { $feed }
feed-made = Ihr Feed ist fertig
    .text = Kopieren Sie die Adresse jetzt in Ihr Programm. Sie wird nicht noch einmal gezeigt.
feed-address = Adresse des Feeds
feed-ended = Der Feed ist beendet
    .text = Seine Adresse führt nirgends mehr hin.

## Taking everything along

export-title = Alles herunterladen
export-intro = Eine Datei mit allem, was dieser Betreiber über Sie hat: Konto, Kennungen, Regeln, Erlaubnisse mit Geschichte und Belegen, Verlauf und die Schlüssel, um alles zu prüfen.
export-button = Datei herunterladen
export-progress = Ihre Daten werden heruntergeladen
export-keep = Bleiben Sie auf dieser Seite, bis es fertig ist.
export-stop = Herunterladen abbrechen
export-busy = Das Herunterladen hat begonnen.
export-done = Alles ist heruntergeladen. Die Datei heißt „my-data.json“.
export-stopped = Das Herunterladen ist abgebrochen. Es wurde nichts gespeichert.
export-broken = Das Herunterladen ist unterbrochen worden. Es wurde nichts gespeichert. Versuchen Sie es noch einmal.
export-count = { $done } von { $total } Einträgen

## Closing the account

closing-section = Konto schließen
closing-section-intro = Sie können jederzeit gehen. Vorher sehen Sie, was das bedeutet.
closing-go = Konto schließen
closing-title = Ihr Konto schließen?
closing-does = Das geschieht sofort
closing-permissions = { $count ->
    [one] Eine Erlaubnis endet. Die Quellen erfahren es.
   *[other] { $count } Erlaubnisse enden. Die Quellen erfahren es.
}
closing-requests = { $count ->
    [one] Eine wartende Anfrage bekommt die Antwort Nein.
   *[other] { $count } wartende Anfragen bekommen die Antwort Nein.
}
closing-apps = { $count ->
    [one] Eine App wird ausgesperrt.
   *[other] { $count } Apps werden ausgesperrt.
}
closing-feeds = { $count ->
    [one] Ein Feed endet.
   *[other] { $count } Feeds enden.
}
closing-erased = Ihr Name, Ihre E-Mail-Adresse, Kennungen, Regeln, Geschichte und Verlauf werden gelöscht.
closing-log = Im öffentlichen Protokoll des Betreibers bleiben Zahlen, die nichts über Sie sagen.
closing-received = Was Dienste schon bekommen haben, behalten sie so, wie es in der Erlaubnis stand. Sie können sie bitten, es zu löschen.
closing-free = Ihre E-Mail-Adresse wird frei für ein neues Konto. Es hat nichts von diesem hier.
closing-forever = Niemand kann das rückgängig machen
    .text = Laden Sie vorher alles herunter, wenn Sie es behalten wollen.
closing-password = Noch einmal Ihr Passwort
closing-fresh = Sie haben hier kein Passwort. Sie können das Konto innerhalb von zehn Minuten nach dem Anmelden schließen.
closing-understood = Ich verstehe, dass niemand das rückgängig machen kann
closing-button = Mein Konto endgültig schließen
closing-stay = Mein Konto behalten
closing-wrong-password = Das ist nicht Ihr Passwort.
closing-wrong-fresh = Sie haben sich vor mehr als zehn Minuten angemeldet. Melden Sie sich ab und wieder an, und kommen Sie zurück.
closing-wrong-understood = Kreuzen Sie das Kästchen an, wenn Sie das Konto schließen wollen.
closed-title = Ihr Konto ist geschlossen
closed-text = Alles über Sie ist hier gelöscht.
closed-everywhere = Keine Quelle zeigt Ihre Daten noch aufgrund Ihrer Erlaubnisse.
closed-pending = { $connector }: nach { $time } wird nichts mehr gezeigt

## What feeds say

feed-calendar-name = Ihre Daten: was endet ({ $operator })
feed-activity-name = Ihre Daten: was geschehen ist ({ $operator })
feed-permission-ends = Ihre Erlaubnis für { $service } endet
feed-request-ends = Letzter Tag für die Antwort an { $service }
feed-granted = Ihre Erlaubnis für { $service } gilt.
feed-declined = Sie haben Nein zu { $service } gesagt.
feed-suspended = Ihre Erlaubnis für { $service } ist pausiert.
feed-withdrawn = Sie haben Ihre Erlaubnis für { $service } widerrufen.
feed-expired = Ihre Erlaubnis für { $service } ist abgelaufen.
feed-ended-by-others = Ihre Erlaubnis für { $service } wurde von anderen beendet.
