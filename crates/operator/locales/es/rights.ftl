## Rights

rights-title = Sus derechos
rights-intro = Quien tiene datos sobre usted debe responder cuando usa uno de estos derechos. No cuesta nada. Aquí obtiene una carta que puede enviar usted.
rights-letter = Su carta a { $name }
rights-not-sent = No se ha enviado nada. Copie la carta, imprímala o envíela por correo electrónico. Si anota aquí que la envió, se le avisa cuando venza la respuesta.
rights-contact = Envíela a:
rights-no-contact = No conocemos ninguna dirección postal o de correo electrónico de esta fuente. Pregunte allí:
operator-sources = Quién responde de sus datos
rights-mail = Abrir en mi programa de correo
rights-write = Escribir una carta
rights-nobody = Ninguna fuente le conoce todavía y no ha dado ningún permiso. Por eso no hay nadie a quien escribir.
rights-to = ¿A quién?
rights-right = ¿Qué quiere?
rights-what = ¿De qué se trata? Por ejemplo, qué dato está mal
rights-language = Idioma de la carta
rights-make = Hacer la carta
rights-all = Qué significan los derechos
rights-deadline = Deben responder en el plazo de un mes. Si es muy complicado, pueden tardar dos meses más, y deben decírselo en el primer mes.
rights-subject = Solicitud según el artículo { $article } del Reglamento general de protección de datos
rights-dear = A { $name }
rights-ask-access = Les ruego que me digan si tratan datos sobre mí y que me den una copia, con los fines, los destinatarios y el tiempo de conservación.
rights-ask-correct = Les ruego que rectifiquen los datos sobre mí que están mal y que completen lo que falta.
rights-ask-delete = Les ruego que supriman los datos que tienen sobre mí.
rights-ask-restrict = Les ruego que limiten el tratamiento de los datos sobre mí.
rights-ask-take = Les ruego que me den los datos sobre mí en un formato de uso común y lectura mecánica.
rights-ask-object = Me opongo al tratamiento de los datos sobre mí.
rights-ask-human = Les ruego que una persona revise la decisión automatizada sobre mí.
rights-about = Se trata de: { $what }
rights-month = Les ruego que respondan en el plazo de un mes, como exige el artículo 12, apartado 3, del Reglamento. Si necesitan comprobar quién soy, díganme qué les hace falta.
rights-regards = Atentamente
rights-link = Sus derechos y cómo usarlos

## Letters that were sent

letters-title = Cartas que ha enviado
letters-sent-on = ¿Cuándo la envió?
    .text = Se le avisa cuando la respuesta está a punto de vencer y cuando se retrasa.
letters-note = Anotar que la envié
letters-noted = Está anotado.
letters-changed = Está guardado.
letters-removed = La nota se ha quitado.
letters-restore = Deshacer
letters-wrong-day = El día debe ser hoy o del último año.
letters-wrong-many = Hay 100 cartas aquí. Quite una primero.
letters-waiting = Esperando la respuesta
letters-due-soon = La respuesta está a punto de vencer
letters-overdue = La respuesta se retrasa
letters-answered = Respondida
letters-extended = Dos meses más
letters-sent = Enviada el { $date }.
letters-due = La respuesta debe llegar a más tardar el { $date }.
letters-complain = Cómo reclamar
letters-answer = La respuesta llegó
letters-unanswer = Al final no llegó
letters-extend = Se toman dos meses más
letters-unextend = Al final no se toman más tiempo
letters-remove = Quitar la nota

## Mandates

mandates-title = Quién actúa por usted
mandates-nobody = Nadie actúa por usted
    .text = Aquí solo decide usted. Actuar por otra persona, por ejemplo como padre, madre o tutor, todavía no es posible aquí.
mandates-today = Qué puede hacer hoy
    .text = Si alguien tiene que actuar por usted, o usted actúa por otra persona, pregunte a quienes gestionan este servicio. No dé nunca su contraseña a nadie.
