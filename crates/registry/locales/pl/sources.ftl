## The sources of the trust groups

sources-intro = Tutaj widać, jakie dane mają źródła z grup zaufania i którzy operatorzy je udostępniają. Usłudze nic nie pokazuje się przed Państwa zgodą u ich operatora.
sources-group = Grupa zaufania
sources-found = { $count ->
    [one] { $count } zbiór danych
    [few] { $count } zbiory danych
   *[other] { $count } zbiorów danych
}
sources-shared = Udostępnia { $operator } w grupie zaufania { $group }
sources-silent = Brak odpowiedzi od { $day }
