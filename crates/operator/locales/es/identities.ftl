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
wrong-password = La contraseña no es correcta.
wrong-short = La contraseña nueva es demasiado corta.
wrong-unconfirmed = Confirme primero que es usted.
wrong-young = Ha confirmado con algo añadido hace menos de 24 horas. Confirme con una forma de acceso más antigua.
wrong-other = Eso ya no encaja. Así está la situación ahora.
