## Navigation

nav-notifications = Avisos
nav-notifications-new = Avisos (nuevos: { $count })

## The page

news-title = Avisos
news-none = Todavía no hay nada que contar
    .text = Cuando un servicio pida sus datos u ocurra algo inusual, lo leerá aquí.
news-unread = Nuevos
news-read = Leídos
news-look = Verlo
news-mark = Marcar como leído
news-mark-all = Marcar todos como leídos
news-choose = Elegir de qué se le avisa

## What has happened

news-new-request = «{ $service }» pide sus datos y espera su decisión.
news-request-granted = «{ $service }» pidió sus datos y usted dijo que sí.
news-request-declined = «{ $service }» pidió sus datos y usted dijo que no.
news-request-ended = «{ $service }» pidió sus datos. La petición terminó sin respuesta.
news-granted-by-rule = Una de sus reglas ha dicho que sí por usted a «{ $service }».
news-ends-soon = Un permiso para «{ $service }» termina el { $date }.
news-first-use = «{ $service }» ha usado por primera vez un permiso suyo. Los datos vinieron de: { $source }.
news-other-country = «{ $service }» ha recibido datos suyos. Su organización está en un país al que sus datos no habían ido antes: { $country }.
news-unusual-rate = «{ $service }» ha mirado sus datos en un día { $times } veces más de lo habitual. Los datos vinieron de: { $source }.
news-answer-due = La respuesta a una carta sobre sus datos debe llegar a más tardar el { $date }: { $who }.
news-answer-overdue = La respuesta a una carta sobre sus datos debía llegar a más tardar el { $date } y se retrasa: { $who }. Si no ha llegado ninguna, puede reclamar.
news-new-device = Alguien ha entrado en su cuenta con un dispositivo o programa no usado antes. Si no ha sido usted, cambie la contraseña y cierre las demás sesiones.
news-passkey-added = Se ha añadido una clave de acceso a su cuenta. Quien la tenga puede entrar.
news-password-changed = Se ha cambiado la contraseña de su cuenta.
news-login-changed = Se ha cambiado la dirección de correo con la que accede.
news-app-connected = Se ha dejado entrar en su cuenta a la aplicación «{ $app }».
news-linked = Ahora está vinculado con { $source }. Si no fue usted, termine el vínculo.
news-link-ends = El vínculo con { $source } termina el { $date }. Vincúlese de nuevo antes, si quiere continuar.
news-link-ended = { $source } ha terminado el vínculo con usted. La fuente no sabrá nada más de usted hasta que se vincule de nuevo.
news-not-linked = No está vinculado con { $source }: no se confirmó en la ventanilla.
news-link-refused = El personal de la ventanilla de { $source } ha denegado el vínculo. En la página Vínculos está el motivo.
news-link-refused-why = El personal de la ventanilla de { $source } ha denegado el vínculo: «{ $why }»
news-change-done = El personal de { $source } ha hecho el cambio que usted pidió.
news-change-refused = El personal de { $source } ha denegado el cambio que usted pidió. En su actividad está el motivo.
news-test = Esto es una prueba: los avisos le llegan por esta vía.

## Kinds

kind-new-request = Un servicio pide sus datos
kind-granted-by-rule = Una regla suya ha dicho que sí
kind-ends-soon = Un permiso termina dentro de 14 días
kind-first-use = Un permiso se usa por primera vez
kind-other-country = Los datos van a un país nuevo
kind-unusual-rate = Un servicio mira diez veces más de lo habitual
kind-answer-due = La respuesta a una carta suya vence en tres días
kind-answer-overdue = La respuesta a una carta suya se retrasa
kind-new-device = Alguien entra con un dispositivo nuevo
kind-passkey-added = Se añade una clave de acceso
kind-password-changed = Se cambia la contraseña
kind-login-changed = Se cambia el correo electrónico para acceder
kind-app-connected = Se deja entrar a una aplicación
kind-linked = Se le vincula con una fuente
kind-link-ends = Un vínculo con una fuente termina en 14 días
kind-link-ended = Una fuente ha terminado un vínculo, o no lo confirmó en su ventanilla
kind-change-answered = El personal de una fuente responde a un cambio que usted pidió
kind-test = Prueba

