## Rights

rights-title = Ihre Rechte
rights-intro = Wer Daten über Sie hat, muss antworten, wenn Sie eines dieser Rechte nutzen. Das kostet nichts. Hier bekommen Sie einen Brief, den Sie selbst abschicken können.
rights-letter = Ihr Brief an: { $name }
rights-not-sent = Es wurde nichts abgeschickt. Kopieren Sie den Brief, drucken Sie ihn oder schicken Sie ihn per E-Mail. Wir verfolgen nicht, was daraus wird.
rights-contact = Schicken Sie ihn an:
rights-no-contact = Wir kennen keine Post- oder E-Mail-Adresse dieser Quelle. Fragen Sie dort:
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
rights-correct = Berichtigen oder löschen lassen

## Mandates

mandates-title = Wer für Sie handelt
mandates-nobody = Niemand handelt für Sie
    .text = Hier entscheiden nur Sie. Für jemand anderen zu handeln, zum Beispiel als Eltern oder Betreuung, ist hier noch nicht möglich.
mandates-today = Was Sie heute tun können
    .text = Wenn jemand für Sie handeln soll oder Sie für jemand anderen handeln, fragen Sie die Betreiber dieses Dienstes. Geben Sie Ihr Passwort niemals weiter.
