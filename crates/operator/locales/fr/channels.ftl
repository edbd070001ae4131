## Navigation

nav-operator = Opérateur

## An app asks to be let in

app-title = Laisser entrer « { $app } » ?
app-who = « { $app } » est une application de { $publisher }. Elle demande à entrer dans votre compte ici.
app-read-about = En savoir plus sur l’application
app-sees = Ce qu’elle pourrait voir
app-sees-permissions = Qui demande vos données, vos autorisations avec leur historique, et vos règles
app-sees-activity = Chaque fois qu’un service a demandé vos données
app-does = Ce qu’elle pourrait faire pour vous
app-does-permissions = Dire oui ou non aux demandes, changer et retirer des autorisations, créer et terminer des règles : la même chose que vous
app-never = Elle ne reçoit ni votre mot de passe, ni vos identifiants, ni les données elles-mêmes. Vous pouvez l’exclure à tout moment, à la page « Opérateur ».
app-goes = Ensuite, vous allez à : { $address }
app-allow = La laisser entrer
app-refuse = Ne pas la laisser entrer

## The operator

operator-title = Votre opérateur
operator-intro = L’opérateur garde vos autorisations. Vos données elles-mêmes ne passent pas par lui.
operator-who = Qui le gère
operator-name = Nom
operator-city = Géré par
operator-contact = Contact
operator-rulebook = Règles qu’il suit
operator-groups = Groupes dont il fait partie
operator-number = Numéro de cet opérateur
operator-log-key = Clé pour vérifier son journal
operator-keys = Clés pour vérifier les reçus

## Apps

apps-title = Applications que vous avez laissées entrer
apps-none = Vous n’avez laissé entrer aucune application.
apps-by = De { $publisher }
apps-since = Entrée le { $date }, utilisée en dernier le { $used }
apps-devices = { $count ->
    [one] Sur un appareil
   *[other] Sur { $count } appareils
}
apps-end = Exclure { $app }
    .ask = Exclure { $app } ?
apps-ended = L’application est exclue
    .text = Elle ne peut plus rien voir ni rien faire ici.

## Feeds

feeds-title = Flux pour vos propres programmes
feeds-intro = Votre agenda ou votre lecteur de nouvelles peut montrer ce qui se passe ici. Chaque flux a une adresse secrète. Qui a l’adresse peut lire qui demande vos données et pourquoi, mais jamais les données elles-mêmes.
feeds-none = Vous n’avez aucun flux.
feed-calendar = Agenda : ce qui se termine et quand
feed-activity = Nouvelles : ce qui s’est passé
feed-since = Créé le { $date }
feed-make-calendar = Créer un flux pour l’agenda
feed-make-activity = Créer un flux de nouvelles
feed-end = Terminer ce flux : { $feed }
feed-made = Votre flux est prêt
    .text = Copiez l’adresse dans votre programme maintenant. Elle ne sera plus montrée.
feed-address = Adresse du flux
feed-ended = Le flux est terminé
    .text = Son adresse ne mène plus nulle part.

## Taking everything along

export-title = Tout télécharger
export-intro = Un fichier avec tout ce que cet opérateur a sur vous : compte, identifiants, règles, autorisations avec historique et reçus, activité, et les clés pour tout vérifier.
export-button = Télécharger le fichier
export-progress = Téléchargement de vos données
export-keep = Restez sur cette page jusqu’à la fin.
export-stop = Arrêter le téléchargement
export-busy = Le téléchargement a commencé.
export-done = Tout est téléchargé. Le fichier s’appelle « my-data.json ».
export-stopped = Le téléchargement est arrêté. Rien n’a été enregistré.
export-broken = Le téléchargement s’est interrompu. Rien n’a été enregistré. Réessayez.
export-count = { $done } entrées sur { $total }

## Closing the account

closing-section = Fermer le compte
closing-section-intro = Vous pouvez partir à tout moment. Vous voyez d’abord ce que cela change.
closing-go = Fermer le compte
closing-title = Fermer votre compte ?
closing-does = Voici ce qui se passe tout de suite
closing-permissions = { $count ->
    [one] Une autorisation se termine. Les sources en sont informées.
   *[other] { $count } autorisations se terminent. Les sources en sont informées.
}
closing-requests = { $count ->
    [one] Une demande en attente reçoit la réponse non.
   *[other] { $count } demandes en attente reçoivent la réponse non.
}
closing-apps = { $count ->
    [one] Une application est exclue.
   *[other] { $count } applications sont exclues.
}
closing-feeds = { $count ->
    [one] Un flux se termine.
   *[other] { $count } flux se terminent.
}
closing-erased = Votre nom, votre adresse e-mail, vos identifiants, règles, historique et activité sont effacés.
closing-log = Le journal public de l’opérateur garde des nombres qui ne disent rien sur vous.
closing-received = Ce que des services ont déjà reçu, ils le gardent comme l’autorisation le disait. Vous pouvez leur demander de l’effacer.
closing-free = Votre adresse e-mail redevient libre pour un nouveau compte, qui n’a rien de celui-ci.
closing-forever = Personne ne peut annuler cela
    .text = Téléchargez d’abord tout si vous voulez le garder.
closing-password = Votre mot de passe, encore une fois
closing-fresh = Vous n’avez pas de mot de passe ici. Vous pouvez fermer le compte dans les dix minutes après votre connexion.
closing-understood = Je comprends que personne ne peut annuler cela
closing-button = Fermer mon compte pour toujours
closing-stay = Garder mon compte
closing-wrong-password = Ce n’est pas votre mot de passe.
closing-wrong-fresh = Vous vous êtes connecté il y a plus de dix minutes. Déconnectez-vous, connectez-vous de nouveau et revenez.
closing-wrong-understood = Cochez la case si vous voulez fermer le compte.
closed-title = Votre compte est fermé
closed-text = Tout ce qui vous concerne est effacé ici.
closed-everywhere = Plus aucune source ne montre vos données avec vos autorisations.
closed-pending = { $connector } : plus rien n’est montré après le { $time }

## What feeds say

feed-calendar-name = Vos données : ce qui se termine ({ $operator })
feed-activity-name = Vos données : ce qui s’est passé ({ $operator })
feed-permission-ends = Votre autorisation pour { $service } se termine
feed-request-ends = Dernier jour pour répondre à { $service }
feed-granted = Votre autorisation pour { $service } est en vigueur.
feed-declined = Vous avez dit non à { $service }.
feed-suspended = Votre autorisation pour { $service } est en pause.
feed-withdrawn = Vous avez retiré votre autorisation pour { $service }.
feed-expired = Votre autorisation pour { $service } a expiré.
feed-ended-by-others = Votre autorisation pour { $service } a été terminée par d’autres.
