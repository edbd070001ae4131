## Start

source-home = Accueil
    .text = Comment va la source à ce connecteur ({ $name }), et ce qui demande votre attention.
source-health = Le système de la source
source-of-kind = Système du type { $kind }
source-works = Fonctionne
source-fails-now-and-then = Échoue de temps en temps
source-left-alone = Ne répond pas
source-answered = Dernière réponse : { $at }
source-usual = Une réponse prend d’habitude { $ms } ms.
source-not-asked = Pas interrogé depuis le démarrage.
source-failed = Dernière erreur : { $at }. { $why }
source-copies = Injoignable ; les dernières copies sont utilisées
source-files-missing = Certains fichiers ne peuvent pas être utilisés
source-looked = Dernière consultation : { $at }
source-untrusting = Aucune demande ne peut recevoir de réponse, car la liste des opérateurs de confiance manque ou est trop ancienne
source-findings = Constats
    .none = La source n’envoie rien que sa description ne connaisse pas.
    .text = Ce qui n’est pas décrit n’est pas transmis : décrivez-le, ou faites en sorte que la source l’envoie autrement.
finding-unknown = { $route } : la source envoie « { $name } », qui n’est pas décrit.
finding-gone = { $route } : « { $name } » est décrit, mais la source ne l’a plus.
finding-lost-subscription = { $route } : le broker de la source avait perdu l’abonnement du connecteur à « { $name } ». Le connecteur le refait et dit aux services ce qui a changé entre-temps.
finding-malformed = { $route } : « { $name } » a des enregistrements inutilisables.
finding-other-type = { $route } : « { $name } » contient autre chose que ce que dit sa description.
finding-deviation = { $route } : la valeur de « { $name } » n’est pas conforme au modèle de données.
source-brokers = Courtiers de la ville
    .text = Qui y cherche des données trouve cette source.
broker-registered = Enregistrée
broker-not-registered = Non enregistrée
broker-not-yet = Pas encore demandé
broker-confirmed = Dernière confirmation : { $at }
broker-down = Le courtier n’a pas pu être joint.
broker-slow = Le courtier a mis trop de temps.
broker-login = Le courtier n’accepte pas l’identification du connecteur.
broker-status = Le courtier a répondu avec le statut { $status }.
finding-seen = Vu d’abord : { $first }, en dernier : { $last }
cause-described = Décrit comme : { $kind }
cause-records = Enregistrements illisibles, trop longs ou qui ne nomment personne : { $count }. Les premiers sont { $first }.
cause-encoding = Pas en { $encoding } : { $count }. Indiquez l’encodage du fichier.
cause-model = La règle « { $keyword } » du modèle de données n’est pas suivie.
cause-not-text = Ce n’est pas un texte.
cause-not-a-number = Ce n’est pas un nombre.
cause-not-a-date = Ce n’est pas une date de la forme déclarée.
cause-not-true-or-false = Ce n’est ni oui ni non.
cause-unknown-code = Le code n’est pas dans la liste.
cause-no-such-part = Il y a trop peu de parties.
cause-not-a-list = Ce n’est pas une liste.
cause-not-an-object = Ce n’est pas un objet.

## Why a request came to nothing

