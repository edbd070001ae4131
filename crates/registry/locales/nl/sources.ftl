## The sources of the trust groups

sources-intro = Hier ziet u welke gegevens de bronnen van de vertrouwensgroepen hebben en welke beheerders ze delen. Een dienst krijgt niets te zien voordat u dat bij uw beheerder toestaat.
sources-group = Vertrouwensgroep
sources-found = { $count ->
    [one] { $count } gegevensverzameling
   *[other] { $count } gegevensverzamelingen
}
sources-shared = Gedeeld door { $operator } in de vertrouwensgroep { $group }
sources-silent = Geen antwoord sinds { $day }
