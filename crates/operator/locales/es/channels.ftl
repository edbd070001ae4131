## Navigation

nav-operator = Operador

## An app asks to be let in

app-title = ¿Dejar entrar a «{ $app }»?
app-who = «{ $app }» es una aplicación de { $publisher }. Pide entrar en su cuenta aquí.
app-read-about = Leer más sobre la aplicación
app-sees = Qué podría ver
app-sees-permissions = Quién pide sus datos, sus permisos con su historial y sus reglas
app-sees-activity = Cada vez que un servicio ha pedido sus datos
app-does = Qué podría hacer por usted
app-does-permissions = Decir sí o no a solicitudes, cambiar y retirar permisos, crear y terminar reglas: lo mismo que usted
app-never = No recibe su contraseña, sus identificadores ni los datos mismos. Puede cerrarle la entrada en cualquier momento, en la página «Operador».
app-goes = Después se va a: { $address }
app-allow = Dejarla entrar
app-refuse = No dejarla entrar

## The operator

operator-title = Su operador
operator-intro = El operador guarda sus permisos. Los datos mismos no pasan por aquí.
operator-who = Quién lo gestiona
operator-name = Nombre
operator-city = Gestionado por
operator-contact = Contacto
operator-rulebook = Reglas que sigue
operator-groups = Grupos a los que pertenece
operator-number = Número de este operador
operator-log-key = Clave para comprobar su registro
operator-keys = Claves para comprobar recibos

## Apps

apps-title = Aplicaciones que ha dejado entrar
apps-none = No ha dejado entrar a ninguna aplicación.
apps-by = De { $publisher }
apps-since = Entró el { $date }, última vez usada el { $used }
apps-devices = { $count ->
    [one] En un dispositivo
   *[other] En { $count } dispositivos
}
apps-end = Cerrar la entrada a { $app }
    .ask = ¿Excluir { $app }?
apps-ended = La aplicación ya no puede entrar
    .text = Ya no puede ver ni hacer nada aquí.

## Feeds

feeds-title = Canales para sus propios programas
feeds-intro = Su calendario o lector de noticias puede mostrar lo que pasa aquí. Cada canal tiene una dirección secreta. Quien tenga la dirección puede leer quién pide sus datos y para qué, pero nunca los datos mismos.
feeds-none = No tiene ningún canal.
feed-calendar = Calendario: qué termina y cuándo
feed-activity = Noticias: qué ha pasado
feed-since = Creado el { $date }
feed-make-calendar = Crear un canal de calendario
feed-make-activity = Crear un canal de noticias
feed-end = Terminar este canal: { $feed }
feed-made = Su canal está listo
    .text = Copie ahora la dirección en su programa. No se volverá a mostrar.
feed-address = Dirección del canal
feed-ended = El canal ha terminado
    .text = Su dirección ya no lleva a ninguna parte.

## Taking everything along

export-title = Descargar todo
export-intro = Un archivo con todo lo que este operador tiene sobre usted: cuenta, identificadores, reglas, permisos con historial y recibos, actividad y las claves para comprobarlo todo.
export-button = Descargar el archivo
export-progress = Descargando sus datos
export-keep = Quédese en esta página hasta que termine.
export-stop = Detener la descarga
export-busy = La descarga ha empezado.
export-done = Todo está descargado. El archivo se llama «my-data.json».
export-stopped = La descarga se ha detenido. No se ha guardado nada.
export-broken = La descarga se ha interrumpido. No se ha guardado nada. Inténtelo de nuevo.
export-count = { $done } de { $total } entradas

## Closing the account

closing-section = Cerrar la cuenta
closing-section-intro = Puede irse en cualquier momento. Primero verá qué supone.
closing-go = Cerrar la cuenta
closing-title = ¿Cerrar su cuenta?
closing-does = Esto ocurre enseguida
closing-permissions = { $count ->
    [one] Un permiso termina. Se avisa a las fuentes.
   *[other] { $count } permisos terminan. Se avisa a las fuentes.
}
closing-requests = { $count ->
    [one] Una solicitud en espera recibe la respuesta no.
   *[other] { $count } solicitudes en espera reciben la respuesta no.
}
closing-apps = { $count ->
    [one] Una aplicación ya no puede entrar.
   *[other] { $count } aplicaciones ya no pueden entrar.
}
closing-feeds = { $count ->
    [one] Un canal termina.
   *[other] { $count } canales terminan.
}
closing-erased = Su nombre, dirección de correo, identificadores, reglas, historial y actividad se borran.
closing-log = En el registro público del operador quedan números que no dicen nada sobre usted.
closing-received = Lo que los servicios ya han recibido lo conservan como decía el permiso. Puede pedirles que lo borren.
closing-free = Su dirección de correo queda libre para una cuenta nueva, que no tiene nada de esta.
closing-forever = Nadie puede deshacerlo
    .text = Descargue todo antes si quiere conservarlo.
closing-password = Su contraseña, una vez más
closing-fresh = No tiene contraseña aquí. Puede cerrar la cuenta en los diez minutos después de entrar.
closing-understood = Entiendo que nadie puede deshacerlo
closing-button = Cerrar mi cuenta para siempre
closing-stay = Conservar mi cuenta
closing-wrong-password = Esta no es su contraseña.
closing-wrong-fresh = Entró hace más de diez minutos. Salga, entre de nuevo y vuelva.
closing-wrong-understood = Marque la casilla si quiere cerrar la cuenta.
closed-title = Su cuenta está cerrada
closed-text = Todo lo suyo se ha borrado aquí.
closed-everywhere = Ninguna fuente muestra ya sus datos con sus permisos.
closed-pending = { $connector }: no se muestra nada después del { $time }

## What feeds say

feed-calendar-name = Sus datos: qué termina ({ $operator })
feed-activity-name = Sus datos: qué ha pasado ({ $operator })
feed-permission-ends = Termina su permiso para { $service }
feed-request-ends = Último día para responder a { $service }
feed-granted = Su permiso para { $service } está en vigor.
feed-declined = Usted dijo que no a { $service }.
feed-suspended = Su permiso para { $service } está en pausa.
feed-withdrawn = Usted retiró su permiso para { $service }.
feed-expired = Su permiso para { $service } ha caducado.
feed-ended-by-others = Su permiso para { $service } fue terminado por otros.