## Choices

choices-title = Avisos
choices-intro = Elija de qué se le avisa y cómo.
choices-caption = De qué se le avisa y cómo
choices-what = Qué
choices-always = Siempre
    .text = «Siempre» no se puede desactivar: la ley exige que su cuenta esté protegida (RGPD, artículo 32), y quien haya entrado no debe poder ocultárselo.
way-page = En este sitio
way-email = Por correo electrónico
way-push = En sus dispositivos
choices-pace = Cuándo llegan los correos
pace-at-once = Al momento
pace-daily = Una vez al día, todos juntos
pace-never = Nunca, salvo lo que siempre está activo
choices-address = Los correos van a { $address }.
choices-no-address = Su cuenta no tiene dirección de correo, así que no se le envían correos.
choices-test = Enviar una prueba
choices-tested = Una prueba va de camino.

## Devices

devices-title = Avisos en sus dispositivos
devices-intro = Su navegador puede mostrar avisos aunque este sitio esté cerrado. Solo dicen qué tipo de cosa ha ocurrido, nunca un nombre y nunca sus datos.
devices-way = Viajan cifrados, por el servicio de entrega de la empresa que hace su navegador. La empresa sabe que llega un aviso y cuándo, pero no puede leerlo.
devices-needs = Para añadir un dispositivo necesita JavaScript y un navegador que pueda mostrar avisos. Las ventanas privadas a menudo no pueden. En un iPhone o iPad, añada primero este sitio a la pantalla de inicio y ábralo desde allí.
devices-ask = Cuando pulse el botón, su navegador preguntará si este sitio puede mostrar avisos. Quien vea la pantalla de este dispositivo podrá leerlos.
devices-add = También en este dispositivo
devices-since = Añadido el { $date }
devices-used = Último aviso el { $date }
devices-unused = Aún sin avisos
devices-through = A través de { $service }
devices-remove = Quitar: { $device }
devices-added = Los avisos se muestran ahora en este dispositivo.
devices-removed = Los avisos ya no se muestran en ese dispositivo.
devices-denied = Su navegador no permite que este sitio muestre avisos. Puede cambiarlo en los ajustes de su navegador.
devices-failed = No ha funcionado. Quizá no se pueda llegar al servicio de entrega de su navegador. Inténtelo más tarde.
devices-many = Ha añadido tantos dispositivos como puede haber. Quite uno primero.

## E-mails

mail-several = { $count } avisos
mail-why = Recibe esto porque tiene una cuenta aquí: { $operator }. Elija de qué se le avisa: { $url }
mail-why-always = Recibe esto porque se trata de la seguridad de su cuenta aquí: { $operator }. Más sobre los avisos: { $url }
mail-stop = No recibir más correos así
unsubscribe-title = Correos de avisos
unsubscribe-text = Lo que afecta a la seguridad de su cuenta le sigue llegando por correo. Tras entrar, puede volver a elegir en los ajustes.
unsubscribe-button = No enviarme más correos así
unsubscribe-done = Ya no se le enviarán correos así.
closed-mail = Su cuenta está cerrada
    .text = Su cuenta aquí está cerrada y lo que estaba guardado sobre usted se ha borrado: { $operator }. Si no fue usted, dígaselo a quienes llevan este servicio.

## E-mails of a demo

mails-title = Correos y SMS de esta demostración
mails-intro = Aquí los correos y los SMS no van a nadie: se guardan en una carpeta y todos pueden leerlos.
mails-none = Todavía no hay correos
mails-to = Para { $address }
mails-all = Todos los correos
