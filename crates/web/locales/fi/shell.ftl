## Around every page

shell-skip = Siirry sisältöön
shell-navigation = Päävalikko
shell-menu = Valikko
shell-menu-new = Valikko ({ $count } uutta)
shell-log-out = Kirjaudu ulos
shell-language = Kieli
shell-language-choose = Valitse kieli
shell-language-change = Vaihda kieli
shell-developers = Kehittäjille
shell-start = Etusivulle
shell-about = Tietoa palvelusta
shell-privacy = Tietosuoja
shell-accessibility = Saavutettavuus
shell-status = Palvelun tila
shell-catalogue = Luettelo
shell-footer = Tietoa sivustosta

## Components

field-optional = (vapaaehtoinen)
pages = Sivut
pages-newest = Uusimmat
pages-older = Vanhemmat
dialog-close = Sulje

## How long

duration-days = { $days ->
    [one] { $days } päivä
   *[other] { $days } päivää
}
duration-years = { $years ->
    [one] { $years } vuosi
   *[other] { $years } vuotta
}

## When something goes wrong

problem-missing = Tätä sivua ei ole täällä
    .text = Osoite voi olla väärä, tai sivu on poistettu. Näet vain omat tietosi.
problem-forbidden = Tämä ei ole sallittua
    .text = Et voi nähdä tai tehdä tätä. Jos tulit toiselta sivustolta, mene etusivulle ja yritä sieltä uudelleen.
problem-login = Kirjaudu sisään
    .text = Et ole kirjautunut, tai sinut kirjattiin ulos, koska mitään ei tapahtunut pitkään aikaan.
problem-closed = Tämä on muuttunut sillä välin
    .text = Joku muu, tai sinä toisessa ikkunassa, ehti ensin. Palaa takaisin, lataa sivu uudelleen ja katso, mikä on tilanne nyt.
problem-often = Liian monta yritystä
    .text = Odota minuutti ja yritä sitten uudelleen.
problem-input = Tätä ei voitu ymmärtää
    .text = Jokin lähetetyssä ei sovi. Palaa takaisin ja tarkista, mitä kirjoitit.
problem-unavailable = Emme pysty juuri nyt vastaamaan
    .text = Vika on meidän, ei sinun. Yritä uudelleen muutaman minuutin kuluttua.
problem-internal = Täällä meni jotain vikaan
    .text = Vika on meidän, ei sinun. Tietojasi ei muutettu. Yritä myöhemmin uudelleen.
problem-name = Ongelman nimi
problem-request = Tämän pyynnön numero, jos pyydät apua
