## The start page of an organisation

organisation-home = Start
organisation-services = Diensten van uw organisatie
    .none = Er is nog geen dienst geregistreerd.
organisation-service-active = Actief
organisation-service-suspended = Opgeschort
