## Navigation

nav-rules = Règles
nav-my-data = Mes données
nav-settings = Réglages

## Activity of one source

activity-only = Seulement les données de : { $source }
activity-all = Voir toute l’activité

## My data

own-title = Mes données
own-intro = Où se trouvent des données sur vous et ce qui y est enregistré.
own-nowhere = Aucune source ne vous connaît encore
    .text = Quand une source vous connaît par l’un de vos identifiants, vous voyez ici ce qu’elle garde sur vous.
own-straight = Les données vont directement de la source à votre navigateur. Nous ne les voyons pas. Chaque consultation est notée dans votre activité.
own-without = Pour montrer les données ici, votre navigateur a besoin de JavaScript et d’une connexion sécurisée. Sans cela, vous voyez ce qui peut être enregistré. Vous pouvez aussi lire les données avec cette commande :
own-show-all = Tout montrer
own-progress = Jeux de données consultés
own-show = Montrer ce qui est enregistré
own-not-offered = Cette source ne montre pas ses données ici. Demandez à la source elle-même :
own-available = Ce qui peut être enregistré ici ({ $count })
own-not-shown = Pour montrer ceci, nous devrions savoir plus sûrement qui vous êtes.
own-who = Qui a reçu des données, et quand : { $source }
own-busy = Demande à la source…
own-shown = Voici ce qui est enregistré sur vous :
own-nothing = Rien n’est enregistré sur vous ici.
own-again = Montrer encore
own-original = Montrer comme la source l’écrit
own-converted = Montrer comme c’est décrit ici
own-left-out = La source a écrit ceci d’une façon qui ne peut pas être lue :
own-yes = oui
own-no = non
own-none = rien d’enregistré
own-slow = La source met trop de temps à répondre. Réessayez plus tard.
own-dead = La source est injoignable pour le moment. Réessayez plus tard.
own-refused-here = La source refuse de montrer ceci pour le moment. Réessayez plus tard.
own-often = Vous avez regardé très souvent. Attendez une minute, puis réessayez.
own-unreadable = La réponse de la source est illisible. Réessayez plus tard.
own-login = Vous n’êtes plus connecté. Rechargez la page et connectez-vous.
own-ours = Nous n’avons pas pu interroger la source. C’est notre faute. Réessayez plus tard.
own-past = Montrer ce que c’était avant
own-past-from = À partir du { $time }
own-past-shown = Voici comment cela a changé, du plus récent au plus ancien :
own-past-none = La source n’a gardé aucune valeur antérieure.

## Changing my data

own-can-both = Vous pouvez corriger et effacer ceci ici.
own-can-correct = Vous pouvez corriger ceci ici.
own-can-erase = Vous pouvez effacer ceci ici.
own-can-staff = Vous pouvez faire corriger ou supprimer ceci ici : le personnel de la source s’en charge.
own-kept-by = La loi oblige la source à garder ceci : { $law }.
own-letter-correct = Écrire une lettre : faire corriger
own-letter-erase = Écrire une lettre : faire effacer
own-correct = Corriger
own-add = Ajouter
own-erase = Effacer
own-new-value = Nouvelle valeur pour « { $what } »
own-per-line = Écrivez une valeur par ligne.
own-correct-what = { $source } la reçoit directement de votre navigateur et la change aussitôt. Nous ne la voyons pas.
own-save = Enregistrer
own-cancel = Annuler
own-telling = La source est informée…
own-corrected = Corrigé : { $what }.
own-undo = Revenir en arrière
own-undone = C’est de nouveau comme avant : { $what }.
own-same = Rien n’a changé : c’est la même valeur qu’avant.
own-erased = Effacé : { $what }.
own-erased-all = Tout est effacé dans « { $what } ».
own-erase-ask = Effacer « { $what } » ?
own-erase-lost = Ceci sera perdu :
own-erase-final = { $source } l’efface définitivement. Personne ne pourra revenir en arrière. Ce que d’autres ont déjà reçu n’est pas effacé chez eux.
own-staff-look = Le personnel de { $source } examine ceci et répond sous 30 jours. Ce que vous écrivez part directement de votre navigateur vers lui. Nous ne le voyons pas.
own-staff-erase = Le personnel de { $source } examine ceci et répond sous 30 jours. D’ici là, rien n’est supprimé.
own-staff-send = Envoyer au personnel
own-staff-sent = Envoyé au personnel de { $source } : { $what }. Nous vous dirons au plus tard le { $day } ce qu’il a fait. D’ici là, rien ne change.
own-asked-correct = Le { $day }, vous avez demandé de changer ceci en « { $value } ». Le personnel de { $source } répond au plus tard le { $until }.
own-asked-erase = Le { $day }, vous avez demandé d’effacer ceci. Le personnel de { $source } répond au plus tard le { $until }.
own-asked-erase-all = Le { $day }, vous avez demandé de tout effacer ici. Le personnel de { $source } répond au plus tard le { $until }.
own-asked-done = Fait : le { $decided }, le personnel de { $source } a fait ce que vous aviez demandé le { $day }.
own-asked-refused = Refusé : le { $decided }, le personnel de { $source } a refusé ce que vous aviez demandé le { $day } : « { $why } »
own-take-back = Retirer la demande
own-taken-back = Demande retirée : { $what }. Rien ne change.
own-asked-waits = Vous avez déjà demandé de changer ceci. Attendez la réponse du personnel, ou retirez la demande en attente.
own-asked-over = Cette demande n’attend plus. Voyez ce que le personnel a répondu.
own-erase-all = Tout effacer
own-keep = Garder
own-empty = Écrivez une valeur. Pour la supprimer, annulez et effacez-la.
own-invalid = Ceci n’a pas la bonne forme. Vérifiez.
own-not-theirs = Ceci ne peut pas être changé ici. Écrivez une lettre à la source : les liens sont plus bas.
own-change-refused = La source n’a pas accepté le changement. Vérifiez-le ou écrivez une lettre à la source.
own-says = La source dit :
own-unsure = Nous ne savons pas si la source a fait le changement. Affichez de nouveau vos données pour vérifier.
own-untold = La source n’a pas fait le changement. Réessayez plus tard.
own-add-record = Ajouter une entrée
own-add-file = Ajouter depuis un fichier
    .hint = Un tableau (CSV) ou du JSON, une entrée par ligne. { $source } le reçoit directement de votre navigateur. Nous ne le voyons pas.
