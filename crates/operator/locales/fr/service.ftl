## The pages of a service

service-pages = Pages de { $name }
service-page-overview = Vue d’ensemble
service-page-uses = Usages prévus
service-page-permissions = Autorisations reçues
service-page-requests = Demandes envoyées
service-page-webhooks = Webhooks
service-page-keys = Clés
service-page-statistics = Statistiques
service-page-ticket = Ticket d’essai
service-suspended = Ce service est suspendu
    .text = Il ne peut ni demander d’autorisations ni obtenir de tickets. Demandez la raison à l’opérateur.
service-failing = Un webhook n’accepte rien
filter-all = Tous
column-use = Usage prévu
column-permission = Autorisation
column-covers = Couvre
column-until = Jusqu’au
column-changed = Modifiée
column-request = Demande
column-answered = Répondue
column-event = Événement
column-attempts = Essais
column-answer = Réponse
column-took = Durée
column-month = Mois
column-source = Source
column-releases = Communications

## Intended uses

uses-published = Publiés
uses-none = Aucun usage prévu n’est encore publié.
uses-drafts = Brouillons
uses-version = Version { $version }
uses-since = Publiée le { $date }
uses-new = Décrire un nouvel usage prévu
    .button = Commencer
uses-id = Nom court
    .hint = Lettres, chiffres et tirets. Il ne peut pas être changé ensuite.
uses-id-wrong = Ce nom court n’est pas possible ou est déjà pris. Choisissez-en un autre.
uses-open = Ouvrir le brouillon
uses-edit = Travailler à une nouvelle version
draft-state-draft = Brouillon
draft-state-submitted = En attente d’approbation
draft-state-refused = Non approuvé

## The editor

edit-title = Brouillon de { $id }
edit-use-title = Titre
edit-notice = Ce que les personnes lisent avant de décider
edit-consequences = Ce qui se passe si quelqu’un refuse
edit-texts = Textes
    .text = Les personnes les lisent dans leur langue, ou en anglais si elle manque.
edit-choose = Choisir
edit-more = Autres termes
    .hint = Termes du Data Privacy Vocabulary, un par ligne.
edit-basis = Base juridique
edit-data = Données
    .text = Ne demandez que ce dont la finalité a besoin. Les personnes peuvent omettre ce qui n’est pas nécessaire.
edit-want-no = Non demandé
edit-without = Ne rien demander de ceci
edit-add = Ajouter des données
    .button = Ajouter
edit-handling = Traitement des données
edit-retention = Nombre de jours pendant lesquels les données sont conservées
edit-longest = Nombre de jours que dure une autorisation au plus
edit-lines = Un nom par ligne.
edit-countries = Codes de pays tels que FI, ou EU ou EEA, un par ligne.
edit-form = Sous quelle forme les données sont utilisées
edit-form-identified = Sur des personnes connues
edit-form-pseudonymised = Avec un pseudonyme à la place de la personne
edit-form-aggregated = Seulement additionnées sur beaucoup de personnes
edit-frequency = À quelle fréquence les données sont demandées
edit-frequency-once = Une fois
edit-frequency-on-demand = Chaque fois que la personne utilise le service
edit-frequency-yearly = Une fois par an
edit-frequency-monthly = Une fois par mois
edit-frequency-weekly = Une fois par semaine
edit-frequency-daily = Une fois par jour
edit-frequency-continuous = En permanence
edit-automated = Les décisions sont prises sans humain
edit-all-or-nothing = L’usage ne vaut rien sans tout ce qui est nécessaire
edit-preview = Enregistrer et voir l’aperçu
edit-save = Enregistrer
edit-saved = Enregistré.
edit-submitted = Soumis. L’opérateur le lit d’abord.
edit-recalled = C’est de nouveau un brouillon.
edit-changed = Quelqu’un d’autre a modifié le brouillon entre-temps. Vérifiez ce que vous avez saisi et enregistrez de nouveau.
edit-waits = Ce brouillon attend d’être approuvé. Reprenez-le pour le modifier.
edit-look = Voir ce que les personnes liront
edit-recall = Reprendre
edit-discard = Jeter le brouillon
    .button = Jeter
edit-refused = L’opérateur ne l’a pas approuvé
edit-problem = Le contrôle de l’opérateur a trouvé quelque chose
edit-lacks = Il manque encore
edit-lacks-title = Un titre
edit-lacks-notice = Ce que les personnes lisent avant de décider
edit-lacks-purposes = Au moins une finalité
edit-lacks-processing = Ce qui est fait des données
edit-lacks-basis = La base juridique
edit-lacks-data = Les données demandées
edit-lacks-attributes = De chaque type de données au moins un élément
edit-lacks-retention = Pendant combien de jours les données sont conservées
edit-lacks-longest = Combien de jours dure une autorisation, 3653 au plus
edit-publish = Publier
    .text = Cela devient une nouvelle version. Les autorisations données restent telles qu’elles ont été données.
    .button = Publier tel quel

## The preview

preview-title = Ce que les personnes liront
preview-text = Voici la page que voient les personnes quand vous leur demandez. Rien ne peut être envoyé d’ici.
preview-language = Langue de la page
preview-show = Afficher
preview-incomplete = Le brouillon n’est pas assez complet pour être montré.

## Permissions held and requests sent

