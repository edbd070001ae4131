## Start

source-home = Inicio
    .text = Cómo está la fuente en este conector ({ $name }) y qué necesita atención.
source-health = El sistema de la fuente
source-of-kind = Sistema del tipo { $kind }
source-works = Funciona
source-fails-now-and-then = Falla de vez en cuando
source-left-alone = No responde
source-answered = Última respuesta: { $at }
source-usual = Una respuesta suele tardar { $ms } ms.
source-not-asked = Sin preguntas desde el inicio.
source-failed = Último fallo: { $at }. { $why }
source-copies = No se puede consultar; se usan las últimas copias
source-files-missing = No se pueden usar todos los archivos
source-looked = Última consulta: { $at }
source-untrusting = No se puede responder a ninguna petición, porque falta la lista de operadores de confianza o es demasiado antigua
source-findings = Hallazgos
    .none = La fuente no envía nada que su descripción no conozca.
    .text = Lo que no está descrito no se entrega: descríbalo, o haga que la fuente lo envíe de otra manera.
finding-unknown = { $route }: la fuente envía «{ $name }», que no está descrito.
finding-gone = { $route }: «{ $name }» está descrito, pero la fuente ya no lo tiene.
finding-lost-subscription = { $route }: el bróker de la fuente había perdido la suscripción del conector a «{ $name }». El conector la hace de nuevo y dice a los servicios qué ha cambiado entretanto.
finding-malformed = { $route }: «{ $name }» tiene registros que no se pueden usar.
finding-other-type = { $route }: «{ $name }» contiene algo distinto de lo que dice su descripción.
finding-deviation = { $route }: el valor de «{ $name }» no es como dice el modelo de datos.
source-brokers = Intermediarios de la ciudad
    .text = Quien busca datos allí encuentra esta fuente.
broker-registered = Registrada
broker-not-registered = No registrada
broker-not-yet = Aún no se ha preguntado
broker-confirmed = Última confirmación: { $at }
broker-down = No se pudo llegar al intermediario.
broker-slow = El intermediario tardó demasiado.
broker-login = El intermediario no acepta el acceso del conector.
broker-status = El intermediario respondió con el estado { $status }.
finding-seen = Visto por primera vez: { $first }, por última: { $last }
cause-described = Descrito como: { $kind }
cause-records = Registros que no se pueden leer, son demasiado largos o no nombran a nadie: { $count }. Los primeros son { $first }.
cause-encoding = No están en { $encoding }: { $count }. Indique la codificación del archivo.
cause-model = No se cumple la regla «{ $keyword }» del modelo de datos.
cause-not-text = No es un texto.
cause-not-a-number = No es un número.
cause-not-a-date = No es una fecha con la forma declarada.
cause-not-true-or-false = No es ni sí ni no.
cause-unknown-code = El código no está en la lista.
cause-no-such-part = Hay muy pocas partes.
cause-not-a-list = No es una lista.
cause-not-an-object = No es un objeto.

## Why a request came to nothing

outcome-source-unreachable = No se pudo alcanzar la fuente
outcome-source-timeout = La fuente tardó demasiado
outcome-source-busy = Demasiadas peticiones a la vez
outcome-source-error = La fuente informó de un error
outcome-source-bad-answer = No se pudo leer la respuesta de la fuente
outcome-source-too-large = La respuesta de la fuente era demasiado grande
outcome-person-unknown-at-source = La fuente no conoce a la persona
outcome-pod-not-shared = El pod de la persona no está compartido con el conector
outcome-permission-not-active = El permiso no está en vigor
outcome-attributes-not-permitted = Los datos no están permitidos
outcome-purpose-not-permitted = El fin no está permitido
outcome-agreement-missing = No hay acuerdo para compartir datos
outcome-lease-expired = La última respuesta del operador es demasiado antigua
outcome-ticket-expired = El billete ha caducado
outcome-ticket-replayed = El billete ya se había usado
outcome-ticket-unknown-issuer = Aquí no se confía en el operador del billete
outcome-ticket-bad-signature = La firma del billete no es correcta
outcome-ticket-wrong-audience = El billete es para otra dirección
outcome-proof-invalid = No se demostró de quién es el billete
outcome-operator-unreachable = No se pudo llegar al operador
outcome-operator-timeout = El operador tardó demasiado
outcome-operator-bad-answer = La respuesta del operador no se pudo usar
outcome-change-refused = La fuente rechazó el cambio
outcome-change-not-offered = Esto no se puede cambiar aquí
outcome-trust-list-expired = La lista de operadores de confianza ha caducado
outcome-trust-list-unavailable = No hay una lista válida de operadores de confianza
outcome-trust-list-timeout = El registro tardó demasiado
outcome-trust-list-rolled-back = La lista de operadores de confianza es más antigua que una vista antes

## What is due

source-late = Tareas de la bandeja con retraso: { $count }
source-soon = Tareas de la bandeja que vencen en una semana: { $count }

