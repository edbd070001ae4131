## A search for what sources offer

catalogue-search = Suche
    .hint = Zum Beispiel: Adresse, Bibliothek, Studie
catalogue-find = Suchen
catalogue-narrow = Suche eingrenzen
catalogue-category = Art der Daten
catalogue-place = Ort
catalogue-language = Sprache der Beschreibung
catalogue-type = Art des Eintrags
catalogue-attribute = Attribut, zum Beispiel address.street
catalogue-any = Alle
catalogue-sources-title = Was die Quellen haben
catalogue-no-sources = Hier ist noch keine Quelle bekannt.
catalogue-nothing = Nichts gefunden
    .text = Versuchen Sie ein anderes Wort oder weniger Wörter.
catalogue-holds = Welche Daten sie hat
catalogue-more = { $count ->
    [one] Und { $count } weiteres
   *[other] Und { $count } weitere
}
catalogue-before = Vorherige Seite
catalogue-after = Nächste Seite

## What one of them offers

dataset-holder = Liegt bei: { $source }
tag-sensitive = besonders geschützt
tag-official = amtliche Nummer
fact-contact = Kontakt
contact-name = Verantwortlich
contact-officer = Datenschutzbeauftragte
contact-email = E-Mail
contact-phone = Telefon
contact-postal = Post
contact-url = Seite
