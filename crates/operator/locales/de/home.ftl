## Who gets what

map-title = Wer bekommt was
map-explained = Links stehen die Quellen, rechts die Dienste. Je breiter ein Band, desto öfter wurden Daten gezeigt. Wählen Sie einen Namen oder ein Band, um nur dieses zu sehen. Die Tabelle darunter sagt dasselbe.
map-flow = { $source } an { $service }: { $use }. { $state }. { $count ->
    [0] In dieser Zeit nicht gezeigt.
    [one] Einmal gezeigt.
   *[other] { $count }-mal gezeigt.
}
map-empty = Noch nichts zu zeigen
    .text = Wenn Sie eine Erlaubnis geben, sehen Sie hier, welche Quelle wem was zeigt.
map-period = Zeitraum
map-table = Dasselbe als Tabelle
map-caption = Welche Quelle welchem Dienst Daten zeigt
map-source = Quelle
map-service = Dienst
map-use = Wofür
map-state = Stand
map-count = Wie oft gezeigt
map-last = Zuletzt
map-only = Nur: { $what }
map-all = Alles zeigen
map-more = { $count ->
    [one] Eine weitere Zeile steht nicht hier. Wählen Sie einen Namen, um sie zu sehen.
   *[other] { $count } weitere Zeilen stehen nicht hier. Wählen Sie einen Namen, um sie zu sehen.
}

## What ends soon

home-ending = Endet bald
home-ends = { $title } endet am { $date }.
