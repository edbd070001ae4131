## The pages of a service

service-pages = Páginas de { $name }
service-page-overview = Resumen
service-page-uses = Usos previstos
service-page-permissions = Permisos recibidos
service-page-requests = Solicitudes enviadas
service-page-webhooks = Webhooks
service-page-keys = Claves
service-page-statistics = Estadísticas
service-page-ticket = Tique de prueba
service-suspended = Este servicio está suspendido
    .text = No puede pedir permisos ni obtener tiques. Pregunte el motivo al operador.
service-failing = Un webhook no acepta nada
filter-all = Todos
column-use = Uso previsto
column-permission = Permiso
column-covers = Abarca
column-until = Hasta
column-changed = Cambiado
column-request = Solicitud
column-answered = Respondida
column-event = Suceso
column-attempts = Intentos
column-answer = Respuesta
column-took = Duración
column-month = Mes
column-source = Fuente
column-releases = Entregas

## Intended uses

uses-published = Publicados
uses-none = Todavía no hay ningún uso previsto publicado.
uses-drafts = Borradores
uses-version = Versión { $version }
uses-since = Publicada el { $date }
uses-new = Describir un nuevo uso previsto
    .button = Empezar
uses-id = Nombre corto
    .hint = Letras, cifras y guiones. No se puede cambiar después.
uses-id-wrong = Este nombre corto no es posible o ya está ocupado. Elija otro.
uses-open = Abrir el borrador
uses-edit = Trabajar en una versión nueva
draft-state-draft = Borrador
draft-state-submitted = Espera aprobación
draft-state-refused = No aprobado

## The editor

edit-title = Borrador de { $id }
edit-use-title = Título
edit-notice = Lo que las personas leen antes de decidir
edit-consequences = Qué ocurre si alguien dice que no
edit-texts = Textos
    .text = Las personas los leen en su idioma, o en inglés si falta.
edit-choose = Elegir
edit-more = Otros términos
    .hint = Términos del Data Privacy Vocabulary, uno en cada línea.
edit-basis = Base jurídica
edit-data = Datos
    .text = Pida solo lo que la finalidad necesita. Las personas pueden omitir lo que no es necesario.
edit-want-no = No se pide
edit-without = No pedir nada de esto
edit-add = Añadir datos
    .button = Añadir
edit-handling = Cómo se tratan los datos
edit-retention = Días durante los que se guardan los datos
edit-longest = Días que dura un permiso como máximo
edit-lines = Un nombre en cada línea.
edit-countries = Códigos de país como FI, o EU o EEA, uno en cada línea.
edit-form = En qué forma se usan los datos
edit-form-identified = Sobre personas conocidas
edit-form-pseudonymised = Con un seudónimo en lugar de la persona
edit-form-aggregated = Solo sumados sobre muchas personas
edit-frequency = Con qué frecuencia se piden datos
edit-frequency-once = Una vez
edit-frequency-on-demand = Siempre que la persona usa el servicio
edit-frequency-yearly = Una vez al año
edit-frequency-monthly = Una vez al mes
edit-frequency-weekly = Una vez a la semana
edit-frequency-daily = Una vez al día
edit-frequency-continuous = Todo el tiempo
edit-automated = Las decisiones se toman sin una persona
edit-all-or-nothing = El uso no vale nada sin todo lo necesario
edit-preview = Guardar y ver la vista previa
edit-save = Guardar
edit-saved = Guardado.
edit-submitted = Presentado. El operador lo lee primero.
edit-recalled = Vuelve a ser un borrador.
edit-changed = Otra persona ha cambiado el borrador mientras tanto. Revise lo que ha escrito y guarde de nuevo.
edit-waits = Este borrador espera aprobación. Retírelo para cambiarlo.
edit-look = Ver lo que leerán las personas
edit-recall = Retirar
edit-discard = Desechar el borrador
    .button = Desechar
edit-refused = El operador no lo ha aprobado
edit-problem = La comprobación del operador ha encontrado algo
edit-lacks = Falta todavía
edit-lacks-title = Un título
edit-lacks-notice = Lo que las personas leen antes de decidir
edit-lacks-purposes = Al menos una finalidad
edit-lacks-processing = Qué se hace con los datos
edit-lacks-basis = La base jurídica
edit-lacks-data = Los datos que se piden
edit-lacks-attributes = De cada tipo de datos al menos uno
edit-lacks-retention = Durante cuántos días se guardan los datos
edit-lacks-longest = Cuántos días dura un permiso, 3653 como máximo
edit-publish = Publicar
    .text = Se convierte en una versión nueva. Los permisos dados siguen tal como se dieron.
    .button = Publicar como se muestra

## The preview

preview-title = Lo que leerán las personas
preview-text = Esta es la página que ven las personas cuando usted les pregunta. Desde aquí no se puede enviar nada.
preview-language = Idioma de la página
preview-show = Mostrar
preview-incomplete = El borrador no está lo bastante completo para mostrarse.

## Permissions held and requests sent

