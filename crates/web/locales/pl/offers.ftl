## A search for what sources offer

catalogue-search = Szukaj
    .hint = Na przykład: adres, biblioteka, badanie
catalogue-find = Szukaj
catalogue-narrow = Zawęź wyszukiwanie
catalogue-category = Rodzaj danych
catalogue-place = Miejsce
catalogue-language = Język opisu
catalogue-type = Typ wpisu
catalogue-attribute = Atrybut, na przykład address.street
catalogue-any = Dowolne
catalogue-sources-title = Co mają źródła
catalogue-no-sources = Nie znamy tu jeszcze żadnego źródła.
catalogue-nothing = Nic nie znaleziono
    .text = Prosimy spróbować innego słowa albo mniej słów.
catalogue-holds = Jakie dane ma to źródło
catalogue-more = { $count ->
    [one] I jeszcze { $count }
   *[other] I jeszcze { $count }
}
catalogue-before = Poprzednia strona
catalogue-after = Następna strona

## What one of them offers

dataset-holder = Dane ma: { $source }
tag-sensitive = wrażliwe
tag-official = numer urzędowy
fact-contact = Kontakt
contact-name = Kto odpowiada
contact-officer = Inspektor ochrony danych
contact-email = E-mail
contact-phone = Telefon
contact-postal = Poczta
contact-url = Strona
