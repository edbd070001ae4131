## Navigation

nav-notifications = Mitteilungen
nav-notifications-new = Mitteilungen ({ $count } neu)

## The page

news-title = Mitteilungen
news-none = Noch nichts mitzuteilen
    .text = Wenn ein Dienst um Ihre Daten bittet oder etwas Ungewöhnliches geschieht, lesen Sie es hier.
news-unread = Neu
news-read = Gelesen
news-look = Ansehen
news-mark = Als gelesen markieren
news-mark-all = Alle als gelesen markieren
news-choose = Wählen, was Ihnen mitgeteilt wird

## What has happened

news-new-request = „{ $service }“ bittet um Ihre Daten und wartet auf Ihre Entscheidung.
news-request-granted = „{ $service }“ hat um Ihre Daten gebeten, und Sie haben Ja gesagt.
news-request-declined = „{ $service }“ hat um Ihre Daten gebeten, und Sie haben Nein gesagt.
news-request-ended = „{ $service }“ hat um Ihre Daten gebeten. Die Anfrage ist ohne Antwort abgelaufen.
news-granted-by-rule = Eine Ihrer Regeln hat für Sie Ja gesagt zu „{ $service }“.
news-ends-soon = Eine Erlaubnis für „{ $service }“ endet am { $date }.
news-first-use = „{ $service }“ hat eine Erlaubnis von Ihnen zum ersten Mal genutzt. Die Daten kamen von: { $source }.
news-other-country = „{ $service }“ hat Daten von Ihnen erhalten. Die Organisation sitzt in einem Land, in das bisher keine Ihrer Daten gingen: { $country }.
news-unusual-rate = „{ $service }“ hat Ihre Daten an einem Tag { $times }-mal so oft angesehen wie sonst. Die Daten kamen von: { $source }.
news-answer-due = Die Antwort auf einen Brief über Ihre Daten ist fällig bis { $date }: { $who }.
news-answer-overdue = Die Antwort auf einen Brief über Ihre Daten war fällig bis { $date } und verspätet sich: { $who }. Wenn keine gekommen ist, können Sie sich beschweren.
news-new-device = Jemand hat sich mit einem bisher nicht genutzten Gerät oder Programm bei Ihrem Konto angemeldet. Wenn Sie das nicht waren, ändern Sie Ihr Passwort und beenden Sie die anderen Sitzungen.
news-passkey-added = Ihrem Konto wurde ein Passkey hinzugefügt. Wer ihn hat, kann sich anmelden.
news-password-changed = Das Passwort Ihres Kontos wurde geändert.
news-login-changed = Die E-Mail-Adresse, mit der Sie sich anmelden, wurde geändert.
news-app-connected = Die App „{ $app }“ wurde in Ihr Konto gelassen.
news-linked = Sie sind jetzt mit { $source } verknüpft. Wenn Sie das nicht waren, beenden Sie die Verknüpfung.
news-link-ends = Die Verknüpfung mit { $source } endet am { $date }. Verknüpfen Sie sich vorher neu, wenn es weitergehen soll.
news-link-ended = { $source } hat die Verknüpfung mit Ihnen beendet. Die Quelle erfährt nichts mehr über Sie, bis Sie sich neu verknüpfen.
news-not-linked = Sie sind nicht mit { $source } verknüpft: am Schalter wurde es nicht bestätigt.
news-link-refused = Das Personal am Schalter von { $source } hat abgelehnt, Sie zu verknüpfen. Warum, steht auf der Seite Verknüpfungen.
news-link-refused-why = Das Personal am Schalter von { $source } hat abgelehnt, Sie zu verknüpfen: „{ $why }“
news-change-done = Das Personal von { $source } hat die Änderung gemacht, um die Sie gebeten haben.
news-change-refused = Das Personal von { $source } hat die Änderung abgelehnt, um die Sie gebeten haben. Warum, steht in Ihren Aktivitäten.
news-test = Dies ist ein Test: Mitteilungen erreichen Sie auf diesem Weg.

## Kinds

kind-new-request = Ein Dienst bittet um Ihre Daten
kind-granted-by-rule = Eine Ihrer Regeln hat Ja gesagt
kind-ends-soon = Eine Erlaubnis endet in 14 Tagen
kind-first-use = Eine Erlaubnis wird zum ersten Mal genutzt
kind-other-country = Daten gehen in ein Land, in das sie vorher nicht gingen
kind-unusual-rate = Ein Dienst schaut zehnmal so oft wie sonst
kind-answer-due = Die Antwort auf einen Brief von Ihnen ist in drei Tagen fällig
kind-answer-overdue = Die Antwort auf einen Brief von Ihnen verspätet sich
kind-new-device = Jemand meldet sich mit einem neuen Gerät an
kind-passkey-added = Ein Passkey wird hinzugefügt
kind-password-changed = Das Passwort wird geändert
kind-login-changed = Die E-Mail-Adresse zum Anmelden wird geändert
kind-app-connected = Eine App wird eingelassen
kind-linked = Sie sind mit einer Quelle verknüpft
kind-link-ends = Eine Verknüpfung mit einer Quelle endet in 14 Tagen
kind-link-ended = Eine Quelle hat eine Verknüpfung beendet oder an ihrem Schalter nicht bestätigt
kind-change-answered = Das Personal einer Quelle antwortet auf eine Änderung, um die Sie gebeten haben
kind-test = Test