held-text = Usted conoce a las personas solo por estos identificadores. Quién es, solo lo sabe el operador.
held-none = Todavía no se ha dado ningún permiso.
held-counts = Permisos por uso previsto y estado
requests-none = Todavía no se ha enviado ninguna solicitud.
request-status-granted = Concedida

## Webhooks

webhooks-text = El operador comunica a su servicio lo que ocurre en las direcciones de abajo. Cada suceso va firmado.
webhooks-none = Todavía no hay ningún webhook.
webhook-title = Webhook
webhook-add = Añadir un webhook
    .button = Añadir
webhook-url = Dirección
    .hint = Empieza por https y se puede alcanzar desde internet.
webhook-url-wrong = Esta dirección no es posible. Debe empezar por https y poder alcanzarse desde internet.
webhook-many = Hay demasiados webhooks. Quite uno primero.
webhook-events = Qué se envía
webhook-state-active = Activo
webhook-state-failing = No acepta nada
webhook-state-off = Desactivado
webhook-state-stopped = Parado
webhook-failing = No ha aceptado nada desde el { $date }
    .text = Se intenta de nuevo, cada vez más espaciado. Si no acepta nada, se para el { $date }.
webhook-stopped = Este webhook se ha parado
    .text = Lleva demasiado tiempo sin aceptar nada, así que ya no se le envía nada. Repárelo y vuelva a ponerlo en marcha. Lo que se perdió está en la página de permisos.
webhook-resume = Ponerlo en marcha otra vez
webhook-mail = Se detuvo un webhook de { $service }
    .text = Lleva demasiado tiempo sin aceptar nada, así que ya no le enviamos nada. Repárelo y vuelva a ponerlo en marcha en su página.
    .link = La página del webhook
webhook-test = Enviar un suceso de prueba
webhook-deliveries = Qué se ha enviado
    .none = Todavía no se ha enviado nada.
webhook-change = Cambiar
webhook-active = Enviar sucesos
    .hint = Lo que ocurre mientras está desactivado no se envía después.
webhook-remove = Quitar este webhook
    .button = Quitar
event-permission-granted = Permiso concedido
event-permission-amended = Permiso cambiado
event-permission-suspended = Permiso en pausa
event-permission-resumed = El permiso sigue
event-permission-withdrawn = Permiso retirado
event-permission-expired = Permiso vencido
event-permission-ended = Permiso terminado
event-request-answered = Solicitud respondida
event-intended-use-decided = Decisión sobre un uso previsto
event-test = Prueba
delivery-waiting = Por enviar
delivery-delivered = Entregado
delivery-given-up = No entregado
delivery-about = Qué dice el suceso
delivery-again = Enviar otra vez
delivery-none = Todavía no se ha intentado.

## Keys

keys-text = Con estas claves su servicio demuestra quién es. Aquí está solo su parte pública.
key-active = Válida
key-ended = Terminada
key-ends = Válida hasta el { $date }
key-end = Terminar { $key }
key-add = Añadir una clave
    .button = Añadir
key-jwk = Clave pública
    .hint = Una JSON Web Key, Ed25519 o P-256. No escriba nunca una clave privada.
key-replace = Sustituye a las claves de arriba
key-hours = Horas durante las que lo sustituido sigue siendo válido
key-wrong = Esto no es una clave pública que se pueda usar.
key-there = Esta clave ya existe, o hay demasiadas.
key-last = Es la última clave que sigue siendo válida. Añada otra primero.
secret-text = Su servicio demuestra quién es con un secreto. Aquí puede sustituirlo.
secret-replace = Crear un secreto nuevo
secret-made = El secreto nuevo
    .text = Se muestra solo esta vez. Guárdelo en un lugar seguro.

## Statistics

statistics-text = Cuántas veces las fuentes han mostrado datos a su servicio, por mes (UTC). Nada dice de quién eran los datos.
statistics-from = Desde
statistics-to = Hasta
statistics-none = En estos meses no se mostró nada.
statistics-unknown = No lo dijo la fuente
statistics-total = Total
statistics-csv = Descargar como tabla
statistics-wrong = Estos meses no se pueden mostrar. Elija 60 como máximo.

## Test ticket

ticket-text = Vea si se daría un tique y qué diría. Aquí no se crea ningún tique.
ticket-address = Dirección en la fuente
    .hint = La dirección del conector, o la de una de sus rutas.
ticket-check = Comprobar
ticket-good = Se daría un tique. Diría:
ticket-refused = No se daría ningún tique
ticket-wrong = Escriba el identificador de un permiso y una dirección que empiece por https.
ticket-not-active = El permiso no está en vigor.
ticket-not-covered = El permiso no abarca datos de una fuente en esta dirección.
ticket-no-filter = La persona permitió solo una parte, y esta fuente no puede retener el resto.

## What staff did

act-webhook-added = Webhook añadido
act-webhook-changed = Webhook cambiado
act-webhook-removed = Webhook quitado
act-key-added = Clave añadida
act-key-replaced = Clave sustituida
act-key-ended = Clave terminada
act-secret-replaced = Secreto sustituido
act-use-submitted = Uso previsto presentado
act-use-published = Uso previsto publicado
held-attributes = { $count ->
    [one] { $count } dato
   *[other] { $count } datos
}