own-add-table = Enregistrer un tableau vide à remplir
own-add-title = Ajouter à « { $what } »
own-add-send = Ajouter le contenu du fichier
own-added-one = L’entrée est ajoutée.
own-added-many = Entrées ajoutées : { $number }.
own-add-large = Ce fichier est trop grand. Il peut avoir 1 mégaoctet au plus.
own-add-wrong = Choisissez un fichier dont le nom se termine par .csv, .json ou .jsonl.
own-add-none = Remplissez au moins un champ.
own-entry = Entrée { $number }
own-entry-erase = Effacer cette entrée
own-entry-erased = Effacé : { $what }.

## Rules

rules-title = Règles
rules-intro = Une règle répond aux demandes pour vous, comme vous le voulez.
rules-new = Créer une règle
rules-none = Vous n’avez pas de règle
    .text = Chaque demande vous est posée. Avec une règle, vous pouvez toujours dire oui ou toujours dire non à certaines demandes.
rules-saved = La règle est enregistrée
rules-waits = Elle vaut pour les nouvelles demandes. La demande d’où vous venez attend encore votre réponse.
rules-waits-link = Y répondre
rules-removed = La règle est supprimée
rules-again = La remettre
rules-remove = Supprimer cette règle
rules-is-allow = Quand { $who } demande des données, dire oui sans me demander
rules-is-allow-anyone = Qui que ce soit qui demande des données, dire oui sans me demander
rules-is-ask = Quand { $who } demande des données, me demander
rules-is-ask-anyone = Qui que ce soit qui demande des données, me demander
rules-is-deny = Quand { $who } demande des données, dire non
rules-is-deny-anyone = Qui que ce soit qui demande des données, dire non
rules-for = Si les données servent à ceci : { $list }.
rules-for-any = Quel que soit l’usage des données.
rules-doing = Si l’on fait ceci avec les données : { $list }.
rules-about = Pour ces données : { $list }.
rules-about-any = Pour toutes les données.
rules-ends = Le dernier jour de la règle est le { $date }.
rules-window = Seulement ces jours et à ces heures : de { $first } à { $last }, de { $opens } à { $closes } ({ $zone }).
rules-only-if = Seulement si tout ceci est vrai :
rules-not-if = Mais pas si tout ceci est vrai :
rules-if-keep = Les données sont gardées au plus { $time }
rules-if-within = Les données restent dans cette zone : { $area }
rules-if-recipients = Les données ne sont transmises à personne d’autre
rules-if-pseudonymised = Les données sont utilisées sans votre nom
rules-if-aggregated = Les données servent seulement à des chiffres sur beaucoup de personnes
rules-if-automated = Aucune décision sur vous n’est prise par un ordinateur seul
rules-area-eu = Union européenne
rules-area-eea = Espace économique européen
rules-group = un membre du groupe de confiance { $group }
rules-whole = { $dataset }, en entier ({ $source })
rules-part = { $attribute } ({ $source })

day-monday = lundi
day-tuesday = mardi
day-wednesday = mercredi
day-thursday = jeudi
day-friday = vendredi
day-saturday = samedi
day-sunday = dimanche

## Making a rule

rules-new-title = Une nouvelle règle
rules-new-intro = Choisissez sur quoi porte la règle. Avant de l’enregistrer, vous voyez ce qu’elle ferait.
rules-effect = Que doit-il se passer ?
rules-allow = Toujours dire oui
    .text = Le service reçoit ce dont il a besoin, et rien de plus. Vous en êtes informé.
