## The start page of an organisation

organisation-home = Αρχή
organisation-services = Υπηρεσίες του οργανισμού σας
    .none = Δεν έχει καταχωριστεί ακόμη καμία.
organisation-service-active = Ενεργή
organisation-service-suspended = Σε αναστολή
