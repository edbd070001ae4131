## The start page of an organisation

organisation-home = Start
organisation-services = Services of your organisation
    .none = None is registered yet.
organisation-service-active = Active
organisation-service-suspended = Suspended
