own-add-unreadable = Das lässt sich nicht lesen. Eine Datei ist eine Tabelle (CSV in UTF-8) oder JSON.
own-add-column = Nichts heißt hier wie die Spalte „{ $name }“. Nehmen Sie die Spaltennamen aus der leeren Tabelle.
own-add-nothing = Es steht nichts darin.
own-add-too-many = Fügen Sie höchstens { $count } auf einmal hinzu.
own-add-record = Eintrag Nummer { $number } passt nicht. Nichts wurde hinzugefügt.
own-add-no-room = Platz ist für { $count } Einträge. Löschen Sie zuerst einige.
own-add-full = Dafür ist kein Platz. Löschen Sie zuerst einige Einträge.
