## A search for what sources offer

catalogue-search = Búsqueda
    .hint = Por ejemplo: dirección, biblioteca, estudio
catalogue-find = Buscar
catalogue-narrow = Acotar la búsqueda
catalogue-category = Tipo de datos
catalogue-place = Lugar
catalogue-language = Idioma de la descripción
catalogue-type = Tipo de entrada
catalogue-attribute = Atributo, por ejemplo address.street
catalogue-any = Todos
catalogue-sources-title = Qué tienen las fuentes
catalogue-no-sources = Aquí todavía no se conoce ninguna fuente.
catalogue-nothing = No se ha encontrado nada
    .text = Pruebe otra palabra o menos palabras.
catalogue-holds = Qué datos tiene
catalogue-more = { $count ->
    [one] Y { $count } más
   *[other] Y { $count } más
}
catalogue-before = Página anterior
catalogue-after = Página siguiente

## What one of them offers

dataset-holder = Los tiene: { $source }
tag-sensitive = sensible
tag-official = número oficial
fact-contact = Contacto
contact-name = Responsable
contact-officer = Delegado de protección de datos
contact-email = Correo electrónico
contact-phone = Teléfono
contact-postal = Correo postal
contact-url = Página
