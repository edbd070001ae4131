## Navigation

nav-home = Accueil
nav-permissions = Autorisations
nav-activity = Activité
person-nameless = Connecté

## Logging in

login-title = Se connecter
login-email = Adresse e-mail
login-password = Mot de passe
login-button = Se connecter
login-others = Autres façons de se connecter
login-not = Vous n’êtes pas connecté
login-failed = L’adresse e-mail et le mot de passe ne vont pas ensemble.
login-often = Il y a eu trop d’essais. Attendez une minute.

## Home

home-title = Vos données, vos décisions
home-waiting = En attente de votre décision
home-nobody-asks = Personne ne demande vos données pour le moment.
home-permissions = Vos autorisations
home-no-permissions = Vous n’avez encore donné aucune autorisation.
home-all-permissions = Toutes les autorisations
home-lately = Ce qui s’est passé récemment
home-nothing-yet = Aucun service n’a encore demandé vos données.
home-all-activity = Toute l’activité
who-asks = { $organisation }, pour { $service }

## States of a permission

state-requested = En attente
state-declined = Refusée
state-granted = En vigueur
state-suspended = En pause
state-withdrawn = Retirée
state-expired = Expirée
state-revoked = Terminée par l’organisation
state-invalidated = Terminée par une autorité

## Lists

permissions-title = Autorisations
permissions-newest = La dernière modifiée d’abord
activity-title = Activité
activity-intro = Chaque fois qu’un service a demandé vos données, la plus récente d’abord.
activity-permission = Voir l’autorisation

## What happened

access-is-open = Permis
access-is-released = Montré
access-is-failed = Non montré
access-is-refused = Refusé
access-is-unreported = Pas de nouvelles
access-is-filed = Chez le personnel de la source
access-is-taken-back = Retiré
access-is-changed = Modifié
access-is-unchanged = Non confirmé
access-released = { $source } a montré ceci à { $service } : { $data }.
access-released-something = { $source } a montré des données sur vous à { $service }.
access-open = { $source } peut montrer des données sur vous à { $service }. La source n’a pas encore dit ce qu’elle a montré.
access-failed = { $service } a demandé des données sur vous et n’en a pas reçu. Source : { $source }.
access-refused = { $service } a demandé des données sur vous. Cela lui a été refusé. Source : { $source }.
access-unreported = { $source } pouvait montrer des données sur vous à { $service }. Nous ne savons pas si cela a été fait.
own-released = Vous avez regardé vous-même. { $source } vous a montré : { $data }.
own-released-something = Vous avez regardé vous-même. { $source } vous a montré des données sur vous.
own-open = Vous avez demandé vos propres données à { $source }. Nous ne savons pas encore ce qui a été montré.
own-unreported = Vous avez demandé vos propres données à { $source }. Nous ne savons pas si des données ont été montrées.
own-failed = Vous avez demandé vos propres données à { $source } et n’en avez reçu aucune.
own-refused = Vous avez demandé vos propres données à { $source }. La demande a été refusée.
own-corrected-there = Vous avez corrigé ceci vous-même auprès de { $source } : { $data }.
own-added-there = Vous avez ajouté ceci vous-même chez { $source } : { $data }.
own-erased-there = Vous avez effacé ceci vous-même auprès de { $source } : { $data }.
own-change-unconfirmed = Vous avez demandé à { $source } d’ajouter, de corriger ou d’effacer des données sur vous. La source n’a pas confirmé l’avoir fait.
own-change-with-staff = Vous avez demandé à { $source } de corriger ou d’effacer ceci : { $data }. Son personnel répondra au plus tard le { $date }.
own-change-refused-by-staff = Vous avez demandé à { $source } de corriger ou d’effacer ceci : { $data }. Son personnel a refusé : « { $why } »
own-change-taken-back = Vous avez retiré ce que vous aviez demandé à { $source } de corriger ou d’effacer : { $data }.
own-corrected-by-staff = Le personnel de { $source } a corrigé ceci à votre demande : { $data }.
own-erased-by-staff = Le personnel de { $source } a effacé ceci à votre demande : { $data }.
access-purpose = But : { $purpose }.
access-given = Vous avez donné cette autorisation le { $date }.
reason-unanswered = Vous n’aviez pas encore répondu.
reason-declined = Vous aviez dit non.
reason-paused = Vous aviez mis l’autorisation en pause.
reason-withdrawn = Vous aviez retiré l’autorisation.
reason-expired = L’autorisation avait expiré.
reason-ended = Quelqu’un d’autre avait mis fin à l’autorisation.
reason-rule = Une de vos règles l’interdit.
reason-beyond = Le service a demandé plus que ce que vous aviez autorisé.
reason-not-yet = L’autorisation n’était pas encore valable.
reason-described = La source décrivait les données autrement que lorsque vous avez donné l’autorisation.
reason-condition = Une condition de votre autorisation n’était pas remplie.
reason-assurance = La source n’était pas assez sûre qu’il s’agissait de vous.
reason-all = Le service prend tout ou rien, et une donnée n’a pas été transmise.
reason-filter = La source ne pouvait pas retenir ce que vous n’aviez pas autorisé ; rien n’a donc été montré.
reason-service-suspended = L’opérateur avait suspendu le service.
reason-service-gone = Le service n’était plus enregistré.
reason-ticket = La preuve de votre autorisation présentée par le service n’était pas valable pour cette source.
reason-technical = Il y a eu une panne technique.

