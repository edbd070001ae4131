## Navigation

nav-home = Inicio
nav-permissions = Permisos
nav-activity = Actividad
person-nameless = Sesión iniciada

## Logging in

login-title = Iniciar sesión
login-email = Correo electrónico
login-password = Contraseña
login-button = Iniciar sesión
login-others = Otras formas de iniciar sesión
login-not = No ha iniciado sesión
login-failed = El correo electrónico y la contraseña no coinciden.
login-often = Ha habido demasiados intentos. Espere un minuto.

## Home

home-title = Sus datos, sus decisiones
home-waiting = A la espera de su decisión
home-nobody-asks = En este momento nadie pide sus datos.
home-permissions = Sus permisos
home-no-permissions = Todavía no ha dado ningún permiso.
home-all-permissions = Todos los permisos
home-lately = Qué ha pasado últimamente
home-nothing-yet = Ningún servicio ha pedido todavía sus datos.
home-all-activity = Toda la actividad
who-asks = { $organisation }, para { $service }

## States of a permission

state-requested = En espera
state-declined = Rechazado
state-granted = En vigor
state-suspended = En pausa
state-withdrawn = Retirado
state-expired = Caducado
state-revoked = Terminado por la organización
state-invalidated = Terminado por una autoridad

## Lists

permissions-title = Permisos
permissions-newest = Primero los últimos cambios
activity-title = Actividad
activity-intro = Cada vez que un servicio ha pedido sus datos. Primero lo más reciente.
activity-permission = Ver el permiso

## What happened

access-is-open = Permitido
access-is-released = Mostrado
access-is-failed = No mostrado
access-is-refused = Denegado
access-is-unreported = Sin noticias
access-is-filed = Con el personal de la fuente
access-is-taken-back = Retirado
access-is-changed = Cambiado
access-is-unchanged = Sin confirmar
access-released = { $source } mostró esto a { $service }: { $data }.
access-released-something = { $source } mostró datos sobre usted a { $service }.
access-open = { $source } puede mostrar datos sobre usted a { $service }. La fuente todavía no ha dicho qué mostró.
access-failed = { $service } pidió datos sobre usted y no recibió ninguno. Fuente: { $source }.
access-refused = { $service } pidió datos sobre usted y se le denegaron. Fuente: { $source }.
access-unreported = { $source } podía mostrar datos sobre usted a { $service }. No sabemos si lo hizo.
own-released = Consultó sus propios datos. { $source } le mostró: { $data }.
own-released-something = Consultó sus propios datos. { $source } le mostró datos sobre usted.
own-open = Pidió sus propios datos a { $source }. Aún no sabemos qué le mostró.
own-unreported = Pidió sus propios datos a { $source }. No sabemos si le mostró alguno.
own-failed = Pidió sus propios datos a { $source } y no recibió ninguno.
own-refused = Pidió sus propios datos a { $source }. La petición fue rechazada.
own-corrected-there = Usted corrigió esto en { $source }: { $data }.
own-added-there = Usted añadió esto en { $source }: { $data }.
own-erased-there = Usted borró esto en { $source }: { $data }.
own-change-unconfirmed = Usted pidió a { $source } que añadiera, corrigiera o borrara datos suyos. La fuente no ha confirmado que lo haya hecho.
own-change-with-staff = Usted pidió a { $source } que corrigiera o borrara esto: { $data }. Su personal responderá a más tardar el { $date }.
own-change-refused-by-staff = Usted pidió a { $source } que corrigiera o borrara esto: { $data }. Su personal lo denegó: «{ $why }»
own-change-taken-back = Usted retiró lo que había pedido a { $source } que corrigiera o borrara: { $data }.
own-corrected-by-staff = El personal de { $source } corrigió esto, como usted pidió: { $data }.
own-erased-by-staff = El personal de { $source } borró esto, como usted pidió: { $data }.
access-purpose = Para qué: { $purpose }.
access-given = Usted dio este permiso el { $date }.
reason-unanswered = Usted todavía no había respondido.
reason-declined = Usted había dicho que no.
reason-paused = Usted había puesto el permiso en pausa.
reason-withdrawn = Usted había retirado el permiso.
reason-expired = El permiso había caducado.
reason-ended = Otros habían terminado el permiso.
reason-rule = Una de sus reglas lo prohíbe.
reason-beyond = El servicio pidió más de lo que usted había permitido.
reason-not-yet = El permiso todavía no era válido.
reason-described = La fuente describía los datos de otra manera que cuando usted dio el permiso.
reason-condition = No se cumplía una condición de su permiso.
reason-assurance = La fuente no tenía suficiente certeza de que se trataba de usted.
reason-all = El servicio toma todo o nada, y algo se retuvo.
reason-filter = La fuente no podía retener lo que usted no había permitido, así que no se mostró nada.
reason-service-suspended = El operador había suspendido el servicio.
reason-service-gone = El servicio ya no estaba registrado.
reason-ticket = La prueba de su permiso que mostró el servicio no era válida para esta fuente.
reason-technical = Hubo un fallo técnico.

