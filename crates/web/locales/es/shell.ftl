## Around every page

shell-skip = Ir al contenido
shell-navigation = Menú principal
shell-menu = Menú
shell-menu-new = Menú (novedades: { $count })
shell-log-out = Cerrar sesión
shell-language = Idioma
shell-language-choose = Elija su idioma
shell-language-change = Cambiar de idioma
shell-developers = Para desarrolladores
shell-start = Ir a la página de inicio
shell-about = Sobre este servicio
shell-privacy = Privacidad
shell-accessibility = Accesibilidad
shell-status = Estado
shell-catalogue = Catálogo
shell-footer = Sobre este sitio web

## Components

field-optional = (opcional)
pages = Páginas
pages-newest = Más recientes
pages-older = Más antiguos
dialog-close = Cerrar

## How long

duration-days = { $days ->
    [one] { $days } día
   *[other] { $days } días
}
duration-years = { $years ->
    [one] { $years } año
   *[other] { $years } años
}

## When something goes wrong

problem-missing = Esta página no existe
    .text = Puede que la dirección esté mal o que la página ya no esté. Solo puede ver lo que es suyo.
problem-forbidden = Esto no está permitido
    .text = No puede ver ni hacer esto. Si viene de otro sitio web, vaya a la página de inicio e inténtelo desde allí.
problem-login = Inicie sesión
    .text = No ha iniciado sesión, o se cerró porque no pasó nada durante mucho tiempo.
problem-closed = Esto ha cambiado mientras tanto
    .text = Otra persona fue más rápida, o usted en otra ventana. Vuelva atrás, cargue la página de nuevo y mire cómo está ahora.
problem-often = Demasiados intentos
    .text = Espere un minuto y vuelva a intentarlo.
problem-input = No hemos podido entenderlo
    .text = Algo de lo enviado no encaja. Vuelva atrás y revise lo que ha escrito.
problem-unavailable = Ahora no podemos responder
    .text = Es culpa nuestra, no suya. Inténtelo de nuevo en unos minutos.
problem-internal = Aquí algo ha salido mal
    .text = Es culpa nuestra, no suya. No ha cambiado nada suyo. Inténtelo más tarde.
problem-name = Nombre del problema
problem-request = Número de esta petición, por si pide ayuda
