## Navigation

nav-rules = Regeln
nav-my-data = Meine Daten
nav-settings = Einstellungen

## Activity of one source

activity-only = Nur Daten von: { $source }
activity-all = Ganzen Verlauf zeigen

## My data

own-title = Meine Daten
own-intro = Wo Daten über Sie liegen und was dort gespeichert ist.
own-nowhere = Noch keine Quelle kennt Sie
    .text = Wenn eine Quelle Sie an einer Ihrer Kennungen erkennt, sehen Sie hier, was sie über Sie gespeichert hat.
own-straight = Die Angaben kommen direkt von der Quelle in Ihren Browser. Wir sehen sie nicht. Jeder Blick steht in Ihrem Verlauf.
own-without = Um die Angaben hier zu zeigen, braucht Ihr Browser JavaScript und eine sichere Verbindung. Ohne sie sehen Sie, was gespeichert sein kann. Sie können die Angaben auch mit diesem Befehl lesen:
own-show-all = Alles zeigen
own-progress = Angesehene Datensätze
own-show = Zeigen, was gespeichert ist
own-not-offered = Diese Quelle zeigt ihre Daten hier nicht. Fragen Sie die Quelle selbst:
own-available = Was hier gespeichert sein kann ({ $count })
own-not-shown = Um das zu zeigen, müssten wir sicherer wissen, wer Sie sind.
own-who = Wer Daten von { $source } bekam und wann
own-busy = Die Quelle wird gefragt …
own-shown = Das ist über Sie gespeichert:
own-nothing = Hier ist nichts über Sie gespeichert.
own-again = Noch einmal zeigen
own-original = So zeigen, wie die Quelle es schreibt
own-converted = So zeigen, wie es hier beschrieben ist
own-left-out = Die Quelle hat dies so geschrieben, dass es nicht lesbar ist:
own-yes = ja
own-no = nein
own-none = nichts gespeichert
own-slow = Die Quelle antwortet nicht rechtzeitig. Versuchen Sie es später noch einmal.
own-dead = Die Quelle ist gerade nicht zu erreichen. Versuchen Sie es später noch einmal.
own-refused-here = Die Quelle will das gerade nicht zeigen. Versuchen Sie es später noch einmal.
own-often = Sie haben sehr oft nachgesehen. Warten Sie eine Minute und versuchen Sie es dann noch einmal.
own-unreadable = Die Antwort der Quelle ist nicht lesbar. Versuchen Sie es später noch einmal.
own-login = Sie sind nicht mehr angemeldet. Laden Sie die Seite neu und melden Sie sich an.
own-ours = Wir konnten die Quelle nicht fragen. Das liegt an uns. Versuchen Sie es später noch einmal.
own-past = Zeigen, wie es vorher war
own-past-from = Ab { $time }
own-past-shown = So hat es sich geändert, das Neueste zuerst:
own-past-none = Die Quelle hat keine früheren Werte aufbewahrt.

## Changing my data

