## Around every page

shell-skip = Aller au contenu
shell-navigation = Menu principal
shell-menu = Menu
shell-menu-new = Menu (nouveautés : { $count })
shell-log-out = Se déconnecter
shell-language = Langue
shell-language-choose = Choisissez votre langue
shell-language-change = Changer de langue
shell-developers = Pour les développeurs
shell-start = Aller à l’accueil
shell-about = À propos du service
shell-privacy = Protection des données
shell-accessibility = Accessibilité
shell-status = État du service
shell-catalogue = Catalogue
shell-footer = À propos de ce site

## Components

field-optional = (facultatif)
pages = Pages
pages-newest = Plus récents
pages-older = Plus anciens
dialog-close = Fermer

## How long

duration-days = { $days ->
    [one] { $days } jour
   *[other] { $days } jours
}
duration-years = { $years ->
    [one] { $years } an
   *[other] { $years } ans
}

## When something goes wrong

problem-missing = Cette page n’existe pas
    .text = L’adresse est peut-être fausse, ou la page a été supprimée. Vous ne voyez que ce qui vous appartient.
problem-forbidden = Ce n’est pas autorisé
    .text = Vous ne pouvez pas voir ou faire cela. Si vous venez d’un autre site, allez à l’accueil et réessayez de là.
problem-login = Veuillez vous connecter
    .text = Vous n’êtes pas connecté, ou vous avez été déconnecté après une longue inactivité.
problem-closed = Cela a changé entre-temps
    .text = Quelqu’un d’autre a été plus rapide, ou vous-même dans une autre fenêtre. Revenez en arrière, rechargez la page et regardez où en sont les choses.
problem-often = Trop d’essais
    .text = Attendez une minute, puis réessayez.
problem-input = Nous n’avons pas compris
    .text = Une partie de l’envoi ne convient pas. Revenez en arrière et vérifiez ce que vous avez saisi.
problem-unavailable = Nous ne pouvons pas répondre pour le moment
    .text = C’est notre faute, pas la vôtre. Réessayez dans quelques minutes.
problem-internal = Une erreur s’est produite chez nous
    .text = C’est notre faute, pas la vôtre. Rien n’a été modifié chez vous. Réessayez plus tard.
problem-name = Nom du problème
problem-request = Numéro de cette demande, si vous avez besoin d’aide
