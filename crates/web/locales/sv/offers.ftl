## A search for what sources offer

catalogue-search = Sök
    .hint = Till exempel: adress, bibliotek, studie
catalogue-find = Sök
catalogue-narrow = Avgränsa sökningen
catalogue-category = Slag av uppgifter
catalogue-place = Plats
catalogue-language = Beskrivningens språk
catalogue-type = Typ av post
catalogue-attribute = Attribut, till exempel address.street
catalogue-any = Alla
catalogue-sources-title = Vad källorna har
catalogue-no-sources = Ingen källa är känd här än.
catalogue-nothing = Inget hittades
    .text = Prova ett annat ord eller färre ord.
catalogue-holds = Vilka uppgifter den har
catalogue-more = { $count ->
    [one] Och { $count } till
   *[other] Och { $count } till
}
catalogue-before = Föregående sida
catalogue-after = Nästa sida

## What one of them offers

dataset-holder = Finns hos: { $source }
tag-sensitive = känslig
tag-official = officiellt nummer
fact-contact = Kontakt
contact-name = Ansvarig
contact-officer = Dataskyddsombud
contact-email = E-post
contact-phone = Telefon
contact-postal = Post
contact-url = Webbsida