own-can-both = Sie können das hier berichtigen und löschen.
own-can-correct = Sie können das hier berichtigen.
own-can-erase = Sie können das hier löschen.
own-can-staff = Sie können dies hier berichtigen oder löschen lassen: Das Personal der Quelle erledigt es.
own-kept-by = Die Quelle muss das nach dem Gesetz aufbewahren: { $law }.
own-letter-correct = Einen Brief schreiben: etwas berichtigen lassen
own-letter-erase = Einen Brief schreiben: etwas löschen lassen
own-correct = Berichtigen
own-add = Hinzufügen
own-erase = Löschen
own-new-value = Neuer Wert für „{ $what }“
own-per-line = Schreiben Sie je einen in eine Zeile.
own-correct-what = { $source } bekommt ihn direkt aus Ihrem Browser und ändert ihn sofort. Wir sehen ihn nicht.
own-save = Speichern
own-cancel = Abbrechen
own-telling = Die Quelle wird benachrichtigt …
own-corrected = Berichtigt: { $what }.
own-undo = Rückgängig
own-undone = Es ist wieder wie vorher: { $what }.
own-same = Es wurde nichts geändert: Es ist dasselbe wie vorher.
own-erased = Gelöscht: { $what }.
own-erased-all = Alles in „{ $what }“ ist gelöscht.
own-erase-ask = „{ $what }“ löschen?
own-erase-lost = Das geht verloren:
own-erase-final = { $source } löscht es endgültig. Niemand kann das rückgängig machen. Was andere schon bekommen haben, wird dort nicht gelöscht.
own-staff-look = Das Personal von { $source } prüft dies und antwortet innerhalb von 30 Tagen. Was Sie schreiben, geht aus Ihrem Browser direkt dorthin. Wir sehen es nicht.
own-staff-erase = Das Personal von { $source } prüft dies und antwortet innerhalb von 30 Tagen. Bis dahin wird nichts gelöscht.
own-staff-send = An das Personal senden
own-staff-sent = An das Personal von { $source } gesendet: { $what }. Spätestens am { $day } erfahren Sie von uns, was es getan hat. Bis dahin ändert sich nichts.
own-asked-correct = Am { $day } haben Sie gebeten, dies in „{ $value }“ zu ändern. Das Personal von { $source } antwortet bis { $until }.
own-asked-erase = Am { $day } haben Sie gebeten, dies zu löschen. Das Personal von { $source } antwortet bis { $until }.
own-asked-erase-all = Am { $day } haben Sie gebeten, hier alles zu löschen. Das Personal von { $source } antwortet bis { $until }.
own-asked-done = Erledigt: Am { $decided } hat das Personal von { $source } getan, worum Sie am { $day } gebeten hatten.
own-asked-refused = Abgelehnt: Am { $decided } hat das Personal von { $source } abgelehnt, worum Sie am { $day } gebeten hatten: „{ $why }“
own-take-back = Zurücknehmen
own-taken-back = Zurückgenommen: { $what }. Es bleibt, wie es ist.
own-asked-waits = Sie haben hierfür schon um eine Änderung gebeten. Warten Sie auf die Antwort des Personals, oder nehmen Sie zurück, was wartet.
own-asked-over = Das wartet nicht mehr. Sehen Sie, was das Personal geantwortet hat.
own-erase-all = Alles löschen
own-keep = Behalten
own-empty = Schreiben Sie einen Wert. Wenn Sie ihn entfernen wollen, brechen Sie ab und löschen Sie ihn.
own-invalid = Das hat nicht die richtige Form. Prüfen Sie es.
own-not-theirs = Das kann hier nicht geändert werden. Schreiben Sie der Quelle einen Brief: Die Links stehen unten.
own-change-refused = Die Quelle hat die Änderung nicht angenommen. Prüfen Sie sie oder schreiben Sie der Quelle einen Brief.
own-says = Die Quelle sagt:
own-unsure = Wir wissen nicht, ob die Quelle die Änderung gemacht hat. Lassen Sie sich Ihre Daten noch einmal zeigen.
own-untold = Die Quelle hat die Änderung nicht gemacht. Versuchen Sie es später noch einmal.
own-add-record = Eintrag hinzufügen
own-add-file = Aus einer Datei hinzufügen
    .hint = Eine Tabelle (CSV) oder JSON, ein Eintrag je Zeile. { $source } bekommt sie direkt von Ihrem Browser. Wir sehen sie nicht.
own-add-table = Eine leere Tabelle zum Ausfüllen speichern
own-add-title = Zu „{ $what }“ hinzufügen
own-add-send = Inhalt der Datei hinzufügen
own-added-one = Der Eintrag ist hinzugefügt.
own-added-many = Hinzugefügte Einträge: { $number }.
own-add-large = Die Datei ist zu groß. Sie darf höchstens 1 Megabyte haben.
own-add-wrong = Wählen Sie eine Datei, deren Name mit .csv, .json oder .jsonl endet.
own-add-none = Füllen Sie mindestens ein Feld aus.
own-entry = Eintrag { $number }
own-entry-erase = Diesen Eintrag löschen
own-entry-erased = Gelöscht: { $what }.

## Rules

rules-title = Regeln
rules-intro = Eine Regel beantwortet Anfragen für Sie, so wie Sie es wollen.
rules-new = Regel anlegen
rules-none = Sie haben keine Regeln
    .text = Sie werden bei jeder Anfrage gefragt. Mit einer Regel können Sie zu bestimmten Anfragen immer Ja oder immer Nein sagen.