## What is offered

offer-title = Conjuntos de datos
    .text = Qué ofrece la fuente, quién lo usa y qué leen las personas sobre ello.
offer-none = Todavía no se ofrece nada.
offer-row = Versión { $version }, { $count } datos
offer-edit = Escribir la próxima versión
offer-attributes = Datos
offer-path = Ruta
offer-called = Nombre
offer-category = Tipo de dato
offer-users = Operadores y servicios que lo usan
    .none = Nadie ha recibido nada de ello todavía.
offer-versions = Versiones publicadas aquí
offer-version = Versión { $version }, { $at }
offer-back = Todos los conjuntos de datos
offer-back-to = Volver al conjunto de datos
offer-sensitive = sensible
offer-official = número oficial

## What people read

preview-title = Qué leerá una persona
    .text = Así se muestran el conjunto y sus datos a las personas cuando deciden.
preview-language = Idioma de la vista previa
preview-show = Mostrar
preview-missing = Aún no está en este idioma; las personas lo leen en otro
preview-hidden = Esto no se le muestra aquí.
preview-correct = Puede rectificarlo usted mismo.
preview-not-corrected = Esto no se puede rectificar: { $why }
preview-kept = Esto debe guardarse: { $why }
preview-retention = Se guarda durante { $length } después de terminar.
preview-sure = Solo se entrega cuando es bastante seguro quién es usted.

## Writing the next version

editor-title = Escribir la próxima versión
    .text = { $dataset }, versión { $version }. Nada cambia para nadie antes de que usted la publique.
editor-language = Idioma en que escribe
editor-dataset = El conjunto de datos
editor-called = Cómo lo llama la gente
editor-words = Qué dice, en palabras sencillas
editor-sensitivity = Cuidado que exige la ley
editor-ordinary = como para todos los datos personales
editor-holds = Qué contiene
    .hint = Lo que la fuente envíe en su lugar se retiene y aparece entre los hallazgos.
editor-single = valores sueltos o listas de ellos
editor-text = textos
editor-number = números
editor-boolean = sí o no
editor-object = cualquier cosa, con todo lo que hay debajo
editor-category-hint = Elija la clase de datos, o escriba un término del Data Privacy Vocabulary, por ejemplo pd:Name.
editor-path-hint = Dónde está el dato en lo que envía la fuente, como loans.title.
editor-self-access = Las personas pueden ver aquí sus propios datos
    .hint = Desde las páginas de sus operadores.
editor-self-change = Las personas pueden corregir y borrar aquí sus propios datos
    .hint = Lo que el sistema de la fuente no puede cambiar llega a la bandeja.
editor-more = Más
editor-rectify = ¿Puede la persona pedir que se rectifique?
editor-rectify-by-person = sí, por sí misma
editor-rectify-with-evidence = sí, con una prueba
editor-no = no
editor-erase = ¿Puede la persona pedir que se borre?
editor-erase-yes = sí
editor-law = Qué ley lo impide
editor-why = Qué clase de motivo, como término del Data Privacy Vocabulary
editor-retention = Días que se guarda después de terminar
editor-assurance = ¿Con qué seguridad debe conocerse a la persona?
editor-assurance-low = bajo
editor-assurance-substantial = sustancial
editor-assurance-high = alto
editor-hidden = La persona no lo ve
    .hint = Solo donde una ley limita el derecho a ver los propios datos.
editor-identifiers = Identificadores con los que la fuente encuentra a una persona
    .hint = Uno por línea, el mejor primero, por ejemplo ssn.
editor-model = Dirección del modelo de datos
    .hint = El Smart Data Model o JSON Schema que siguen los datos.
editor-history = Los servicios pueden ver también los valores anteriores
    .hint = Solo donde un registro ha sido siempre de la misma persona.
editor-remove = Quitar { $path }
editor-new = Un dato nuevo
editor-save = Guardar el borrador
editor-preview = Como se guardó la última vez, en el idioma en que escribe.
editor-faults = Esto no encaja y se ha dejado fuera
editor-partly = El resto del borrador se ha guardado
editor-publish = Publicar
    .text = La versión { $version } entra en vigor enseguida. Nunca se puede cambiar; solo una más nueva puede sustituirla.
    .button = Publicar la versión { $version }
editor-not-yet = Todavía no se puede publicar
editor-not-published = No se ha publicado. Abajo se ve qué falta.
editor-drop = Descartar el borrador

## The log

log-title = Registro
    .text = Quién pidió datos de esta fuente y qué resultó. Los valores mismos no están en el registro.
