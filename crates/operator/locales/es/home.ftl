## Who gets what

map-title = Quién recibe qué
map-explained = A la izquierda están las fuentes y a la derecha los servicios. Cuanto más ancha es una banda, más veces se mostraron datos. Elija un nombre o una banda para ver solo eso. La tabla de abajo dice lo mismo.
map-flow = { $source } a { $service }: { $use }. { $state }. { $count ->
    [0] No se mostró en este tiempo.
    [one] Se mostró una vez.
   *[other] Se mostró { $count } veces.
}
map-empty = Todavía no hay nada que mostrar
    .text = Cuando dé un permiso, verá aquí qué fuente muestra qué y a quién.
map-period = Periodo
map-table = Lo mismo en una tabla
map-caption = Qué fuente muestra datos a qué servicio
map-source = Fuente
map-service = Servicio
map-use = Para qué
map-state = Estado
map-count = Veces
map-last = Última vez
map-only = Solo: { $what }
map-all = Mostrar todo
map-more = { $count ->
    [one] Hay una fila más que no aparece aquí. Elija un nombre para verla.
   *[other] Hay { $count } filas más que no aparecen aquí. Elija un nombre para verlas.
}

## What ends soon

home-ending = Termina pronto
home-ends = { $title } termina el { $date }.
