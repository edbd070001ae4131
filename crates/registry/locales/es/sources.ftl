## The sources of the trust groups

sources-intro = Aquí ve qué datos tienen las fuentes de los grupos de confianza y qué operadores las comparten. Nada se muestra a un servicio antes de que usted lo permita en su operador.
sources-group = Grupo de confianza
sources-found = { $count ->
    [one] { $count } conjunto de datos
   *[other] { $count } conjuntos de datos
}
sources-shared = Compartida por { $operator } en el grupo de confianza { $group }
sources-silent = Sin respuesta desde el { $day }
