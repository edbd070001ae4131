## The sources of the trust groups

sources-intro = Här ser du vilka uppgifter källorna i förtroendegrupperna har och vilka operatörer som delar dem. Inget visas för en tjänst innan du tillåter det hos din operatör.
sources-group = Förtroendegrupp
sources-found = { $count ->
    [one] { $count } datamängd
   *[other] { $count } datamängder
}
sources-shared = Delas av { $operator } i förtroendegruppen { $group }
sources-silent = Inget svar sedan { $day }
