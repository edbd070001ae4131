## The sources of the trust groups

sources-intro = Qui vede quali dati hanno le fonti dei gruppi di fiducia e quali operatori le condividono. Nulla viene mostrato a un servizio prima che Lei lo permetta presso il Suo operatore.
sources-group = Gruppo di fiducia
sources-found = { $count ->
    [one] { $count } insieme di dati
   *[other] { $count } insiemi di dati
}
sources-shared = Condiviso da { $operator } nel gruppo di fiducia { $group }
sources-silent = Nessuna risposta dal { $day }
