## Who runs this

about-intro = { $provider } gestiona este servicio. Aquí ve quién es y cómo ponerse en contacto.
about-role = Este servicio está entre usted, las fuentes que tienen sus datos y los servicios que quieren usarlos. La ley lo llama «servicio de intermediación de datos» entre las personas y los usuarios de datos (Reglamento (UE) 2022/868, artículo 10, letra b)). Solo puede usar sus datos para cumplir lo que usted decide, y para nada más.
about-who = Quién lo gestiona
about-name = Nombre
about-legal-form = Forma jurídica
about-register = Número en el registro
about-notification = Número de la notificación a la autoridad
about-rulebook = Reglas que todos han acordado
about-authority = Autoridad de protección de datos
about-contact = Contacto
about-no-contact = Todavía no se indica ningún contacto.
about-email = Correo electrónico
about-phone = Teléfono
about-address = Dirección
about-officer = Delegado de protección de datos
about-keys = Para los curiosos: las claves
about-keys-intro = Con estas claves cualquiera puede comprobar que un recibo, un tique o el registro público viene de verdad de aquí.
about-keys-show = Mostrar las claves
about-uuid = Número de este operador
about-key = Clave que firma ahora
about-former-keys = Claves anteriores
about-log-key = Clave del registro público
about-log = El registro público
about-api = Cómo hablan los programas con este servicio (en inglés)

## Accessibility

accessibility-intro = { $provider } quiere que todas las personas puedan usar este servicio.
accessibility-scope = Esta declaración trata de las páginas en { $address }.
accessibility-how-far = Cómo de accesibles son las páginas
accessibility-full = Las páginas cumplen todo lo que pide la ley.
accessibility-partial = Las páginas cumplen casi todo lo que pide la ley. Lo que falta está más abajo.
accessibility-none = Las páginas todavía no cumplen lo que pide la ley. Los fallos más importantes están más abajo.
accessibility-standard = La ley pide la norma europea EN 301 549. Para páginas web sigue las pautas WCAG 2.2, nivel AA.
accessibility-limits = Qué no es accesible
accessibility-no-limits = No conocemos nada que no sea accesible.
accessibility-assessment = Cómo se ha comprobado
accessibility-tests = Con cada cambio del software, un programa comprueba cada página en un navegador real: en colores claros y oscuros, en pantalla ancha y estrecha, solo con el teclado y sin JavaScript.
accessibility-by-us = Hemos comprobado las páginas nosotros mismos.
accessibility-by = Las páginas las ha comprobado: { $who }
accessibility-prepared = Esta declaración se escribió el { $day }.
accessibility-reviewed = Se revisó el { $day }.
accessibility-enforcement = Si nuestra respuesta no ayuda
accessibility-enforcement-text = Si no respondemos o nuestra respuesta no le ayuda, puede dirigirse a la autoridad que vigila la accesibilidad.

## Feedback

feedback-title = Díganos qué no funciona
feedback-intro = ¿Ha encontrado algo que no puede leer, oír o usar? Díganoslo. No necesita una cuenta.
feedback-text = ¿Qué no funciona?
    .hint = Como máximo { $most } caracteres. No escriba secretos.
feedback-page = ¿En qué página?
feedback-email = Su correo electrónico
    .hint = Solo si quiere una respuesta. No lo usamos para nada más.
feedback-send = Enviar
feedback-sent = Gracias. Hemos recibido su mensaje
    .text = Si ha dado un correo electrónico, le responderemos ahí.
feedback-not-sent = Su mensaje no se ha enviado
feedback-look = Mire lo que está marcado y envíelo otra vez.
feedback-often = Ha habido demasiados mensajes en poco tiempo. Espere unos minutos. Lo que escribió sigue aquí.
feedback-empty = Escriba qué no funciona.
feedback-long = Es demasiado largo.
feedback-no-email = Escriba una dirección como nombre@example.org, o déjelo vacío.
feedback-else = También puede contactarnos así:

## Privacy

privacy-intro = Esta página dice qué guarda este servicio sobre usted, por qué y durante cuánto tiempo.
privacy-through = Sus datos en las fuentes, como su dirección o sus préstamos, nunca pasan por este servicio. Van directamente de la fuente al servicio que usted ha permitido.
privacy-who = Quién responde de ello
privacy-controller = { $provider } es el «responsable del tratamiento»: decide por qué y cómo este servicio guarda datos sobre usted, y responde de ello.
privacy-basis = Por qué lo permite la ley
privacy-kept = Qué guardamos
privacy-account = Su cuenta
    .text = Su nombre, su correo electrónico y su idioma, para que pueda iniciar sesión y podamos hablar con usted. De su contraseña, solo un valor del que no se puede leer. El nombre y el correo electrónico están cifrados.
privacy-identifiers = Sus identificadores
    .text = Números por los que las fuentes le conocen, como un carné de biblioteca. Están cifrados con una clave propia para usted. Solo sirven para encontrar sus datos donde usted lo ha permitido.
privacy-permissions = Sus decisiones
    .text = Cada petición, cada permiso con todos sus cambios, y sus reglas. Así usted y nosotros podemos demostrar qué ha decidido.
privacy-uses = Uso de sus datos
    .text = Qué servicio preguntó, cuándo y para qué, y qué tipos de datos se le mostraron. Lo que dicen los datos no está ahí.
privacy-log = El registro público
    .text = Para cada entrada, una huella en números (un «hash»). Demuestra que nadie ha cambiado la entrada después. Nadie puede leer en ella nada sobre usted.
privacy-requests = Peticiones que no ha respondido
    .text = Para que pueda decidir, y el servicio sepa que no ha respondido.
