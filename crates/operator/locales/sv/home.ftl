## Who gets what

map-title = Vem får vad
map-explained = Källorna står till vänster, tjänsterna till höger. Ju bredare band, desto oftare har uppgifter visats. Välj ett namn eller ett band för att bara se det. Tabellen nedan säger samma sak.
map-flow = { $source } till { $service }: { $use }. { $state }. { $count ->
    [0] Inte visat under denna tid.
    [one] Visat en gång.
   *[other] Visat { $count } gånger.
}
map-empty = Inget att visa ännu
    .text = När du ger ett tillstånd ser du här vilken källa som visar vad för vem.
map-period = Tidsperiod
map-table = Samma sak som tabell
map-caption = Vilken källa som visar uppgifter för vilken tjänst
map-source = Källa
map-service = Tjänst
map-use = Till vad
map-state = Läge
map-count = Antal gånger
map-last = Senast
map-only = Bara: { $what }
map-all = Visa allt
map-more = { $count ->
    [one] En rad till visas inte här. Välj ett namn för att se den.
   *[other] { $count } rader till visas inte här. Välj ett namn för att se dem.
}

## What ends soon

home-ending = Slutar snart
home-ends = { $title } slutar { $date }.
