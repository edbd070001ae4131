## Navigation

nav-rules = Reglas
nav-my-data = Mis datos
nav-settings = Ajustes

## Activity of one source

activity-only = Solo datos de: { $source }
activity-all = Ver toda la actividad

## My data

own-title = Mis datos
own-intro = Dónde hay datos sobre usted y qué está guardado allí.
own-nowhere = Ninguna fuente le conoce todavía
    .text = Cuando una fuente le conozca por uno de sus identificadores, verá aquí lo que guarda sobre usted.
own-straight = Los datos llegan directamente de la fuente a su navegador. Nosotros no los vemos. Cada consulta queda anotada en su actividad.
own-without = Para mostrar los datos aquí, su navegador necesita JavaScript y una conexión segura. Sin ellos puede ver qué puede estar guardado. También puede leer los datos con este comando:
own-show-all = Mostrar todo
own-progress = Conjuntos de datos consultados
own-show = Mostrar lo que está guardado
own-not-offered = Esta fuente no muestra sus datos aquí. Pregunte a la propia fuente:
own-available = Qué puede estar guardado aquí ({ $count })
own-not-shown = Para mostrarlo tendríamos que saber con más seguridad quién es usted.
own-who = Quién recibió datos y cuándo: { $source }
own-busy = Preguntando a la fuente…
own-shown = Esto está guardado sobre usted:
own-nothing = Aquí no hay nada guardado sobre usted.
own-again = Mostrar otra vez
own-original = Mostrar como lo escribe la fuente
own-converted = Mostrar como se describe aquí
own-left-out = La fuente ha escrito esto de una forma que no se puede leer:
own-yes = sí
own-no = no
own-none = nada guardado
own-slow = La fuente tarda demasiado en responder. Inténtelo más tarde.
own-dead = Ahora no se puede conectar con la fuente. Inténtelo más tarde.
own-refused-here = La fuente se niega ahora a mostrarlo. Inténtelo más tarde.
own-often = Ha mirado muchas veces. Espere un minuto e inténtelo de nuevo.
own-unreadable = La respuesta de la fuente no se puede leer. Inténtelo más tarde.
own-login = Su sesión ha terminado. Cargue la página de nuevo e inicie sesión.
own-ours = No hemos podido preguntar a la fuente. Es culpa nuestra. Inténtelo más tarde.
own-past = Mostrar cómo era antes
own-past-from = Desde el { $time }
own-past-shown = Así ha cambiado, lo más reciente primero:
own-past-none = La fuente no ha guardado valores anteriores.

## Changing my data

own-can-both = Puede corregirlo y borrarlo aquí.
own-can-correct = Puede corregirlo aquí.
own-can-erase = Puede borrarlo aquí.
own-can-staff = Aquí puede pedir que esto se corrija o se borre: lo hace el personal de la fuente.
own-kept-by = La ley obliga a la fuente a conservarlo: { $law }.
own-letter-correct = Escribir una carta: pedir que se corrija
own-letter-erase = Escribir una carta: pedir que se borre
own-correct = Corregir
own-add = Añadir
own-erase = Borrar
own-new-value = Nuevo valor para «{ $what }»
own-per-line = Escriba uno por línea.
own-correct-what = { $source } lo recibe directamente de su navegador y lo cambia enseguida. Nosotros no lo vemos.
own-save = Guardar
own-cancel = Cancelar
own-telling = Informando a la fuente…
own-corrected = Corregido: { $what }.
own-undo = Deshacer
own-undone = Está otra vez como antes: { $what }.
own-same = No ha cambiado nada: es igual que antes.
own-erased = Borrado: { $what }.
own-erased-all = Se ha borrado todo: { $what }.
own-erase-ask = ¿Borrar «{ $what }»?
own-erase-lost = Esto se perderá:
own-erase-final = { $source } lo borra para siempre. Nadie puede deshacerlo. Lo que otros ya han recibido no se borra allí.
own-staff-look = El personal de { $source } lo revisa y responde en un plazo de 30 días. Lo que escribe va directamente de su navegador a ellos. Nosotros no lo vemos.
own-staff-erase = El personal de { $source } lo revisa y responde en un plazo de 30 días. Hasta entonces no se borra nada.
own-staff-send = Enviar al personal
own-staff-sent = Enviado al personal de { $source }: { $what }. A más tardar el { $day } le diremos qué ha hecho. Hasta entonces no cambia nada.
own-asked-correct = El { $day } usted pidió cambiar esto por «{ $value }». El personal de { $source } responde a más tardar el { $until }.
own-asked-erase = El { $day } usted pidió borrar esto. El personal de { $source } responde a más tardar el { $until }.
own-asked-erase-all = El { $day } usted pidió borrar todo lo de aquí. El personal de { $source } responde a más tardar el { $until }.
own-asked-done = Hecho: el { $decided } el personal de { $source } hizo lo que usted había pedido el { $day }.
own-asked-refused = Denegado: el { $decided } el personal de { $source } denegó lo que usted había pedido el { $day }: «{ $why }»
own-take-back = Retirar la petición
own-taken-back = Petición retirada: { $what }. Queda como está.
own-asked-waits = Usted ya pidió un cambio de esto. Espere la respuesta del personal o retire lo que está pendiente.
own-asked-over = Esto ya no está pendiente. Mire qué ha respondido el personal.
own-erase-all = Borrar todo
own-keep = Conservar
own-empty = Escriba un valor. Si quiere quitarlo, cancele y bórrelo.
own-invalid = No tiene la forma correcta. Compruébelo.
own-not-theirs = Esto no se puede cambiar aquí. Escriba una carta a la fuente: los enlaces están más abajo.
own-change-refused = La fuente no ha aceptado el cambio. Compruébelo o escriba una carta a la fuente.
own-says = La fuente dice:
own-unsure = No sabemos si la fuente ha hecho el cambio. Muestre sus datos otra vez y compruébelo.
own-untold = La fuente no ha hecho el cambio. Inténtelo más tarde.
own-add-record = Añadir una entrada
own-add-file = Añadir desde un archivo
    .hint = Una tabla (CSV) o JSON, una entrada por línea. { $source } lo recibe directamente de su navegador. Nosotros no lo vemos.