privacy-sessions = Que ha iniciado sesión
    .text = Desde cuándo y hasta cuándo, para que no tenga que iniciar sesión en cada página.
privacy-news = De lo que se le avisa
    .text = Los avisos y lo que eligió sobre ellos: para decirle lo que no debe esperar.
privacy-letters = Las cartas que anotó
    .text = A quién escribió, para qué y cuándo vence la respuesta: para recordárselo.
privacy-network = La dirección de red de su dispositivo
    .text = Para frenar los intentos masivos de adivinar contraseñas o de saturarnos.
privacy-feedback = Lo que nos escribe sobre accesibilidad
    .text = Su texto y, si lo da, su correo electrónico, para que podamos arreglar el fallo y responderle. Están cifrados.
privacy-push = Dispositivos que muestran avisos
    .text = La dirección en la que se llega a su navegador, las claves para cifrar y qué tipo de dispositivo es. Cada dispositivo lo añade usted.
privacy-while-account = Se guarda mientras tenga una cuenta.
privacy-until-removed = Se guarda hasta que quite el dispositivo, cierre la sesión en él o cierre su cuenta.
privacy-for-good = Se guarda para siempre.
privacy-for = Se guarda como máximo { $time }.
privacy-in-memory = Solo en la memoria del ordenador, unos minutos; no se escribe.
privacy-hours = { $hours ->
    [one] { $hours } hora
   *[other] { $hours } horas
}
privacy-minutes = { $minutes ->
    [one] { $minutes } minuto
   *[other] { $minutes } minutos
}
privacy-logins = Si inicia sesión a través de otro proveedor ({ $logins }), por él sabemos quién es: su nombre, su correo electrónico y los identificadores que ha comprobado.
privacy-cookies = Cookies
privacy-cookies-intro = Una cookie es un texto pequeño que su navegador guarda para un sitio web. Solo usamos las que las páginas necesitan. Nadie sigue lo que hace, y nada viene de otras empresas.
privacy-cookie-session = Dice que ha iniciado sesión.
privacy-cookie-language = Recuerda el idioma que eligió.
privacy-cookie-form = Guarda lo que escribió en un formulario si tiene que volver a entrar antes de enviarlo.
privacy-cookie-login = Une los pasos de un inicio de sesión a través de otro proveedor.
privacy-cookie-device = Reconoce un dispositivo que muestra avisos, para que cesen cuando otra persona inicie sesión en él.
privacy-recipients = Quién recibe algo
privacy-to-source = Una fuente recibe el identificador por el que ya le conoce, y sabe qué datos puede mostrar a quién.
privacy-to-service = Un servicio sabe qué ha decidido usted. Recibe un número al azar para usted, y nunca sus identificadores de nosotros.
privacy-to-push = Si añade un dispositivo para avisos, los entrega la empresa que hace su navegador. La empresa sabe que llega uno y cuándo, pero no puede leerlo.
privacy-to-others = Nadie más. No vendemos nada y no hay publicidad.
privacy-rights = Sus derechos
privacy-rights-intro = Escríbanos si quiere usar uno de estos derechos. No cuesta nada. Respondemos en el plazo de un mes.
privacy-right-access = Ver
    .text = Puede preguntar qué guardamos sobre usted y recibir una copia.
privacy-right-correct = Corregir
    .text = Puede pedir que se corrija lo que está mal.
privacy-right-erase = Borrar
    .text = Puede pedir que se borre lo que ya no necesitamos.
privacy-right-limit = Limitar
    .text = Puede pedirnos que solo guardemos algo y no lo usemos mientras haya una cuestión abierta.
privacy-right-take = Llevarse
    .text = Puede recibir lo que nos dio en una forma que otros programas entienden.
privacy-right-object = Oponerse
    .text = Puede decir que por un motivo propio no quiere un uso.
privacy-right-withdraw = Retirar
    .text = Puede retirar cada permiso en cualquier momento. Lo que se hizo antes sigue siendo lícito.
privacy-automated = Este servicio no toma decisiones sobre usted por sí mismo. Sus propias reglas se siguen hasta que las cambie.
privacy-complain = Si no está satisfecho
privacy-complain-text = Puede reclamar ante la autoridad de protección de datos. También puede ir a los tribunales.
privacy-authority = La autoridad

## Status

status-all-good = Todo funciona
status-not-all = En este momento no funciona todo
    .text = Lo que no funciona está marcado más abajo. Sus permisos siguen como están. Lo que no se puede comprobar no se muestra a nadie.
status-at = Comprobado:
status-last = Última vez:
status-good = Funciona
status-late = No responde
status-unknown = Todavía no se sabe
status-here = Este servicio
    .text = Ve esta página, así que funciona.
status-log = El registro público
    .text = Demuestra que nada se ha cambiado ni omitido después.
status-groups = Listas de confianza
    .text = Dicen qué operadores y fuentes cumplen las reglas comunes. Las descargamos con regularidad.
status-no-groups = Este servicio no está en ningún grupo de confianza.
status-sources = Fuentes
    .text = Si cada fuente respondió cuando miramos por última vez.
status-json = Lo mismo para programas (JSON)

## Catalogue

catalogue-intro = Aquí ve qué datos tienen las fuentes, qué servicios piden datos y para qué. No se muestra nada a un servicio antes de que usted lo permita.
catalogue-kinds = Qué se muestra
catalogue-sources = Fuentes ({ $count })
catalogue-uses = Servicios ({ $count })
catalogue-uses-title = Qué piden los servicios
catalogue-no-uses = Aquí ningún servicio pide datos todavía.
catalogue-asked = Qué datos pide
