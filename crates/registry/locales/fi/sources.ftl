## The sources of the trust groups

sources-intro = Täältä näet, mitä tietoja luottamusryhmien lähteillä on ja mitkä operaattorit jakavat ne. Mitään ei näytetä palvelulle, ennen kuin sallit sen operaattorillasi.
sources-group = Luottamusryhmä
sources-found = { $count ->
    [one] { $count } tietoaineisto
   *[other] { $count } tietoaineistoa
}
sources-shared = Jakaja: { $operator }, luottamusryhmä { $group }
sources-silent = Ei vastannut { $day } jälkeen
