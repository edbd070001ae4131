## A search for what sources offer

catalogue-search = Haku
    .hint = Esimerkiksi: osoite, kirjasto, tutkimus
catalogue-find = Hae
catalogue-narrow = Rajaa hakua
catalogue-category = Tiedon laji
catalogue-place = Paikka
catalogue-language = Kuvauksen kieli
catalogue-type = Tietueen tyyppi
catalogue-attribute = Attribuutti, esimerkiksi address.street
catalogue-any = Mikä tahansa
catalogue-sources-title = Mitä lähteillä on
catalogue-no-sources = Täällä ei tunneta vielä yhtään lähdettä.
catalogue-nothing = Mitään ei löytynyt
    .text = Kokeile toista sanaa tai vähemmän sanoja.
catalogue-holds = Mitä tietoja sillä on
catalogue-more = { $count ->
    [one] Ja vielä { $count }
   *[other] Ja vielä { $count }
}
catalogue-before = Edellinen sivu
catalogue-after = Seuraava sivu

## What one of them offers

dataset-holder = Tietojen haltija: { $source }
tag-sensitive = arkaluonteinen
tag-official = virallinen tunnus
fact-contact = Yhteystiedot
contact-name = Kuka vastaa
contact-officer = Tietosuojavastaava
contact-email = Sähköposti
contact-phone = Puhelin
contact-postal = Posti
contact-url = Verkkosivu