log-operator = Operador
log-operator-all = Todos los operadores
log-month-all = Todos los meses
log-before-day = Antes de este día
log-jsonl = Descargar para programas (líneas JSON)
log-service = Servicio
log-kind = Qué resultó
log-kind-all = Todo
log-filter = Filtrar
log-none = No se ha pedido nada.
log-caption = Peticiones, la más reciente primero
log-entry = Entrada
log-when = Cuándo
log-dataset = Conjunto de datos
log-outcome = Resultado
log-attributes = Datos
log-released = Entregado
log-begun = Entrega iniciada
log-interrupted = Interrumpido
log-changed = Cambiado por la persona
log-change-begun = Cambio iniciado
log-refused = Denegado
log-refusals-counted = Denegado, sin entradas propias
log-subscription = Sobre una suscripción
log-link = Sobre el vínculo con una persona
log-link-begun = Vínculo: vino una persona
log-link-code-asked = Vínculo: se pidió un código
log-link-sent-to-desk = Vínculo: enviado al mostrador
log-link-confirmed = Vínculo: confirmado por el personal
log-link-refused = Vínculo: rechazado por el personal
log-link-failed = Vínculo: no se logró
log-link-linked = Vinculado con una persona
log-link-ended-by-person = Vínculo terminado por la persona
log-link-ended-by-source = Vínculo terminado por la fuente
log-link-emptied = Vínculo: se vació el espacio de la persona
log-event = Aviso de un suceso
log-staff = Hecho por el personal
log-person = La propia persona

## Statistics

statistics-title = Estadísticas
    .text = Qué se entregó en un mes, por operador, servicio y conjunto, para la liquidación. No contiene datos de nadie.
statistics-month = Mes
statistics-show = Mostrar el mes
statistics-none = En este mes no se pidió nada.
statistics-caption = Peticiones: { $month }
statistics-requests = Peticiones
statistics-records = Registros
statistics-attributes = Datos
statistics-total = Total entregado
statistics-csv = Descargar como tabla (CSV)

## Keys

keys-title = Claves
    .text = Con qué firma el conector. Una clave se sustituye sola después de { $days } días.
keys-published = Claves publicadas
keys-signs = Firma
keys-verifies = Ahora no firma
keys-where = Los demás las encuentran aquí:
keys-log = Clave del registro
    .text = Quien la tiene puede ver que nada se ha quitado del registro.
keys-rotate = Sustituir la clave ahora
    .text = Se publica una clave nueva, que firma en cuanto los demás han podido conocerla. Nada se interrumpe.
    .button = Sustituir la clave

## The inbox

inbox-title = Bandeja
    .text = Lo que las personas piden y el sistema de la fuente no puede hacer solo, y quién acudirá a su ventanilla. Cada tarea dice para cuándo.
inbox-none = No hay nada que hacer.
inbox-done = Mostrar lo hecho
inbox-live = Mostrar lo pendiente
inbox-back = Volver a la bandeja
task-correction = Corregir los datos de alguien
task-erasure = Borrar los datos de alguien
task-desk-confirmation = Confirmar en ventanilla quién es alguien
task-open = Abierta
task-soon = Vence en una semana
task-late = Con retraso
task-taken = Lo hace { $name }
task-done = Hecha
task-refused = Denegada
task-lapsed = Venció el plazo, o la persona renunció
task-taken-back = Retirada por la persona
task-due = Para hacer antes del { $day }
task-received = Recibida
task-until = Para hacer antes del
task-correct = Por corregir
task-erase = Por borrar
task-erase-all = Todo sobre la persona en este conjunto de datos
task-desk = Cómo comprobar quién es
    .text = La persona acude a usted y muestra un código. Mire un documento de identidad y busque a la persona en sus datos. Si no está seguro, deniegue y diga por qué.
    .told = La persona ha leído:
task-do = Qué hace usted
task-take = Lo hago yo
task-put-back = Devolver
task-note = Nota
    .hint = Diga por qué, si lo deniega. No escriba nada sobre la persona: la nota se conserva.
    .told = Diga por qué, si deniega: la persona lo lee. No escriba nada sobre ella, porque la nota se guarda.
task-finish = Está hecho
task-refuse = Denegar
task-history = Qué se ha hecho
task-wrong-reason = Una denegación debe decir por qué.

## What staff did

act-task-taken = Asumió una tarea
act-task-put-back = Devolvió una tarea
act-task-done = Terminó una tarea
act-task-refused = Denegó una petición
act-key-rotated = Sustituyó una clave
act-draft-changed = Cambió un borrador
act-draft-dropped = Descartó un borrador
act-dataset-published = Publicó una versión de un conjunto de datos
act-log-saved = Guardó una copia del registro
act-entities-kept = Guardó datos de una persona
act-entities-erased = Borró datos de una persona
act-entities-saved = Guardó en un archivo los datos de todas las personas de un conjunto de datos
log-change-filed = Pasado al personal

## GDPR API

gdpr-api-kept = { $dataset }: no se puede borrar, porque hay que conservar lo siguiente: { $what }.
gdpr-api-not-here = { $dataset }: no se puede borrar por esta vía. Póngase en contacto con la organización.
gdpr-api-by-staff = { $dataset }: lo borrará el personal de la organización, a más tardar el { $day }.
