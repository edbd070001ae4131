## The sources of the trust groups

sources-intro = Hier sehen Sie, welche Daten die Quellen der Vertrauensgruppen haben und welche Betreiber sie teilen. Kein Dienst bekommt etwas zu sehen, bevor Sie es bei Ihrem Betreiber erlauben.
sources-group = Vertrauensgruppe
sources-found = { $count ->
    [one] { $count } Datensammlung
   *[other] { $count } Datensammlungen
}
sources-shared = Geteilt von { $operator } in der Vertrauensgruppe { $group }
sources-silent = Keine Antwort seit { $day }
