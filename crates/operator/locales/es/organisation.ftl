## The start page of an organisation

organisation-home = Inicio
organisation-services = Servicios de su organización
    .none = Todavía no hay ninguno registrado.
organisation-service-active = Activo
organisation-service-suspended = Suspendido