outcome-source-unreachable = La source était injoignable
outcome-source-timeout = La source a mis trop de temps
outcome-source-busy = Trop de demandes à la fois
outcome-source-error = La source a signalé une erreur
outcome-source-bad-answer = La réponse de la source était illisible
outcome-source-too-large = La réponse de la source était trop grande
outcome-person-unknown-at-source = La source ne connaît pas la personne
outcome-pod-not-shared = Le pod de la personne n’est pas partagé avec le connecteur
outcome-permission-not-active = L’autorisation n’est pas en vigueur
outcome-attributes-not-permitted = Les données ne sont pas autorisées
outcome-purpose-not-permitted = La finalité n’est pas autorisée
outcome-agreement-missing = Il n’y a pas d’accord de partage de données
outcome-lease-expired = La dernière réponse de l’opérateur est trop ancienne
outcome-ticket-expired = Le ticket a expiré
outcome-ticket-replayed = Le ticket a déjà servi
outcome-ticket-unknown-issuer = L’opérateur du ticket n’est pas de confiance ici
outcome-ticket-bad-signature = La signature du ticket n’est pas bonne
outcome-ticket-wrong-audience = Le ticket est pour une autre adresse
outcome-proof-invalid = Il n’a pas été prouvé à qui est le ticket
outcome-operator-unreachable = L’opérateur n’a pas pu être joint
outcome-operator-timeout = L’opérateur a mis trop de temps
outcome-operator-bad-answer = La réponse de l’opérateur n’a pas pu être utilisée
outcome-change-refused = La source a refusé la modification
outcome-change-not-offered = Ceci ne peut pas être modifié ici
outcome-trust-list-expired = La liste des opérateurs de confiance a expiré
outcome-trust-list-unavailable = Il n’y a pas de liste valable des opérateurs de confiance
outcome-trust-list-timeout = Le registre a mis trop de temps
outcome-trust-list-rolled-back = La liste des opérateurs de confiance est plus ancienne qu’une autre déjà vue

## What is due

source-late = Des tâches de la boîte de réception sont en retard : { $count }
source-soon = Des tâches sont à faire d’ici une semaine : { $count }

## What is offered

offer-title = Jeux de données
    .text = Ce que la source propose, qui s’en sert, et ce que les personnes en lisent.
offer-none = Rien n’est encore proposé.
offer-row = Version { $version }, { $count } données
offer-edit = Rédiger la version suivante
offer-attributes = Données
offer-path = Chemin
offer-called = Nom
offer-category = Type de donnée
offer-users = Opérateurs et services qui s’en servent
    .none = Personne n’en a encore rien reçu.
offer-versions = Versions publiées ici
offer-version = Version { $version }, { $at }
offer-back = Tous les jeux de données
offer-back-to = Retour au jeu de données
offer-sensitive = sensible
offer-official = numéro officiel

## What people read

preview-title = Ce qu’une personne lira
    .text = Voici comment le jeu de données et ses données sont montrés aux personnes quand elles décident.
preview-language = Langue de l’aperçu
preview-show = Afficher
preview-missing = Pas encore dit dans cette langue ; les personnes en lisent une autre
preview-hidden = Cela ne vous est pas montré ici.
preview-correct = Vous pouvez rectifier cela vous-même.
preview-not-corrected = Cela ne peut pas être rectifié : { $why }
preview-kept = Cela doit être gardé : { $why }
preview-retention = Gardé pendant { $length } après sa fin.
preview-sure = Transmis seulement s’il est assez sûr qui vous êtes.

## Writing the next version

editor-title = Rédiger la version suivante
    .text = { $dataset }, version { $version }. Rien ne change pour personne avant que vous la publiiez.
editor-language = Langue dans laquelle vous écrivez
editor-dataset = Le jeu de données
editor-called = Comment on l’appelle
editor-words = Ce que cela dit, en mots simples
editor-sensitivity = Soin exigé par la loi
editor-ordinary = comme pour toute donnée personnelle
editor-holds = Ce qu’il contient
    .hint = Ce que la source envoie à la place est retenu et figure parmi les constats.
editor-single = des valeurs simples ou des listes de celles-ci
editor-text = des textes
editor-number = des nombres
editor-boolean = oui ou non
editor-object = n’importe quoi, avec tout ce qui se trouve au-dessous
editor-category-hint = Choisissez le genre de données, ou écrivez un terme du Data Privacy Vocabulary, par exemple pd:Name.
editor-path-hint = Où se trouve la donnée dans ce que la source envoie, par exemple loans.title.
editor-self-access = Les personnes peuvent consulter leurs propres données ici
    .hint = Depuis les pages de leurs opérateurs.
