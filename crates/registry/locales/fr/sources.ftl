## The sources of the trust groups

sources-intro = Vous voyez ici quelles données détiennent les sources des groupes de confiance, et quels opérateurs les partagent. Rien n’est montré à un service avant que vous ne l’autorisiez chez votre opérateur.
sources-group = Groupe de confiance
sources-found = { $count ->
    [one] { $count } ensemble de données
   *[other] { $count } ensembles de données
}
sources-shared = Partagé par { $operator } dans le groupe de confiance { $group }
sources-silent = Pas de réponse depuis le { $day }