held-text = Vous ne connaissez les personnes que par ces identifiants. Seul l’opérateur sait de qui il s’agit.
held-none = Aucune autorisation n’a encore été donnée.
held-counts = Autorisations par usage prévu et par état
requests-none = Aucune demande n’a encore été envoyée.
request-status-granted = Accordée

## Webhooks

webhooks-text = L’opérateur signale à votre service ce qui se passe, aux adresses ci-dessous. Chaque événement est signé.
webhooks-none = Pas encore de webhook.
webhook-title = Webhook
webhook-add = Ajouter un webhook
    .button = Ajouter
webhook-url = Adresse
    .hint = Elle commence par https et est joignable depuis Internet.
webhook-url-wrong = Cette adresse n’est pas possible. Elle doit commencer par https et être joignable depuis Internet.
webhook-many = Il y a trop de webhooks. Supprimez-en un d’abord.
webhook-events = Ce qui est envoyé
webhook-state-active = Actif
webhook-state-failing = N’accepte rien
webhook-state-off = Désactivé
webhook-state-stopped = Arrêté
webhook-failing = Il n’a rien accepté depuis le { $date }
    .text = De nouveaux essais sont faits, de plus en plus espacés. S’il n’accepte rien, il est arrêté le { $date }.
webhook-stopped = Ce webhook a été arrêté
    .text = Il n’a rien pris depuis trop longtemps, donc plus rien ne lui est envoyé. Réparez-le, puis relancez-le. Ce qui a été manqué est sur la page des autorisations.
webhook-resume = Le relancer
webhook-mail = Un webhook de { $service } a été arrêté
    .text = Il n’a rien pris depuis trop longtemps, donc nous ne lui envoyons plus rien. Réparez-le, puis relancez-le sur sa page.
    .link = La page du webhook
webhook-test = Envoyer un événement d’essai
webhook-deliveries = Ce qui a été envoyé
    .none = Rien n’a encore été envoyé.
webhook-change = Modifier
webhook-active = Envoyer les événements
    .hint = Ce qui se passe pendant qu’il est désactivé n’est pas envoyé plus tard.
webhook-remove = Supprimer ce webhook
    .button = Supprimer
event-permission-granted = Autorisation donnée
event-permission-amended = Autorisation modifiée
event-permission-suspended = Autorisation en pause
event-permission-resumed = Autorisation de nouveau en vigueur
event-permission-withdrawn = Autorisation retirée
event-permission-expired = Autorisation expirée
event-permission-ended = Autorisation terminée
event-request-answered = Demande répondue
event-intended-use-decided = Décision sur un usage prévu
event-test = Essai
delivery-waiting = À envoyer
delivery-delivered = Remis
delivery-given-up = Non remis
delivery-about = Ce que dit l’événement
delivery-again = Envoyer encore une fois
delivery-none = Aucun essai n’a encore été fait.

## Keys

keys-text = Par ces clés, votre service montre qui il est. Seule leur partie publique est ici.
key-active = Valable
key-ended = Terminée
key-ends = Valable jusqu’au { $date }
key-end = Terminer { $key }
key-add = Ajouter une clé
    .button = Ajouter
key-jwk = Clé publique
    .hint = Une JSON Web Key, Ed25519 ou P-256. Ne saisissez jamais une clé privée.
key-replace = Elle remplace les clés ci-dessus
key-hours = Heures pendant lesquelles ce qui est remplacé reste valable
key-wrong = Ce n’est pas une clé publique utilisable.
key-there = Cette clé existe déjà, ou il y en a trop.
key-last = C’est la dernière clé qui reste valable. Ajoutez-en d’abord une autre.
secret-text = Votre service montre qui il est par un secret. Vous pouvez le remplacer ici.
secret-replace = Créer un nouveau secret
secret-made = Le nouveau secret
    .text = Il n’est montré que cette fois. Gardez-le en lieu sûr.

## Statistics

statistics-text = Combien de fois des sources ont montré des données à votre service, par mois (UTC). Rien n’indique de qui étaient ces données.
statistics-from = De
statistics-to = À
statistics-none = Rien n’a été montré pendant ces mois.
statistics-unknown = Non indiqué par la source
statistics-total = Total
statistics-csv = Télécharger en tableau
statistics-wrong = Ces mois ne peuvent pas être affichés. Choisissez-en 60 au plus.

## Test ticket

ticket-text = Voyez si un ticket serait donné et ce qu’il dirait. Aucun ticket n’est créé ici.
ticket-address = Adresse chez la source
    .hint = L’adresse du connecteur, ou celle d’une de ses routes.
ticket-check = Vérifier
ticket-good = Un ticket serait donné. Il dirait :
ticket-refused = Aucun ticket ne serait donné
ticket-wrong = Saisissez l’identifiant d’une autorisation et une adresse qui commence par https.
ticket-not-active = L’autorisation n’est pas en vigueur.
ticket-not-covered = L’autorisation ne couvre aucune donnée d’une source à cette adresse.
ticket-no-filter = La personne n’a permis qu’une partie, et cette source ne peut pas retenir le reste.

## What staff did

act-webhook-added = Webhook ajouté
act-webhook-changed = Webhook modifié
act-webhook-removed = Webhook supprimé
act-key-added = Clé ajoutée
act-key-replaced = Clé remplacée
act-key-ended = Clé terminée
act-secret-replaced = Secret remplacé
act-use-submitted = Usage prévu soumis
act-use-published = Usage prévu publié
held-attributes = { $count ->
    [one] { $count } élément
   *[other] { $count } éléments
}
