nav-identities = Acceso
identities-title = Acceso e identidades
identities-intro = Cómo accede, dónde tiene la sesión abierta y cómo le conocen las fuentes.

## Ways to log in

ways-title = Cómo accede
way-password = Contraseña
way-passkey = Clave de acceso
way-openid = Servicio de acceso
way-low = Seguridad: baja
way-substantial = Seguridad: sustancial
way-high = Seguridad: alta
way-since = Añadida el { $date }.
way-used = Usada por última vez el { $date }.
way-unused = Sin usar todavía.
way-remove = Quitar: { $name }
    .ask = ¿Quitar { $name }?
    .text = Ya no da acceso a su cuenta. Para recuperarla, tiene que añadirla de nuevo.
way-only = Es su única forma de acceder. Añada otra antes de quitarla.
confirm-title = Confirme que es usted
confirm-text = Confirme antes de cambiar su forma de acceder. Vale durante cinco minutos.
confirm-password = Confirmar con la contraseña
confirm-passkey = Confirmar con una clave de acceso
confirm-again = Cierre la sesión y vuelva a entrar. Después tiene cinco minutos.
passkey-title = Añadir una clave de acceso
passkey-text = Una clave de acceso se queda en su dispositivo. La desbloquea igual que el dispositivo, y ninguna página falsa puede hacerse con ella.
passkey-name = Nombre de la clave
passkey-name-hint = Por ejemplo: mi teléfono
passkey-add = Añadir la clave
passkey-off = Aquí las claves de acceso están desactivadas, porque la dirección de este servicio es un número y no un nombre.
passkey-cancelled = No ha cambiado nada. Puede intentarlo de nuevo.
passkey-failed = No ha funcionado. Inténtelo de nuevo.
passkey-ended = Su sesión ha terminado. Vuelva a entrar en otra pestaña y regrese aquí. Lo que ha escrito no se pierde.
passkey-login = Entrar con una clave de acceso
link-title = Conectar otro acceso
link-add = Conectar { $provider }
password-title = Cambiar la contraseña
password-old = Contraseña actual
password-new = Contraseña nueva
password-hint = Al menos 8 caracteres. Se cierran todas sus otras sesiones.
password-save = Cambiar la contraseña

login-address-title = Correo electrónico para acceder
login-address-none = Aquí no tiene correo electrónico.
login-address-off = La dirección no se puede cambiar, porque este servicio no envía correos.
login-address-confirm = Para cambiar la dirección, confirme primero que es usted.
login-address-new = Nueva dirección de correo
login-address-hint = Le enviamos un enlace. Nada cambia hasta que lo siga.
login-address-ask = Enviar el enlace
login-waiting = Aún sin confirmar: { $address }
    .text = Siga el enlace del correo antes del { $until }. Mire también en el correo no deseado.
login-waiting-cancel = Conservar la dirección actual
login-confirm-title = Confirme su nueva dirección de correo
login-confirm-text = Desde ahora accede con esta dirección:
login-confirm-ends = Se cierran todas sus otras sesiones. Se avisa a la dirección anterior y desde allí se puede deshacer el cambio durante siete días.
login-confirm-button = Acceder con esta dirección
login-confirm-not = No cambiar nada
login-undo-title = Deshacer el cambio de la dirección de correo
login-undo-text = Alguien ha cambiado la dirección con la que se accede a su cuenta. Si no fue usted, deshágalo:
login-undo-login = La dirección y la contraseña anteriores vuelven a valer.
login-undo-sessions = Se cierran todas las sesiones.
login-undo-ways = Se quitan las claves de acceso, otros accesos y aplicaciones añadidos desde entonces.
login-undo-button = Deshacer el cambio
login-undone = El cambio está deshecho
    .text = Acceda con su dirección anterior y cambie la contraseña enseguida.
    .link = Acceder
login-mail-confirm = Confirme su dirección de correo
    .text = Alguien quiere acceder con esta dirección de correo aquí: { $operator }. Si es usted, siga el enlace en el plazo de un día. Si no es usted, no haga nada.
    .link = Confirmar la dirección
login-mail-taken = Alguien quiere acceder con esta dirección de correo aquí: { $operator }. Ya hay una cuenta con ella. Si es usted, acceda con ella. Si no es usted, no haga nada.
login-mail-changed = Se ha cambiado su correo electrónico para acceder
    .text = A su cuenta aquí se accede ahora con otra dirección de correo en lugar de esta: { $operator }. Si no fue usted, siga el enlace antes del { $date }.
    .link = Deshacer el cambio

## Sessions

sessions-title = Dónde tiene la sesión abierta
session-device = { $program } en { $system }
session-unknown = Dispositivo desconocido
session-this = Este dispositivo
session-text = Desde { $since }. Último uso { $used }. Lugar desconocido.
session-end = Cerrar sesión: { $device }
sessions-end = Cerrar las demás sesiones

## Keychain

keys-title = Cómo le conocen las fuentes
keys-none = Ninguna fuente le conoce todavía.
key-ssn = Número de identidad personal
key-passport = Pasaporte
key-library = Carné de biblioteca
key-email = Correo electrónico
key-verified = Comprobado por { $who } el { $date }.
key-desk = este servicio
choice-title = Elija lo que ven los demás
choice-text = Tiene varios del mismo tipo. Elija cuál ve un servicio o una fuente.
choice-who = Quién lo ve
choice-which = Qué ve
choice-automatic = El mejor comprobado
choice-save = Guardar la elección
choice-now = { $who }: { $identifier }

## What came of it

done-confirmed = Confirmado. Tiene cinco minutos.
done-removed = Se ha quitado.
done-password = La contraseña ha cambiado.
done-ended = La sesión se ha cerrado.
done-chosen = La elección está guardada.
done-login-asked = Hay un enlace en camino a la nueva dirección.
done-login-cancelled = Su dirección queda como está.
done-login = Desde ahora accede con la nueva dirección.
wrong-password = La contraseña no es correcta.
wrong-short = La contraseña nueva es demasiado corta.
wrong-unconfirmed = Confirme primero que es usted.
wrong-login = No es una dirección de correo, o ya es la suya.
wrong-young = Ha confirmado con algo añadido hace menos de 24 horas. Confirme con una forma de acceso más antigua.
wrong-other = Eso ya no encaja. Así está la situación ahora.
