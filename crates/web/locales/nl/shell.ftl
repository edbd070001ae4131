## Around every page

shell-skip = Naar de inhoud
shell-navigation = Hoofdmenu
shell-menu = Menu
shell-menu-new = Menu ({ $count } nieuw)
shell-log-out = Uitloggen
shell-language = Taal
shell-language-choose = Kies uw taal
shell-language-change = Taal wijzigen
shell-developers = Voor ontwikkelaars
shell-start = Naar de startpagina
shell-about = Over deze dienst
shell-privacy = Privacy
shell-accessibility = Toegankelijkheid
shell-status = Status
shell-catalogue = Catalogus
shell-footer = Over deze website

## Components

field-optional = (niet verplicht)
pages = Pagina’s
pages-newest = Nieuwste
pages-older = Ouder
dialog-close = Sluiten

## How long

duration-days = { $days ->
    [one] { $days } dag
   *[other] { $days } dagen
}
duration-years = { $years ->
    [one] { $years } jaar
   *[other] { $years } jaar
}

## When something goes wrong

problem-missing = Deze pagina is er niet
    .text = Misschien klopt het adres niet, of is de pagina weg. U ziet alleen wat van u is.
problem-forbidden = Dit mag niet
    .text = U mag dit niet zien of doen. Komt u van een andere website? Ga dan naar de startpagina en probeer het daar opnieuw.
problem-login = Log eerst in
    .text = U bent niet ingelogd, of u bent uitgelogd omdat er lang niets gebeurde.
problem-closed = Dit is intussen veranderd
    .text = Iemand anders was eerder, of uzelf in een ander venster. Ga terug, laad de pagina opnieuw en kijk wat er nu staat.
problem-often = Te veel pogingen
    .text = Wacht een minuut en probeer het dan opnieuw.
problem-input = Dit konden wij niet begrijpen
    .text = Iets in wat is verstuurd, klopt niet. Ga terug en controleer wat u hebt ingevuld.
problem-unavailable = Wij kunnen nu niet antwoorden
    .text = Dat ligt aan ons, niet aan u. Probeer het over een paar minuten opnieuw.
problem-internal = Hier ging iets mis
    .text = Dat ligt aan ons, niet aan u. Er is niets van u veranderd. Probeer het later opnieuw.
problem-name = Naam van het probleem
problem-request = Nummer van dit verzoek, voor als u hulp vraagt
