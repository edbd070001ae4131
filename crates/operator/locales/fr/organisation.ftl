## The start page of an organisation

organisation-home = Accueil
organisation-services = Services de votre organisation
    .none = Aucun n’est encore enregistré.
organisation-service-active = Actif
organisation-service-suspended = Suspendu
