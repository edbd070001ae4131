## Who gets what

map-title = Qui reçoit quoi
map-explained = Les sources sont à gauche, les services à droite. Plus une bande est large, plus des données ont été montrées souvent. Choisissez un nom ou une bande pour ne voir que cela. Le tableau ci-dessous dit la même chose.
map-flow = { $source } vers { $service } : { $use }. { $state }. { $count ->
    [0] Rien montré pendant cette période.
    [one] Montré { $count } fois.
   *[other] Montré { $count } fois.
}
map-empty = Rien à montrer pour le moment
    .text = Quand vous donnez une autorisation, vous voyez ici quelle source montre quoi à qui.
map-period = Période
map-table = La même chose en tableau
map-caption = Quelle source montre des données à quel service
map-source = Source
map-service = Service
map-use = Pour quoi
map-state = État
map-count = Nombre de fois
map-last = Dernière fois
map-only = Seulement : { $what }
map-all = Tout montrer
map-more = { $count ->
    [one] Une autre ligne n’est pas affichée ici. Choisissez un nom pour la voir.
   *[other] { $count } autres lignes ne sont pas affichées ici. Choisissez un nom pour les voir.
}

## What ends soon

home-ending = Se termine bientôt
home-ends = { $title } se termine le { $date }.