own-add-table = Guardar una tabla vacía para rellenar
own-add-title = Añadir a «{ $what }»
own-add-send = Añadir el contenido del archivo
own-added-one = La entrada está añadida.
own-added-many = Entradas añadidas: { $number }.
own-add-large = El archivo es demasiado grande. Puede tener como máximo 1 megabyte.
own-add-wrong = Elija un archivo cuyo nombre termine en .csv, .json o .jsonl.
own-add-none = Rellene al menos un campo.
own-entry = Entrada { $number }
own-entry-erase = Borrar esta entrada
own-entry-erased = Borrado: { $what }.

## Rules

rules-title = Reglas
rules-intro = Una regla responde a las peticiones por usted, como usted quiera.
rules-new = Crear una regla
rules-none = No tiene reglas
    .text = Se le pregunta por cada petición. Con una regla puede decir siempre que sí o siempre que no a ciertas peticiones.
rules-saved = La regla está guardada
rules-waits = Vale para peticiones nuevas. La petición de la que viene todavía espera su respuesta.
rules-waits-link = Responder
rules-removed = La regla está eliminada
rules-again = Crearla otra vez
rules-remove = Eliminar esta regla
rules-is-allow = Cuando pida datos { $who }, decir que sí sin preguntarme
rules-is-allow-anyone = Quienquiera que pida datos, decir que sí sin preguntarme
rules-is-ask = Cuando pida datos { $who }, preguntarme
rules-is-ask-anyone = Quienquiera que pida datos, preguntarme
rules-is-deny = Cuando pida datos { $who }, decir que no
rules-is-deny-anyone = Quienquiera que pida datos, decir que no
rules-for = Si los datos se usan para esto: { $list }.
rules-for-any = Sea cual sea el uso de los datos.
rules-doing = Si con los datos se hace esto: { $list }.
rules-about = Para estos datos: { $list }.
rules-about-any = Para todos los datos.
rules-ends = El último día de la regla es el { $date }.
rules-window = Solo estos días y a estas horas: de { $first } a { $last }, de { $opens } a { $closes } ({ $zone }).
rules-only-if = Solo si todo esto es verdad:
rules-not-if = Pero no si todo esto es verdad:
rules-if-keep = Los datos se guardan como máximo { $time }
rules-if-within = Los datos se quedan en esta zona: { $area }
rules-if-recipients = Los datos no se pasan a nadie más
rules-if-pseudonymised = Los datos se usan sin su nombre
rules-if-aggregated = Los datos se usan solo como cifras sobre muchas personas
rules-if-automated = Ninguna decisión sobre usted la toma solo un ordenador
rules-area-eu = Unión Europea
rules-area-eea = Espacio Económico Europeo
rules-group = un miembro del grupo de confianza { $group }
rules-whole = { $dataset }, todo ({ $source })
rules-part = { $attribute } ({ $source })

day-monday = lunes
day-tuesday = martes
day-wednesday = miércoles
day-thursday = jueves
day-friday = viernes
day-saturday = sábado
day-sunday = domingo

## Making a rule

