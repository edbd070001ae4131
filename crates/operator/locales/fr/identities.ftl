nav-identities = Connexion
identities-title = Connexion et identités
identities-intro = Comment vous vous connectez, où vous êtes connecté et comment les sources vous reconnaissent.

## Ways to log in

ways-title = Comment vous vous connectez
way-password = Mot de passe
way-passkey = Clé d’accès
way-openid = Service de connexion
way-low = Sécurité : faible
way-substantial = Sécurité : substantielle
way-high = Sécurité : élevée
way-since = Ajouté le { $date }.
way-used = Dernière utilisation le { $date }.
way-unused = Pas encore utilisé.
way-remove = Supprimer : { $name }
    .ask = Supprimer { $name } ?
    .text = Elle ne donne plus accès à votre compte. Pour la retrouver, il faudra l’ajouter à nouveau.
way-only = C’est votre seul moyen de vous connecter. Ajoutez-en un autre avant de le supprimer.
confirm-title = Confirmez que c’est bien vous
confirm-text = Confirmez avant de changer votre façon de vous connecter. Cela vaut cinq minutes.
confirm-password = Confirmer avec le mot de passe
confirm-passkey = Confirmer avec une clé d’accès
confirm-again = Déconnectez-vous et reconnectez-vous. Vous aurez alors cinq minutes.
passkey-title = Ajouter une clé d’accès
passkey-text = Une clé d’accès reste sur votre appareil. Vous la déverrouillez comme l’appareil, et aucune fausse page ne peut la prendre.
passkey-name = Nom de la clé d’accès
passkey-name-hint = Par exemple : mon téléphone
passkey-add = Ajouter la clé d’accès
passkey-off = Les clés d’accès sont désactivées ici, car ce service a pour adresse un numéro et non un nom.
passkey-cancelled = Rien n’a changé. Vous pouvez réessayer.
passkey-failed = Cela n’a pas marché. Veuillez réessayer.
passkey-ended = Vous n’êtes plus connecté. Reconnectez-vous dans un autre onglet, puis revenez ici. Rien de ce que vous avez écrit n’est perdu.
passkey-login = Se connecter avec une clé d’accès
link-title = Relier une autre connexion
link-add = Relier { $provider }
password-title = Changer le mot de passe
password-old = Mot de passe actuel
password-new = Nouveau mot de passe
password-hint = Au moins 8 caractères. Vous serez déconnecté partout ailleurs.
password-save = Changer le mot de passe

login-address-title = Adresse électronique pour vous connecter
login-address-none = Vous n’avez pas d’adresse électronique ici.
login-address-off = L’adresse ne peut pas être changée, car ce service n’envoie pas d’e-mails.
login-address-confirm = Pour changer l’adresse, confirmez d’abord que c’est bien vous.
login-address-new = Nouvelle adresse électronique
login-address-hint = Nous y envoyons un lien. Rien ne change tant que vous ne le suivez pas.
login-address-ask = Envoyer le lien
login-waiting = Pas encore confirmée : { $address }
    .text = Suivez le lien de l’e-mail avant le { $until }. Regardez aussi dans les indésirables.
login-waiting-cancel = Garder l’adresse actuelle
login-confirm-title = Confirmez votre nouvelle adresse électronique
login-confirm-text = Désormais, vous vous connectez avec cette adresse :
login-confirm-ends = Vous serez déconnecté partout ailleurs. L’ancienne adresse est prévenue, et le changement peut être annulé de là pendant sept jours.
login-confirm-button = Me connecter avec cette adresse
login-confirm-not = Ne rien changer
login-undo-title = Annuler le changement d’adresse électronique
login-undo-text = Quelqu’un a changé l’adresse qui sert à se connecter à votre compte. Si ce n’était pas vous, annulez :
login-undo-login = L’ancienne adresse et l’ancien mot de passe sont de nouveau valables.
login-undo-sessions = Tout le monde est déconnecté.
login-undo-ways = Les clés d’accès, autres connexions et applications ajoutées depuis sont supprimées.
login-undo-button = Annuler le changement
login-undone = Le changement est annulé
    .text = Connectez-vous avec votre ancienne adresse et changez aussitôt le mot de passe.
    .link = Se connecter
login-mail-confirm = Confirmez votre adresse électronique
    .text = Quelqu’un veut se connecter avec cette adresse électronique ici : { $operator }. Si c’est vous, suivez le lien dans la journée. Si ce n’est pas vous, ne faites rien.
    .link = Confirmer l’adresse
login-mail-taken = Quelqu’un veut se connecter avec cette adresse électronique ici : { $operator }. Il existe déjà un compte avec elle. Si c’est vous, connectez-vous avec elle. Si ce n’est pas vous, ne faites rien.
login-mail-changed = Votre adresse électronique pour vous connecter a été changée
    .text = On se connecte désormais à votre compte ici avec une autre adresse électronique que celle-ci : { $operator }. Si ce n’était pas vous, suivez le lien avant le { $date }.
    .link = Annuler le changement

## Sessions

sessions-title = Où vous êtes connecté
session-device = { $program } sur { $system }
session-unknown = Appareil inconnu
session-this = Cet appareil
session-text = Depuis { $since }. Dernière utilisation { $used }. Lieu non connu.
session-end = Déconnecter : { $device }
sessions-end = Se déconnecter partout ailleurs

## Keychain

keys-title = Comment les sources vous reconnaissent
keys-none = Aucune source ne vous connaît encore.
key-ssn = Numéro d’identité personnel
key-passport = Passeport
key-library = Carte de bibliothèque
key-email = Adresse électronique
key-verified = Vérifié par { $who } le { $date }.
key-desk = ce service
choice-title = Choisissez ce que les autres voient
choice-text = Vous en avez plusieurs du même type. Choisissez lequel un service ou une source voit.
choice-who = Qui le voit
choice-which = Ce qu’on voit
choice-automatic = Le mieux vérifié
choice-save = Enregistrer le choix
choice-now = { $who } : { $identifier }

## What came of it

done-confirmed = Confirmé. Vous avez cinq minutes.
done-removed = C’est supprimé.
done-password = Le mot de passe est changé.
done-ended = Vous y êtes déconnecté.
done-chosen = Le choix est enregistré.
done-login-asked = Un lien est en route vers la nouvelle adresse.
done-login-cancelled = Votre adresse reste comme elle est.
done-login = Désormais, vous vous connectez avec la nouvelle adresse.
wrong-password = Le mot de passe n’est pas le bon.
wrong-short = Le nouveau mot de passe est trop court.
wrong-unconfirmed = Confirmez d’abord que c’est bien vous.
wrong-login = Ce n’est pas une adresse électronique, ou c’est déjà la vôtre.
wrong-young = Vous avez confirmé avec un moyen ajouté il y a moins de 24 heures. Confirmez avec un moyen plus ancien.
wrong-other = Cela ne convient plus. Voici la situation actuelle.