## Facts about a use of data

fact-who = Quién lo pide
fact-purpose = Para qué
fact-processing = Qué se hace con los datos
fact-longest = Cuánto tiempo puede permitirlo como máximo
fact-retention = Cuánto tiempo los guarda el servicio
fact-recipients = Quién más los recibe
fact-nobody = Nadie
fact-storage = Dónde se guardan
fact-third-countries = Países fuera del Espacio Económico Europeo a los que van
fact-decisions = Decisiones
fact-automated = Un ordenador decide solo sobre usted.
fact-basis = Base jurídica: por qué la ley lo permite
fact-refusal = Si dice que no
dataset-needed = Necesarios
dataset-optional = Solo si quiere

## A request

error-title = No ha funcionado
error-choice = Lo que ha elegido no encaja con la petición. Mírelo otra vez.
error-changed = El permiso ha cambiado mientras tanto. Así está ahora.
request-granted = Ha dicho que sí
    .text = Puede cambiarlo o retirarlo en cualquier momento.
request-declined = Ha dicho que no
    .text = No se muestra nada al servicio.
request-expired = El plazo para responder ha pasado
    .text = El servicio puede volver a preguntar.
request-continue = Continuar a { $service }
request-before = No se muestra nada antes de que diga que sí. Puede retirar su sí en cualquier momento. Es tan fácil como darlo.
request-yes = Sí, mostrar estos datos
request-no = No, no mostrar nada
request-information = Aquí no se le pide su consentimiento. La ley permite este uso por otro motivo: { $basis }.
request-rights = Sus derechos
request-read = Lo he leído

## A permission

permission-pending = El último cambio todavía no está confirmado en todas partes
permission-pending-at = { $connector }: en vigor a más tardar el { $time }
permission-in-force = Ya está en vigor en todas partes
    .text = Ninguna fuente muestra ya sus datos con este permiso.
permission-rule = Una de sus reglas retiene una parte
    .text = Lo que la regla prohíbe no se muestra. Retire el permiso si ya no lo quiere.
permission-ends = Termina por sí solo el { $date }.
permission-save = Guardar mi elección
permission-change = Cambiar o terminar
permission-withdraw = Retirar
permission-pause = Poner en pausa
permission-extend = Prolongar
permission-object = Oponerse
permission-resume = Dejar que siga
permission-again = Dar de nuevo
permission-about = Lo que debe saber
permission-use = Uso de sus datos con este permiso
permission-use-none = Todavía no se ha usado.
permission-history = Historial
permission-history-caption = Todas las versiones de este permiso, primero la más reciente
permission-receipt = Recibo { $version }
column-version = Versión
column-time = Cuándo
column-state = Estado
column-by = Por
column-receipt = Recibo
by-you = Usted
by-app = Usted, en la aplicación { $name }
by-mandate = Alguien que actúa por usted
by-rule = Una de sus reglas
by-organisation = La organización
by-authority = Autoridad: { $name }
by-time = Se acabó el tiempo
