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
wrong-password = Le mot de passe n’est pas le bon.
wrong-short = Le nouveau mot de passe est trop court.
wrong-unconfirmed = Confirmez d’abord que c’est bien vous.
wrong-young = Vous avez confirmé avec un moyen ajouté il y a moins de 24 heures. Confirmez avec un moyen plus ancien.
wrong-other = Cela ne convient plus. Voici la situation actuelle.