editor-self-change = Les personnes peuvent corriger et effacer leurs propres données ici
    .hint = Ce que le système de la source ne peut changer arrive dans la boîte de réception.
editor-more = Plus
editor-rectify = La personne peut-elle la faire rectifier ?
editor-rectify-by-person = oui, elle-même
editor-rectify-with-evidence = oui, avec une preuve
editor-no = non
editor-erase = La personne peut-elle la faire effacer ?
editor-erase-yes = oui
editor-law = Quelle loi s’y oppose
editor-why = Quel genre de raison, en un terme du Data Privacy Vocabulary
editor-retention = Jours pendant lesquels elle est gardée après sa fin
editor-assurance = Avec quelle certitude la personne doit-elle être connue ?
editor-assurance-low = faible
editor-assurance-substantial = substantiel
editor-assurance-high = élevé
editor-hidden = La personne ne la voit pas
    .hint = Seulement si une loi limite le droit de voir ses propres données.
editor-identifiers = Identifiants par lesquels la source trouve une personne
    .hint = Un par ligne, le meilleur d’abord, par exemple ssn.
editor-model = Adresse du modèle de données
    .hint = Le Smart Data Model ou le JSON Schema que suivent les données.
editor-history = Les services peuvent voir aussi les valeurs d’avant
    .hint = Seulement si un enregistrement a toujours été celui de la même personne.
editor-remove = Retirer { $path }
editor-new = Une nouvelle donnée
editor-save = Enregistrer le brouillon
editor-preview = Tel qu’enregistré la dernière fois, dans la langue où vous écrivez.
editor-faults = Cela ne convient pas et a été laissé de côté
editor-partly = Le reste du brouillon est enregistré
editor-publish = Publier
    .text = La version { $version } prend effet aussitôt. Elle ne pourra jamais être modifiée ; seule une plus récente peut la remplacer.
    .button = Publier la version { $version }
editor-not-yet = Elle ne peut pas encore être publiée
editor-not-published = Elle n’a pas été publiée. Voyez plus bas ce qui manque.
editor-drop = Abandonner le brouillon

## The log

log-title = Journal
    .text = Qui a demandé des données de cette source, et ce qu’il en est advenu. Les valeurs ne sont pas dans le journal.
log-operator = Opérateur
log-operator-all = Tous les opérateurs
log-month-all = Tous les mois
log-before-day = Avant ce jour
log-jsonl = Télécharger pour des programmes (lignes JSON)
log-service = Service
log-kind = Ce qu’il en est advenu
log-kind-all = Tout
log-filter = Filtrer
log-none = Rien n’a été demandé.
log-caption = Demandes, les plus récentes d’abord
log-entry = Entrée
log-when = Quand
log-dataset = Jeu de données
log-outcome = Résultat
log-attributes = Données
log-released = Transmis
log-begun = Transmission commencée
log-interrupted = Interrompu
log-changed = Modifié par la personne
log-change-begun = Modification commencée
log-refused = Refusé
log-refusals-counted = Refusé, sans entrées propres
log-subscription = À propos d’un abonnement
log-link = À propos d’un lien avec une personne
log-link-begun = Lien : une personne est venue
log-link-code-asked = Lien : un code a été demandé
log-link-sent-to-desk = Lien : envoyé au guichet
log-link-confirmed = Lien : confirmé par le personnel
log-link-refused = Lien : refusé par le personnel
log-link-failed = Lien : n’a pas abouti
log-link-linked = Lié à une personne
log-link-ended-by-person = Lien terminé par la personne
log-link-ended-by-source = Lien terminé par la source
log-link-emptied = Lien : l’espace de la personne a été vidé
log-event = Événement signalé
log-staff = Fait par le personnel
log-person = La personne

## Statistics