rules-ask = Toujours me demander
    .text = Vous décidez chaque fois, même si une autre règle dit oui.
rules-deny = Toujours dire non
    .text = Le service ne reçoit rien. Vous en êtes informé.
rules-party = Qui demande ?
rules-anyone = N’importe qui
rules-purposes = Pour quoi faire ?
    .text = Ne choisissez rien si vous pensez à tous les usages.
rules-purposes-all = Usages
rules-purposes-other = Autres usages
rules-data = Quelles données ?
    .text = Ne choisissez rien si vous pensez à toutes les données. Une règle qui dit oui ne vaut pour des données sensibles que si vous les choisissez elles-mêmes.
rules-data-kinds = Types de données
rules-data-other-kinds = Autres types de données
rules-data-others = Autres données
choices-search = Chercher dans cette liste
choices-found = Trouvés : { $count }
choices-chosen = Choisis : { $count }
rules-conditions = Conditions
    .text = Une règle qui dit oui ne vaut que si tout ceci est vrai. Les autres règles ne valent pas si tout ceci est vrai.
rules-keep = Nombre de jours pendant lesquels les données sont gardées au plus
rules-within = Où restent les données
rules-anywhere = N’importe où
rules-form = Comment les données sont utilisées
rules-form-any = De n’importe quelle façon
rules-until = Dernier jour de la règle
rules-look = Montrer ce que la règle ferait
rules-would = Ce que cette règle ferait aujourd’hui
rules-would-nothing = Rien de ce qui est connu aujourd’hui ne changerait. La règle vaut pour les demandes à venir.
rules-would-allow = S’ils demandent, ils auraient un oui sans qu’on vous demande ({ $count }) :
rules-would-decline = S’ils demandent, ils auraient un non ({ $count }) :
rules-would-ask = S’ils demandent, la question vous serait posée ({ $count }) :
rules-would-end = Autorisations qui prendraient fin, car une règle les a données ({ $count }) :
rules-would-keep-back = Autorisations que vous avez données vous-même. La règle retient ce qu’elle interdit ({ $count }) :
rules-not-yet = Rien n’est encore enregistré.
rules-save = Enregistrer cette règle
rules-leave = Ne pas l’enregistrer
rules-change = Changer la règle avant de l’enregistrer
rules-wrong-effect = Choisissez ce qui doit se passer.
rules-wrong-keep = Écrivez un nombre de jours, par exemple 30.
rules-wrong-until = Choisissez un jour qui n’est pas encore passé.
rules-wrong-many = Vous avez autant de règles que possible. Supprimez-en d’abord une.
rules-like = Les demandes comme celle-ci
    .text = Vous pouvez créer une règle. Vous voyez ce qu’elle ferait avant de l’enregistrer.
rules-like-allow = Toujours dire oui aux demandes comme celle-ci
rules-like-deny = Toujours dire non aux demandes comme celle-ci

## Settings

settings-title = Réglages
settings-you = À propos de vous
settings-name = Comment nous vous appelons
    .text = Vous seul voyez ce nom. Les services ne le voient pas.
settings-name-wrong = Le nom est trop long. Il peut avoir 200 lettres, toutes sur une ligne.
settings-save = Enregistrer
settings-saved = Vos réglages sont enregistrés
settings-language = Langue
    .text = Ces pages vous parlent dans cette langue, où que vous vous connectiez.
settings-account = Votre compte
settings-login = Vous vous connectez avec
settings-zone = Les heures sont celles de
    .text = C’est l’heure de la ville qui gère ces pages.

## Own values on a request

values-title = Vos propres données
values-straight = Les données viennent directement de la source dans votre navigateur. Nous ne les voyons pas. Regarder ne décide de rien et est noté dans votre activité.
values-show = Montrer mes données
values-without = Ce qui est conservé sur vous :
values-nowhere = Cette source ne peut pas vous trouver avec ce que nous savons de vous : il n’y a rien à montrer.
values-not-offered = Cette source ne montre pas ses données ici. Demandez-les à la source elle-même.

## Rarely used conditions of a rule

rules-organisations = Organisations
rules-kinds = Types d’organisations
rules-groups = Groupes de confiance
rules-more = Plus de conditions
rules-processing = Que fait-on des données ?
    .text = Ne choisissez rien si vous pensez à tout ce qu’on en fait.
rules-hours = Jours et heures
    .text = La règle ne vaut qu’à ces moments, à l’heure d’aujourd’hui ici. Laissez vide si elle vaut toujours.
rules-first-day = Premier jour
rules-last-day = Dernier jour
rules-any-day = N’importe quel jour
rules-opens = De
rules-closes = À
rules-wrong-hours = Écrivez deux heures, la plus tôt d’abord.
