## Who gets what

map-title = Chi riceve che cosa
map-explained = A sinistra ci sono le fonti, a destra i servizi. Più una fascia è larga, più spesso i dati sono stati mostrati. Scelga un nome o una fascia per vedere solo quello. La tabella qui sotto dice lo stesso.
map-flow = { $source } a { $service }: { $use }. { $state }. { $count ->
    [0] Non mostrati in questo periodo.
    [one] Mostrati una volta.
   *[other] Mostrati { $count } volte.
}
map-empty = Ancora niente da mostrare
    .text = Quando dà un permesso, qui vede quale fonte mostra che cosa e a chi.
map-period = Periodo
map-table = Lo stesso come tabella
map-caption = Quale fonte mostra dati a quale servizio
map-source = Fonte
map-service = Servizio
map-use = Per che cosa
map-state = Stato
map-count = Quante volte
map-last = Ultima volta
map-only = Solo: { $what }
map-all = Mostra tutto
map-more = { $count ->
    [one] Un’altra riga non è in questo elenco. Scelga un nome per vederla.
   *[other] Altre { $count } righe non sono in questo elenco. Scelga un nome per vederle.
}

## What ends soon

home-ending = Finisce presto
home-ends = { $title } finisce il { $date }.
