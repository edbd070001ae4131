## Logging in

staff-login = Acceso del personal
    .text = Para las personas que trabajan en la organización. Necesita su contraseña y la aplicación que muestra sus códigos.
staff-not-logged-in = No ha iniciado sesión
staff-address = Correo electrónico
staff-password = Contraseña
staff-code = Código
    .hint = Las seis cifras que su aplicación muestra ahora, o uno de sus códigos de reserva.
staff-log-in = Iniciar sesión
staff-lost = Si ha perdido la contraseña, la aplicación y los códigos de reserva, pida un enlace nuevo a la administración de su organización.
staff-wrong-login = El correo, la contraseña o el código no es correcto. Cada código sirve una vez. Después de cinco códigos incorrectos, espere cinco minutos.
staff-wrong-often = Demasiados intentos. Espere un minuto y vuelva a intentarlo.

## Coming by a link

staff-invitation = Su acceso
    .text = Le damos la bienvenida, { $name }. Elija una contraseña y conecte una aplicación que muestre códigos. Necesita las dos cosas cada vez que inicie sesión.
staff-choose-password = 1. Elija una contraseña
staff-your-address = Inicia sesión con esta dirección:
staff-new-password = Contraseña nueva
    .hint = Al menos { $count } caracteres. Una frase es fácil de recordar y difícil de adivinar.
staff-app = 2. Conecte una aplicación
    .text = Sirve cualquier aplicación que muestre códigos de acceso. Escanee esta imagen con ella.
    .picture = Código QR para su aplicación. La clave de abajo dice lo mismo.
    .key = O escriba esta clave en la aplicación:
staff-first-code = Código que muestra la aplicación
    .hint = Seis cifras. Cambian cada 30 segundos.
staff-come = Guardar e iniciar sesión
staff-not-done = No ha funcionado
staff-wrong-code = El código no es correcto o ya se ha usado. Espere al siguiente.
staff-wrong-password = Su contraseña actual no es correcta.
staff-wrong-new-password = La contraseña nueva es demasiado corta o demasiado larga. Necesita al menos 8 caracteres.

## Recovery codes

staff-codes = Códigos de reserva
    .left = { $count ->
        [one] Le queda { $count } código de reserva.
       *[other] Le quedan { $count } códigos de reserva.
    }
    .button = Crear códigos de reserva nuevos
staff-codes-made = Guarde estos códigos en un lugar seguro
    .text = Solo los ve ahora. Con cada uno puede iniciar sesión una vez, cuando no tenga su aplicación. Los códigos de reserva anteriores ya no sirven.
staff-codes-kept = Los he guardado

## Staff

staff-members = Personal
    .text = Quién puede iniciar sesión por su organización y qué puede hacer.
staff-you = usted
staff-state-active = Puede iniciar sesión
staff-state-invited = Con invitación
staff-state-left = Ya no trabaja aquí
staff-seen = Último acceso: { $at }
staff-never-seen = Aún no ha iniciado sesión
staff-change = Cambiar: { $name }
staff-roles = Funciones
staff-save-roles = Guardar las funciones
staff-role-administrator = Administración
    .hint = Da y quita el acceso al personal y cambia las claves. No ve quién ha recibido datos.
staff-role-data-steward = Gestión de datos
    .hint = Describe lo que la organización ofrece y hace lo que las personas piden.
staff-role-data-protection-officer = Delegado de protección de datos
    .hint = Ve quién ha recibido datos y qué ha hecho el personal, y atiende las solicitudes de las personas.
staff-role-auditor = Auditoría
    .hint = Lo ve todo y no cambia nada.
staff-new-link = Enlace nuevo
    .text = Para quien ha perdido la contraseña o la aplicación, o tiene un enlace demasiado antiguo. Su forma actual de iniciar sesión deja de servir.
    .button = Crear un enlace nuevo
staff-remove = Quitar a { $name }
    .text = Ya no puede iniciar sesión. Lo que hizo queda en el registro.
    .button = Quitar
staff-invite = Invitar a alguien
    .text = Recibe un enlace. Entrégueselo usted a la persona, para que nadie más lo use.
    .button = Invitar
staff-name = Nombre
staff-language = Idioma
staff-link = Enlace para { $name }
    .text = Solo ve este enlace ahora. Sirve una vez, hasta { $until }.
staff-done-roles = Las funciones se han guardado.
staff-done-removed = Se ha quitado.
staff-done-password = La contraseña ha cambiado. Se ha cerrado la sesión en todos los demás lugares.
staff-wrong-address = Esto no es un correo electrónico.
staff-wrong-taken = Ya hay alguien con este correo electrónico.
staff-wrong-name = Un nombre tiene de 1 a 100 letras en una línea.
staff-wrong-roles = Elija al menos una función.
staff-wrong-last = Nadie más tiene la función Administración. Désela antes a otra persona.
staff-wrong-changed = Alguien lo ha cambiado entretanto. Ahora está así.

## One's own account

staff-account = Mi cuenta
staff-change-password = Cambiar la contraseña
    .hint = Al menos 8 caracteres. Se cerrará la sesión en todos los demás lugares.
    .button = Cambiar la contraseña
staff-old-password = Contraseña actual

## What staff did

staff-trail = Registro del personal
    .text = Todo lo que el personal ha hecho aquí. Nadie puede cambiar ni quitar una entrada.
    .caption = Lo que ha hecho el personal, lo más reciente primero
    .none = Todavía no se ha hecho nada.
    .when = Cuándo
    .who = Quién
    .what = Qué
    .about = Sobre
staff-administration = Administración de este servicio
act-invited = Invitó a alguien
act-came = Entró con el enlace
act-logged-in = Inició sesión
act-logged-in-by-recovery = Inició sesión con un código de reserva
act-login-refused = Se rechazó un inicio de sesión
act-logged-out = Cerró la sesión
act-roles-changed = Cambió funciones
act-link-renewed = Creó un enlace nuevo
act-removed = Quitó a alguien
act-password-changed = Cambió la contraseña
act-codes-renewed = Creó códigos de reserva nuevos
