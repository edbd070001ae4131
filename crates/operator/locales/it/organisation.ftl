## The start page of an organisation

organisation-home = Inizio
organisation-services = Servizi della Sua organizzazione
    .none = Nessuno è ancora registrato.
organisation-service-active = Attivo
organisation-service-suspended = Sospeso
