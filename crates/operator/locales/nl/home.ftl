## Who gets what

map-title = Wie krijgt wat
map-explained = Links staan de bronnen, rechts de diensten. Hoe breder een band, hoe vaker gegevens zijn getoond. Kies een naam of een band om alleen die te zien. De tabel hieronder zegt hetzelfde.
map-flow = { $source } aan { $service }: { $use }. { $state }. { $count ->
    [0] In deze tijd niet getoond.
    [one] Eén keer getoond.
   *[other] { $count } keer getoond.
}
map-empty = Nog niets te zien
    .text = Als u toestemming geeft, ziet u hier welke bron wat aan wie toont.
map-period = Periode
map-table = Hetzelfde als tabel
map-caption = Welke bron gegevens toont aan welke dienst
map-source = Bron
map-service = Dienst
map-use = Waarvoor
map-state = Stand
map-count = Hoe vaak getoond
map-last = Laatste keer
map-only = Alleen: { $what }
map-all = Alles tonen
map-more = { $count ->
    [one] Er is nog één regel die hier niet staat. Kies een naam om die te zien.
   *[other] Er zijn nog { $count } regels die hier niet staan. Kies een naam om ze te zien.
}

## What ends soon

home-ending = Loopt binnenkort af
home-ends = { $title } loopt af op { $date }.
