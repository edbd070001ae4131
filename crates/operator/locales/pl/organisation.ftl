## The start page of an organisation

organisation-home = Początek
organisation-services = Usługi organizacji
    .none = Żadna nie jest jeszcze zarejestrowana.
organisation-service-active = Działa
organisation-service-suspended = Zawieszona