rules-new-title = Una regla nueva
rules-new-intro = Elija de qué trata la regla. Antes de guardarla verá qué haría.
rules-effect = ¿Qué debe pasar?
rules-allow = Decir siempre que sí
    .text = El servicio recibe lo que necesita y nada más. Se lo comunicamos.
rules-ask = Preguntarme siempre
    .text = Usted decide cada vez, aunque otra regla diga que sí.
rules-deny = Decir siempre que no
    .text = El servicio no recibe nada. Se lo comunicamos.
rules-party = ¿Quién pide?
rules-anyone = Cualquiera
rules-purposes = ¿Para qué?
    .text = No elija nada si se refiere a cualquier finalidad.
rules-purposes-all = Finalidades
rules-purposes-other = Otras finalidades
rules-data = ¿Qué datos?
    .text = No elija nada si se refiere a todos los datos. Una regla que dice que sí incluye datos sensibles solo si usted los elige.
rules-data-kinds = Tipos de datos
rules-data-other-kinds = Otros tipos de datos
rules-data-others = Otros datos
choices-search = Buscar en esta lista
choices-found = Encontrados: { $count }
choices-chosen = Elegidos: { $count }
rules-conditions = Condiciones
    .text = Una regla que dice que sí vale solo si todo esto es verdad. Las demás reglas no valen si todo esto es verdad.
rules-keep = Cuántos días se guardan los datos como máximo
rules-within = Dónde se quedan los datos
rules-anywhere = En cualquier lugar
rules-form = Cómo se usan los datos
rules-form-any = De cualquier manera
rules-until = Último día de la regla
rules-look = Mostrar qué haría la regla
rules-would = Qué haría hoy esta regla
rules-would-nothing = No cambiaría nada de lo que se conoce hoy. La regla vale para peticiones posteriores.
rules-would-allow = Si lo piden, recibirían un sí sin preguntarle a usted ({ $count }):
rules-would-decline = Si lo piden, recibirían un no ({ $count }):
rules-would-ask = Si lo piden, se le preguntaría a usted ({ $count }):
rules-would-end = Permisos que terminarían, porque los dio una regla ({ $count }):
rules-would-keep-back = Permisos que dio usted. La regla retiene lo que prohíbe ({ $count }):
rules-not-yet = Todavía no hay nada guardado.
rules-save = Guardar esta regla
rules-leave = No guardarla
rules-change = Cambie la regla antes de guardarla
rules-wrong-effect = Elija qué debe pasar.
rules-wrong-keep = Escriba un número de días, por ejemplo 30.
rules-wrong-until = Elija un día que todavía no haya pasado.
rules-wrong-many = Tiene todas las reglas posibles. Elimine primero una.
rules-like = Peticiones como esta
    .text = Puede crear una regla. Verá qué haría antes de guardarla.
rules-like-allow = Decir siempre que sí a peticiones como esta
rules-like-deny = Decir siempre que no a peticiones como esta

## Settings

settings-title = Ajustes
settings-you = Sobre usted
settings-name = Cómo le llamamos
    .text = Solo usted ve este nombre. Los servicios no lo ven.
settings-name-wrong = El nombre es demasiado largo. Puede tener 200 letras, todas en una línea.
settings-save = Guardar
settings-saved = Sus ajustes están guardados
settings-language = Idioma
    .text = Estas páginas le hablan en este idioma, dondequiera que inicie sesión.
settings-account = Su cuenta
settings-login = Inicia sesión con
settings-zone = Las horas son las de
    .text = Es la hora de la ciudad que gestiona estas páginas.

## Own values on a request

values-title = Sus propios datos
values-straight = Los datos llegan directamente de la fuente a su navegador. Nosotros no los vemos. Mirar no decide nada y queda anotado en su actividad.
values-show = Mostrar mis datos
values-without = Lo que hay guardado sobre usted:
values-nowhere = Esta fuente no puede encontrarle con lo que sabemos de usted, así que no hay nada que mostrar.
values-not-offered = Esta fuente no muestra sus datos aquí. Pregunte a la propia fuente.

## Rarely used conditions of a rule

rules-organisations = Organizaciones
rules-kinds = Tipos de organizaciones
rules-groups = Grupos de confianza
rules-more = Más condiciones
rules-processing = ¿Qué se hace con los datos?
    .text = No elija nada si se refiere a todo lo que se haga con ellos.
rules-hours = Días y horas
    .text = La regla vale solo entonces, según la hora de hoy aquí. Déjelo vacío si vale siempre.
rules-first-day = Primer día
rules-last-day = Último día
rules-any-day = Cualquier día
rules-opens = Desde
rules-closes = Hasta
rules-wrong-hours = Escriba dos horas, primero la más temprana.
