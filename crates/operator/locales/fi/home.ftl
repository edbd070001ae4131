## Who gets what

map-title = Kuka saa mitäkin tietoa
map-explained = Tietolähteet ovat vasemmalla ja palvelut oikealla. Mitä leveämpi nauha, sitä useammin tietoja on näytetty. Valitse nimi tai nauha, niin näet vain sen. Alla oleva taulukko kertoo saman.
map-flow = { $source } palvelulle { $service }: { $use }. { $state }. { $count ->
    [0] Ei näytetty tänä aikana.
    [one] Näytetty kerran.
   *[other] Näytetty { $count } kertaa.
}
map-empty = Ei vielä näytettävää
    .text = Kun annat luvan, näet tässä, mikä lähde näyttää mitä ja kenelle.
map-period = Ajanjakso
map-table = Sama taulukkona
map-caption = Mikä lähde näyttää tietoja millekin palvelulle
map-source = Lähde
map-service = Palvelu
map-use = Mihin
map-state = Tila
map-count = Näytetty kertaa
map-last = Viimeksi
map-only = Vain: { $what }
map-all = Näytä kaikki
map-more = { $count ->
    [one] Yksi rivi puuttuu tästä. Valitse nimi, niin näet sen.
   *[other] { $count } riviä puuttuu tästä. Valitse nimi, niin näet ne.
}

## What ends soon

home-ending = Päättyy pian
home-ends = { $title } päättyy { $date }.