## Choices

choices-title = Mitteilungen
choices-intro = Wählen Sie, was Ihnen mitgeteilt wird und wie.
choices-caption = Was Ihnen mitgeteilt wird und wie
choices-what = Was
choices-always = Immer
    .text = „Immer“ lässt sich nicht abschalten: Das Gesetz verlangt, dass Ihr Konto sicher ist (DSGVO Artikel 32), und wer hineingelangt ist, darf es nicht vor Ihnen verbergen können.
way-page = Auf dieser Website
way-email = Per E-Mail
way-push = Auf Ihren Geräten
choices-pace = Wann E-Mails kommen
pace-at-once = Sofort
pace-daily = Einmal am Tag, alle zusammen
pace-never = Nie, außer was immer an ist
choices-address = E-Mails gehen an { $address }.
choices-no-address = Ihr Konto hat keine E-Mail-Adresse, daher werden Ihnen keine E-Mails gesendet.
choices-test = Einen Test senden
choices-tested = Ein Test ist zu Ihnen unterwegs.

## Devices

devices-title = Mitteilungen auf Ihren Geräten
devices-intro = Ihr Browser kann Mitteilungen auch zeigen, wenn diese Website geschlossen ist. Sie sagen nur, was für etwas geschehen ist, nie einen Namen und nie Ihre Daten.
devices-way = Sie gehen verschlüsselt durch den Zustelldienst des Unternehmens, das Ihren Browser herstellt. Es erfährt, dass eine Mitteilung kommt und wann, kann sie aber nicht lesen.
devices-needs = Um ein Gerät hinzuzufügen, brauchen Sie JavaScript und einen Browser, der Mitteilungen zeigen kann. Private Fenster können das oft nicht. Auf einem iPhone oder iPad legen Sie diese Website zuerst auf den Home-Bildschirm und öffnen sie von dort.
devices-ask = Wenn Sie auf die Schaltfläche drücken, fragt Ihr Browser, ob diese Website Mitteilungen zeigen darf. Wer den Bildschirm dieses Geräts sieht, kann sie dann lesen.
devices-add = Auch auf diesem Gerät
devices-since = Hinzugefügt am { $date }
devices-used = Letzte Mitteilung am { $date }
devices-unused = Noch keine Mitteilung
devices-through = Über { $service }
devices-remove = Entfernen: { $device }
devices-added = Mitteilungen werden jetzt auf diesem Gerät gezeigt.
devices-removed = Mitteilungen werden auf dem Gerät nicht mehr gezeigt.
devices-denied = Ihr Browser erlaubt dieser Website nicht, Mitteilungen zu zeigen. Das können Sie in den Einstellungen Ihres Browsers ändern.
devices-failed = Das hat nicht geklappt. Vielleicht ist der Zustelldienst Ihres Browsers nicht erreichbar. Versuchen Sie es später noch einmal.
devices-many = Sie haben so viele Geräte hinzugefügt, wie es geben kann. Entfernen Sie zuerst eines.

## E-mails

mail-several = { $count } Mitteilungen
mail-why = Sie erhalten dies, weil Sie hier ein Konto haben: { $operator }. Wählen Sie, was Ihnen mitgeteilt wird: { $url }
mail-why-always = Sie erhalten dies, weil es um die Sicherheit Ihres Kontos hier geht: { $operator }. Mehr über Mitteilungen: { $url }
mail-stop = Keine solchen E-Mails mehr
unsubscribe-title = E-Mails über Mitteilungen
unsubscribe-text = Was die Sicherheit Ihres Kontos betrifft, erreicht Sie weiterhin per E-Mail. Nach dem Anmelden können Sie in den Einstellungen neu wählen.
unsubscribe-button = Keine solchen E-Mails mehr senden
unsubscribe-done = Solche E-Mails werden Ihnen nicht mehr gesendet.
closed-mail = Ihr Konto ist geschlossen
    .text = Ihr Konto hier ist geschlossen, und was über Sie gespeichert war, ist gelöscht: { $operator }. Wenn Sie das nicht waren, sagen Sie es denen, die diesen Dienst betreiben.

## E-mails of a demo

mails-title = E-Mails und SMS dieser Demo
mails-intro = Hier gehen E-Mails und SMS an niemanden: Sie liegen in einem Ordner, und alle können sie lesen.
mails-none = Noch keine E-Mail
mails-to = An { $address }
mails-all = Alle E-Mails