rules-saved = Die Regel ist gespeichert
rules-waits = Sie gilt für neue Anfragen. Die Anfrage, von der Sie kommen, wartet noch auf Ihre Antwort.
rules-waits-link = Anfrage beantworten
rules-removed = Die Regel ist gelöscht
rules-again = Wieder anlegen
rules-remove = Diese Regel löschen
rules-is-allow = Wenn { $who } nach Daten fragt: Ja sagen, ohne mich zu fragen
rules-is-allow-anyone = Wer auch immer nach Daten fragt: Ja sagen, ohne mich zu fragen
rules-is-ask = Wenn { $who } nach Daten fragt: mich fragen
rules-is-ask-anyone = Wer auch immer nach Daten fragt: mich fragen
rules-is-deny = Wenn { $who } nach Daten fragt: Nein sagen
rules-is-deny-anyone = Wer auch immer nach Daten fragt: Nein sagen
rules-for = Wenn die Daten dafür genutzt werden: { $list }.
rules-for-any = Wofür auch immer die Daten genutzt werden.
rules-doing = Wenn das mit den Daten gemacht wird: { $list }.
rules-about = Für diese Daten: { $list }.
rules-about-any = Für alle Daten.
rules-ends = Der letzte Tag der Regel ist der { $date }.
rules-window = Nur an diesen Tagen und zu diesen Zeiten: { $first } bis { $last }, { $opens } bis { $closes } ({ $zone }).
rules-only-if = Nur wenn all das zutrifft:
rules-not-if = Aber nicht, wenn all das zutrifft:
rules-if-keep = Die Daten werden höchstens { $time } aufbewahrt
rules-if-within = Die Daten bleiben in diesem Gebiet: { $area }
rules-if-recipients = Die Daten werden an niemanden weitergegeben
rules-if-pseudonymised = Die Daten werden ohne Ihren Namen genutzt
rules-if-aggregated = Die Daten werden nur als Zahlen über viele Menschen genutzt
rules-if-automated = Kein Computer entscheidet allein über Sie
rules-area-eu = Europäische Union
rules-area-eea = Europäischer Wirtschaftsraum
rules-group = ein Mitglied der Vertrauensgruppe { $group }
rules-whole = { $dataset }, alles ({ $source })
rules-part = { $attribute } ({ $source })

day-monday = Montag
day-tuesday = Dienstag
day-wednesday = Mittwoch
day-thursday = Donnerstag
day-friday = Freitag
day-saturday = Samstag
day-sunday = Sonntag

## Making a rule

rules-new-title = Eine neue Regel
rules-new-intro = Wählen Sie, worum es in der Regel geht. Bevor sie gespeichert wird, sehen Sie, was sie bewirken würde.
rules-effect = Was soll geschehen?
rules-allow = Immer Ja sagen
    .text = Der Dienst bekommt, was er braucht, und nicht mehr. Sie erfahren es.
rules-ask = Mich immer fragen
    .text = Sie entscheiden jedes Mal selbst, auch wenn eine andere Regel Ja sagt.
rules-deny = Immer Nein sagen
    .text = Der Dienst bekommt nichts. Sie erfahren es.
rules-party = Wer fragt?
rules-anyone = Wer auch immer
rules-purposes = Wofür?
    .text = Wählen Sie nichts, wenn Sie jeden Zweck meinen.
rules-purposes-all = Zwecke
rules-purposes-other = Andere Zwecke
rules-data = Welche Daten?
    .text = Wählen Sie nichts, wenn Sie alle Daten meinen. Eine Regel, die Ja sagt, gilt für besonders geschützte Daten nur, wenn Sie diese selbst auswählen.
rules-data-kinds = Arten von Daten
rules-data-other-kinds = Andere Arten von Daten
rules-data-others = Andere Daten
choices-search = In dieser Liste suchen
choices-found = Gefunden: { $count }
choices-chosen = Gewählt: { $count }
rules-conditions = Bedingungen
    .text = Eine Regel, die Ja sagt, gilt nur, wenn all das zutrifft. Andere Regeln gelten nicht, wenn all das zutrifft.
