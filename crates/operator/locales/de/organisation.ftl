## The start page of an organisation

organisation-home = Start
organisation-services = Dienste Ihrer Organisation
    .none = Noch ist keiner angemeldet.
organisation-service-active = Aktiv
organisation-service-suspended = Ausgesetzt