## Facts about a use of data

fact-who = Qui demande
fact-purpose = Pour quoi faire
fact-processing = Ce qui est fait des données
fact-longest = Combien de temps vous pouvez l’autoriser au plus
fact-retention = Combien de temps le service les garde
fact-recipients = Qui d’autre les reçoit
fact-nobody = Personne
fact-storage = Où elles sont conservées
fact-third-countries = Pays hors de l’Espace économique européen où elles vont
fact-decisions = Décisions
fact-automated = Un ordinateur décide seul de ce qui vous concerne.
fact-basis = Base légale : pourquoi la loi le permet
fact-refusal = Si vous dites non
dataset-needed = Nécessaire
dataset-optional = Seulement si vous voulez

## A request

error-title = Cela n’a pas marché
error-choice = Votre choix ne convient pas à la demande. Veuillez le revoir.
error-changed = L’autorisation a changé entre-temps. Voici où elle en est.
request-granted = Vous avez dit oui
    .text = Vous pouvez changer ou retirer votre autorisation à tout moment.
request-declined = Vous avez dit non
    .text = Rien n’est montré au service.
request-expired = Le délai pour répondre est passé
    .text = Le service peut redemander.
request-continue = Continuer vers { $service }
request-before = Rien n’est montré avant que vous ne disiez oui. Vous pouvez reprendre votre oui à tout moment. C’est aussi simple que de le donner.
request-yes = Oui, montrer ces données
request-no = Non, ne rien montrer
request-information = Votre consentement n’est pas demandé ici. La loi permet cette utilisation pour une autre raison : { $basis }.
request-rights = Vos droits
request-read = J’ai lu ceci

## A permission

permission-pending = Le dernier changement n’est pas encore confirmé partout
permission-pending-at = { $connector } : en vigueur au plus tard le { $time }
permission-in-force = En vigueur partout maintenant
    .text = Plus aucune source ne montre vos données avec cette autorisation.
permission-rule = Une de vos règles retient une partie de ceci
    .text = Ce que la règle interdit n’est pas montré. Retirez l’autorisation si vous n’en voulez plus.
permission-ends = Elle prend fin d’elle-même le { $date }.
permission-save = Enregistrer mon choix
permission-change = Changer ou arrêter
permission-withdraw = Retirer
permission-pause = Mettre en pause
permission-extend = Prolonger
permission-object = S’opposer
permission-resume = Laisser continuer
permission-again = Redonner
permission-about = Ce qu’il faut savoir
permission-use = Utilisation de vos données avec cette autorisation
permission-use-none = Pas encore utilisée.
permission-history = Historique
permission-history-caption = Toutes les versions de cette autorisation, la plus récente d’abord
permission-receipt = Reçu { $version }
column-version = Version
column-time = Quand
column-state = État
column-by = Par
column-receipt = Reçu
by-you = Vous
by-app = Vous, dans l’application { $name }
by-mandate = Quelqu’un qui agit pour vous
by-rule = Une de vos règles
by-organisation = L’organisation
by-authority = Autorité : { $name }
by-time = Le délai était passé