rules-keep = So viele Tage dürfen die Daten höchstens aufbewahrt werden
rules-within = Wo die Daten bleiben
rules-anywhere = Überall
rules-form = Wie die Daten genutzt werden
rules-form-any = Auf jede Weise
rules-until = Letzter Tag der Regel
rules-look = Zeigen, was die Regel bewirken würde
rules-would = Was diese Regel heute bewirken würde
rules-would-nothing = Nichts, was heute bekannt ist, würde sich ändern. Die Regel gilt für spätere Anfragen.
rules-would-allow = Wenn sie fragen, bekämen sie ein Ja, ohne dass Sie gefragt werden ({ $count }):
rules-would-decline = Wenn sie fragen, bekämen sie ein Nein ({ $count }):
rules-would-ask = Wenn sie fragen, würden Sie gefragt ({ $count }):
rules-would-end = Erlaubnisse, die enden würden, weil eine Regel sie gegeben hat ({ $count }):
rules-would-keep-back = Erlaubnisse, die Sie selbst gegeben haben. Die Regel hält zurück, was sie verbietet ({ $count }):
rules-not-yet = Noch ist nichts gespeichert.
rules-save = Diese Regel speichern
rules-leave = Nicht speichern
rules-change = Die Regel ändern, bevor Sie sie speichern
rules-wrong-effect = Wählen Sie, was geschehen soll.
rules-wrong-keep = Schreiben Sie eine Zahl von Tagen, zum Beispiel 30.
rules-wrong-until = Wählen Sie einen Tag, der noch nicht vorbei ist.
rules-wrong-many = Sie haben so viele Regeln, wie möglich sind. Löschen Sie zuerst eine.
rules-like = Anfragen wie diese
    .text = Sie können eine Regel anlegen. Sie sehen, was sie bewirken würde, bevor sie gespeichert wird.
rules-like-allow = Zu Anfragen wie dieser immer Ja sagen
rules-like-deny = Zu Anfragen wie dieser immer Nein sagen

## Settings

settings-title = Einstellungen
settings-you = Über Sie
settings-name = Wie wir Sie nennen
    .text = Nur Sie sehen diesen Namen. Dienste sehen ihn nicht.
settings-name-wrong = Der Name ist zu lang. Er darf 200 Buchstaben haben, alle in einer Zeile.
settings-save = Speichern
settings-saved = Ihre Einstellungen sind gespeichert
settings-language = Sprache
    .text = Diese Seiten sprechen diese Sprache mit Ihnen, wo auch immer Sie sich anmelden.
settings-account = Ihr Konto
settings-login = Sie melden sich an mit
settings-zone = Zeiten gelten für
    .text = Das ist die Zeit in der Stadt, die diese Seiten betreibt.

## Own values on a request

values-title = Ihre eigenen Angaben
values-straight = Die Angaben kommen direkt von der Quelle in Ihren Browser. Wir sehen sie nicht. Ansehen entscheidet nichts und wird in Ihren Aktivitäten vermerkt.
values-show = Meine Angaben zeigen
values-without = Was über Sie gespeichert ist:
values-nowhere = Diese Quelle kann Sie mit dem, was wir über Sie wissen, nicht finden. Darum gibt es nichts zu zeigen.
values-not-offered = Diese Quelle zeigt ihre Daten hier nicht. Fragen Sie die Quelle selbst.

## Rarely used conditions of a rule

rules-organisations = Organisationen
rules-kinds = Arten von Organisationen
rules-groups = Vertrauensgruppen
rules-more = Weitere Bedingungen
rules-processing = Was wird mit den Daten gemacht?
    .text = Wählen Sie nichts, wenn Sie alles meinen, was damit gemacht wird.
rules-hours = Tage und Uhrzeiten
    .text = Die Regel gilt nur dann, nach der heutigen Uhr hier. Lassen Sie es leer, wenn sie immer gilt.
rules-first-day = Erster Tag
rules-last-day = Letzter Tag
rules-any-day = Jeder Tag
rules-opens = Von
rules-closes = Bis
rules-wrong-hours = Schreiben Sie zwei Uhrzeiten, die frühere zuerst.
