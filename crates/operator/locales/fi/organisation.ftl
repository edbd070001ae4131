## The start page of an organisation

organisation-home = Aloitus
organisation-services = Organisaatiosi palvelut
    .none = Yhtään ei ole vielä rekisteröity.
organisation-service-active = Toiminnassa
organisation-service-suspended = Keskeytetty
