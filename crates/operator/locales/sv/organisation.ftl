## The start page of an organisation

organisation-home = Start
organisation-services = Din organisations tjänster
    .none = Ingen är registrerad än.
organisation-service-active = Aktiv
organisation-service-suspended = Avstängd tills vidare
