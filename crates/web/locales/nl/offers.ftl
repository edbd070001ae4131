## A search for what sources offer

catalogue-search = Zoeken
    .hint = Bijvoorbeeld: adres, bibliotheek, onderzoek
catalogue-find = Zoeken
catalogue-narrow = Zoekopdracht verfijnen
catalogue-category = Soort gegevens
catalogue-place = Plaats
catalogue-language = Taal van de beschrijving
catalogue-type = Soort item
catalogue-attribute = Attribuut, bijvoorbeeld address.street
catalogue-any = Alle
catalogue-sources-title = Wat de bronnen hebben
catalogue-no-sources = Hier is nog geen bron bekend.
catalogue-nothing = Niets gevonden
    .text = Probeer een ander woord of minder woorden.
catalogue-holds = Welke gegevens deze bron heeft
catalogue-more = { $count ->
    [one] En nog { $count }
   *[other] En nog { $count }
}
catalogue-before = Vorige pagina
catalogue-after = Volgende pagina

## What one of them offers

dataset-holder = Bij: { $source }
tag-sensitive = gevoelig
tag-official = officieel nummer
fact-contact = Contact
contact-name = Verantwoordelijk
contact-officer = Functionaris voor gegevensbescherming
contact-email = E-mail
contact-phone = Telefoon
contact-postal = Post
contact-url = Pagina
