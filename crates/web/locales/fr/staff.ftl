## Logging in

staff-login = Connexion du personnel
    .text = Pour les personnes qui travaillent dans l’organisation. Il vous faut votre mot de passe et l’application qui affiche vos codes.
staff-not-logged-in = Vous n’êtes pas connecté
staff-address = Adresse électronique
staff-password = Mot de passe
staff-code = Code
    .hint = Les six chiffres que votre application affiche maintenant, ou l’un de vos codes de secours.
staff-log-in = Se connecter
staff-lost = Si vous avez perdu votre mot de passe, votre application et vos codes de secours, demandez un nouveau lien à l’administration de votre organisation.
staff-wrong-login = L’adresse, le mot de passe ou le code n’est pas juste. Chaque code sert une seule fois. Après cinq codes faux, attendez cinq minutes.
staff-wrong-often = Trop d’essais. Attendez une minute, puis réessayez.

## Coming by a link

staff-invitation = Votre accès
    .text = Bienvenue, { $name }. Choisissez un mot de passe et reliez une application qui affiche des codes. Vous aurez besoin des deux à chaque connexion.
staff-choose-password = 1. Choisissez un mot de passe
staff-your-address = Vous vous connectez avec cette adresse :
staff-new-password = Nouveau mot de passe
    .hint = Au moins { $count } caractères. Une phrase se retient facilement et se devine difficilement.
staff-app = 2. Reliez une application
    .text = Toute application qui affiche des codes de connexion convient. Scannez cette image avec elle.
    .picture = Code QR pour votre application. La clé ci-dessous dit la même chose.
    .key = Ou tapez cette clé dans l’application :
staff-first-code = Code affiché par l’application
    .hint = Six chiffres. Ils changent toutes les 30 secondes.
staff-come = Enregistrer et se connecter
staff-not-done = Cela n’a pas marché
staff-wrong-code = Le code n’est pas juste ou a déjà servi. Attendez le suivant.
staff-wrong-password = Votre mot de passe actuel n’est pas juste.
staff-wrong-new-password = Le nouveau mot de passe est trop court ou trop long. Il faut au moins 8 caractères.

## Recovery codes

staff-codes = Codes de secours
    .left = { $count ->
        [one] Il vous reste { $count } code de secours.
       *[other] Il vous reste { $count } codes de secours.
    }
    .button = Créer de nouveaux codes de secours
staff-codes-made = Gardez ces codes en lieu sûr
    .text = Vous ne les voyez que maintenant. Chacun permet de vous connecter une fois, quand vous n’avez pas votre application. Les anciens codes de secours ne marchent plus.
staff-codes-kept = Je les ai gardés

## Staff

staff-members = Personnel
    .text = Qui peut se connecter pour votre organisation, et ce que chacun peut faire.
staff-you = vous
staff-state-active = Peut se connecter
staff-state-invited = Invité
staff-state-left = Parti
staff-seen = Dernière connexion : { $at }
staff-never-seen = Ne s’est pas encore connecté
staff-change = Modifier : { $name }
staff-roles = Rôles
staff-save-roles = Enregistrer les rôles
staff-role-administrator = Administration
    .hint = Fait entrer et sortir le personnel et remplace les clés. Ne voit pas qui a reçu des données.
staff-role-data-steward = Gestion des données
    .hint = Décrit ce que l’organisation propose et fait ce que les personnes demandent.
staff-role-data-protection-officer = Délégué à la protection des données
    .hint = Voit qui a reçu des données et ce que le personnel a fait, et traite les demandes des personnes.
staff-role-auditor = Contrôle
    .hint = Voit tout et ne change rien.
staff-new-link = Nouveau lien
    .text = Pour quelqu’un qui a perdu son mot de passe ou son application, ou dont le lien est trop ancien. Ses moyens de connexion actuels ne marcheront plus.
    .button = Créer un nouveau lien
staff-remove = Retirer { $name }
    .text = Cette personne ne peut plus se connecter. Ce qu’elle a fait reste dans le journal.
    .button = Retirer
staff-invite = Inviter quelqu’un
    .text = Vous recevez un lien. Donnez-le vous-même à la personne, pour que nul autre ne s’en serve.
    .button = Inviter
staff-name = Nom
staff-language = Langue
staff-link = Lien pour { $name }
    .text = Vous ne voyez ce lien que maintenant. Il sert une fois, jusqu’au { $until }.
staff-done-roles = Les rôles sont enregistrés.
staff-done-removed = Retiré.
staff-done-password = Le mot de passe est changé. Vous êtes déconnecté partout ailleurs.
staff-wrong-address = Ce n’est pas une adresse électronique.
staff-wrong-taken = Quelqu’un avec cette adresse est déjà ici.
staff-wrong-name = Un nom a de 1 à 100 lettres sur une ligne.
staff-wrong-roles = Choisissez au moins un rôle.
staff-wrong-last = Personne d’autre n’a le rôle Administration. Donnez-le d’abord à quelqu’un d’autre.
staff-wrong-changed = Quelqu’un l’a modifié entre-temps. Voici l’état actuel.

## One's own account

staff-account = Mon compte
staff-change-password = Changer le mot de passe
    .hint = Au moins 8 caractères. Vous serez déconnecté partout ailleurs.
    .button = Changer le mot de passe
staff-old-password = Mot de passe actuel

## What staff did

staff-trail = Journal du personnel
    .text = Tout ce que le personnel a fait ici. Personne ne peut modifier ni retirer une entrée.
    .caption = Ce que le personnel a fait, le plus récent d’abord
    .none = Rien n’a encore été fait.
    .when = Quand
    .who = Qui
    .what = Quoi
    .about = À propos de
staff-administration = Administration de ce service
act-invited = A invité quelqu’un
act-came = Est arrivé par le lien
act-logged-in = S’est connecté
act-logged-in-by-recovery = S’est connecté avec un code de secours
act-login-refused = Une connexion a été refusée
act-logged-out = S’est déconnecté
act-roles-changed = A changé des rôles
act-link-renewed = A créé un nouveau lien
act-removed = A retiré quelqu’un
act-password-changed = A changé le mot de passe
act-codes-renewed = A créé de nouveaux codes de secours
