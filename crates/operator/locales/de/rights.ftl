## Rights

rights-title = Ihre Rechte
rights-intro = Wer Daten über Sie hat, muss antworten, wenn Sie eines dieser Rechte nutzen. Das kostet nichts. Hier bekommen Sie einen Brief, den Sie selbst abschicken können.
rights-letter = Ihr Brief an: { $name }
rights-not-sent = Es wurde nichts abgeschickt. Kopieren Sie den Brief, drucken Sie ihn oder schicken Sie ihn per E-Mail. Wenn Sie hier notieren, dass Sie ihn geschickt haben, erfahren Sie, wann die Antwort fällig ist.
rights-contact = Schicken Sie ihn an:
rights-no-contact = Wir kennen keine Post- oder E-Mail-Adresse dieser Quelle. Fragen Sie dort:
operator-sources = Wer für Ihre Daten verantwortlich ist
rights-mail = In meinem E-Mail-Programm öffnen
rights-write = Einen Brief schreiben
rights-nobody = Noch kennt Sie keine Quelle, und Sie haben nichts erlaubt. Darum gibt es niemanden, dem Sie schreiben könnten.
rights-to = An wen?
rights-right = Was möchten Sie?
rights-what = Worum geht es? Zum Beispiel, welche Angabe falsch ist
rights-language = Sprache des Briefs
rights-make = Brief erstellen
rights-all = Was die Rechte bedeuten
rights-deadline = Die Antwort muss innerhalb eines Monats kommen. Ist es sehr kompliziert, darf sie zwei Monate länger dauern; das muss man Ihnen im ersten Monat sagen.
rights-subject = Antrag nach Artikel { $article } der Datenschutz-Grundverordnung
rights-dear = An: { $name }
rights-ask-access = Bitte teilen Sie mir mit, ob Sie Daten über mich verarbeiten, und geben Sie mir eine Kopie davon, mit den Zwecken, den Empfängern und der Dauer der Speicherung.
rights-ask-correct = Bitte berichtigen Sie die Daten über mich, die falsch sind, und ergänzen Sie, was fehlt.
rights-ask-delete = Bitte löschen Sie die Daten, die Sie über mich haben.
rights-ask-restrict = Bitte schränken Sie die Verarbeitung der Daten über mich ein.
rights-ask-take = Bitte geben Sie mir die Daten über mich in einem gängigen, maschinenlesbaren Format.
rights-ask-object = Ich widerspreche der Verarbeitung der Daten über mich.
rights-ask-human = Bitte lassen Sie die automatisierte Entscheidung über mich von einem Menschen überprüfen.
rights-about = Es geht um: { $what }
rights-month = Bitte antworten Sie innerhalb eines Monats, wie es Artikel 12 Absatz 3 der Verordnung verlangt. Wenn Sie sicher sein müssen, wer ich bin, sagen Sie mir bitte, was Sie brauchen.
rights-regards = Mit freundlichen Grüßen
rights-link = Ihre Rechte und wie Sie sie nutzen

## Letters that were sent

letters-title = Briefe, die Sie geschickt haben
letters-sent-on = Wann haben Sie ihn geschickt?
    .text = Sie erfahren, wenn die Antwort bald fällig ist und wenn sie sich verspätet.
letters-note = Notieren, dass ich ihn geschickt habe
letters-noted = Es ist notiert.
letters-changed = Es ist gespeichert.
letters-removed = Die Notiz ist entfernt.
letters-restore = Rückgängig
letters-wrong-day = Der Tag muss heute oder im letzten Jahr sein.
letters-wrong-many = Hier sind 100 Briefe. Entfernen Sie zuerst einen.
letters-waiting = Wartet auf Antwort
letters-due-soon = Die Antwort ist bald fällig
letters-overdue = Die Antwort verspätet sich
letters-answered = Beantwortet
letters-extended = Zwei Monate mehr
letters-sent = Geschickt am { $date }.
letters-due = Die Antwort ist fällig bis { $date }.
letters-complain = So beschweren Sie sich
letters-answer = Die Antwort ist da
letters-unanswer = Sie ist doch nicht da
letters-extend = Man nimmt sich zwei Monate mehr
letters-unextend = Man braucht doch nicht länger
letters-remove = Notiz entfernen

## Mandates

mandates-title = Wer für Sie handelt
mandates-nobody = Niemand handelt für Sie
    .text = Hier entscheiden nur Sie. Für jemand anderen zu handeln, zum Beispiel als Eltern oder Betreuung, ist hier noch nicht möglich.
mandates-today = Was Sie heute tun können
    .text = Wenn jemand für Sie handeln soll oder Sie für jemand anderen handeln, fragen Sie die Betreiber dieses Dienstes. Geben Sie Ihr Passwort niemals weiter.