statistics-title = Statistiques
    .text = Ce qui a été transmis en un mois, par opérateur, service et jeu de données, pour le décompte. Aucune donnée personnelle n’y figure.
statistics-month = Mois
statistics-show = Afficher le mois
statistics-none = Rien n’a été demandé ce mois-là.
statistics-caption = Demandes : { $month }
statistics-requests = Demandes
statistics-records = Enregistrements
statistics-attributes = Données
statistics-total = Total transmis
statistics-csv = Télécharger en tableau (CSV)

## Keys

keys-title = Clés
    .text = Ce avec quoi le connecteur signe. Une clé est remplacée d’elle-même après { $days } jours.
keys-published = Clés publiées
keys-signs = Signe
keys-verifies = Ne signe pas en ce moment
keys-where = Les autres les trouvent ici :
keys-log = Clé du journal
    .text = Qui l’a peut voir que rien n’a été retiré du journal.
keys-rotate = Remplacer la clé maintenant
    .text = Une nouvelle clé est publiée, et signe dès que les autres ont eu le temps de l’apprendre. Rien n’est interrompu.
    .button = Remplacer la clé

## The inbox

inbox-title = Boîte de réception
    .text = Ce que les personnes demandent et que le système de la source ne peut faire seul, et qui viendra à votre guichet. Chaque tâche dit pour quand.
inbox-none = Il n’y a rien à faire.
inbox-done = Montrer ce qui est fait
inbox-live = Montrer ce qui reste à faire
inbox-back = Retour à la boîte de réception
task-correction = Corriger les données de quelqu’un
task-erasure = Effacer les données de quelqu’un
task-desk-confirmation = Confirmer au guichet qui est quelqu’un
task-open = Ouverte
task-soon = À faire d’ici une semaine
task-late = En retard
task-taken = { $name } s’en charge
task-done = Faite
task-refused = Refusée
task-lapsed = Délai écoulé, ou la personne a renoncé
task-taken-back = Retirée par la personne
task-due = À faire avant le { $day }
task-received = Reçue
task-until = À faire avant le
task-correct = À corriger
task-erase = À effacer
task-erase-all = Tout sur la personne dans ce jeu de données
task-desk = Comment vérifier qui c’est
    .text = La personne vient vous voir et montre un code. Regardez une pièce d’identité et cherchez la personne dans vos dossiers. En cas de doute, refusez et dites pourquoi.
    .told = La personne a lu :
task-do = Ce que vous faites
task-take = Je m’en charge
task-put-back = La remettre
task-note = Note
    .hint = Dites pourquoi, si vous refusez. N’écrivez rien sur la personne : la note est conservée.
    .told = Dites pourquoi si vous refusez : la personne le lit. N’écrivez rien sur elle, car la note est conservée.
task-finish = C’est fait
task-refuse = Refuser
task-history = Ce qui a été fait
task-wrong-reason = Un refus doit dire pourquoi.

## What staff did

act-task-taken = A pris une tâche
act-task-put-back = A remis une tâche
act-task-done = A terminé une tâche
act-task-refused = A refusé une demande
act-key-rotated = A remplacé une clé
act-draft-changed = A modifié un brouillon
act-draft-dropped = A abandonné un brouillon
act-dataset-published = A publié une version d’un jeu de données
act-log-saved = A enregistré une copie du journal
act-entities-kept = A enregistré les données d’une personne
act-entities-erased = A effacé les données d’une personne
act-entities-saved = A sauvegardé les données de tous d’un jeu de données
log-change-filed = Transmis au personnel

## GDPR API

gdpr-api-kept = { $dataset } : ne peut pas être effacé, car ceci doit être conservé : { $what }.
gdpr-api-not-here = { $dataset } : ne peut pas être effacé par cette voie. Veuillez contacter l’organisation.
gdpr-api-by-staff = { $dataset } : sera effacé par le personnel de l’organisation, au plus tard le { $day }.
