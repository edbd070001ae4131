## Who gets what

map-title = Kto co otrzymuje
map-explained = Po lewej stronie są źródła, po prawej usługi. Im szersza wstęga, tym częściej pokazywano dane. Proszę wybrać nazwę lub wstęgę, aby zobaczyć tylko ją. Tabela poniżej mówi to samo.
map-flow = { $source } → { $service }: { $use }. { $state }. { $count ->
    [0] W tym czasie nie pokazano.
    [one] Pokazano raz.
    [few] Pokazano { $count } razy.
    [many] Pokazano { $count } razy.
   *[other] Pokazano { $count } razy.
}
map-empty = Jeszcze nie ma czego pokazać
    .text = Gdy udzielą Państwo zgody, będzie tu widać, które źródło co i komu pokazuje.
map-period = Okres
map-table = To samo w tabeli
map-caption = Które źródło pokazuje dane której usłudze
map-source = Źródło
map-service = Usługa
map-use = Po co
map-state = Stan
map-count = Ile razy pokazano
map-last = Ostatnio
map-only = Tylko: { $what }
map-all = Pokaż wszystko
map-more = { $count ->
    [one] Jeszcze jednego wiersza tu nie ma. Proszę wybrać nazwę, aby go zobaczyć.
   *[other] Wiersze, których tu nie ma: { $count }. Proszę wybrać nazwę, aby je zobaczyć.
}

## What ends soon

home-ending = Wkrótce się kończy
home-ends = { $title } – koniec: { $date }.
