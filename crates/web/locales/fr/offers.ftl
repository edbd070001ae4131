## A search for what sources offer

catalogue-search = Recherche
    .hint = Par exemple : adresse, bibliothèque, étude
catalogue-find = Chercher
catalogue-narrow = Affiner la recherche
catalogue-category = Type de données
catalogue-place = Lieu
catalogue-language = Langue de la description
catalogue-type = Type d’entrée
catalogue-attribute = Attribut, par exemple address.street
catalogue-any = Tous
catalogue-sources-title = Ce que les sources détiennent
catalogue-no-sources = Aucune source n’est encore connue ici.
catalogue-nothing = Rien n’a été trouvé
    .text = Essayez un autre mot ou moins de mots.
catalogue-holds = Quelles données elle détient
catalogue-more = { $count ->
    [one] Et { $count } autre
   *[other] Et { $count } autres
}
catalogue-before = Page précédente
catalogue-after = Page suivante

## What one of them offers

dataset-holder = Détenu par : { $source }
tag-sensitive = sensible
tag-official = numéro officiel
fact-contact = Contact
contact-name = Responsable
contact-officer = Délégué à la protection des données
contact-email = E-mail
contact-phone = Téléphone
contact-postal = Courrier
contact-url = Page
