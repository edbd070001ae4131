## Navigation

nav-notifications = Notifications
nav-notifications-new = Notifications ({ $count } non lues)

## The page

news-title = Notifications
news-none = Rien à signaler pour l’instant
    .text = Quand un service demande vos données ou que quelque chose d’inhabituel se produit, vous le lisez ici.
news-unread = Nouvelles
news-read = Lues
news-look = Voir
news-mark = Marquer comme lue
news-mark-all = Tout marquer comme lu
news-choose = Choisir ce qui vous est signalé

## What has happened

news-new-request = « { $service } » demande vos données et attend votre décision.
news-request-granted = « { $service } » a demandé vos données, et vous avez dit oui.
news-request-declined = « { $service } » a demandé vos données, et vous avez dit non.
news-request-ended = « { $service } » a demandé vos données. La demande a pris fin sans réponse.
news-granted-by-rule = L’une de vos règles a dit oui pour vous à « { $service } ».
news-ends-soon = Une autorisation pour « { $service } » prend fin le { $date }.
news-first-use = « { $service } » a utilisé une de vos autorisations pour la première fois. Les données venaient de : { $source }.
news-other-country = « { $service } » a reçu des données de vous. Son organisation se trouve dans un pays où aucune de vos données n’était encore allée : { $country }.
news-unusual-rate = « { $service } » a consulté vos données en un jour { $times } fois plus souvent que d’habitude. Les données venaient de : { $source }.
news-answer-due = La réponse à une lettre sur vos données est due au plus tard le { $date } : { $who }.
news-answer-overdue = La réponse à une lettre sur vos données était due au plus tard le { $date } et est en retard : { $who }. Si aucune n’est venue, vous pouvez faire une réclamation.
news-new-device = Quelqu’un s’est connecté à votre compte avec un appareil ou un programme jamais utilisé auparavant. Si ce n’était pas vous, changez votre mot de passe et mettez fin aux autres sessions.
news-passkey-added = Une clé d’accès a été ajoutée à votre compte. Qui la possède peut se connecter.
news-password-changed = Le mot de passe de votre compte a été changé.
news-login-changed = L’adresse électronique avec laquelle vous vous connectez a été changée.
news-app-connected = L’application « { $app } » a été admise dans votre compte.
news-linked = Vous êtes maintenant relié à { $source }. Si ce n’était pas vous, mettez fin au lien.
news-link-ends = Le lien avec { $source } prend fin le { $date }. Reliez-vous de nouveau avant, si vous voulez continuer.
news-link-ended = { $source } a mis fin au lien avec vous. La source n’apprend plus rien sur vous tant que vous ne vous reliez pas de nouveau.
news-not-linked = Vous n’êtes pas relié à { $source } : cela n’a pas été confirmé au guichet.
news-link-refused = Le personnel du guichet de { $source } a refusé de vous relier. La page Liens dit pourquoi.
news-link-refused-why = Le personnel du guichet de { $source } a refusé de vous relier : « { $why } »
news-change-done = Le personnel de { $source } a fait la modification que vous avez demandée.
news-change-refused = Le personnel de { $source } a refusé la modification que vous avez demandée. Votre activité dit pourquoi.
news-test = Ceci est un essai : les notifications vous parviennent ainsi.

## Kinds

kind-new-request = Un service demande vos données
kind-granted-by-rule = Une de vos règles a dit oui
kind-ends-soon = Une autorisation prend fin dans 14 jours
kind-first-use = Une autorisation est utilisée pour la première fois
kind-other-country = Des données vont dans un nouveau pays
kind-unusual-rate = Un service consulte dix fois plus souvent que d’habitude
kind-answer-due = La réponse à une de vos lettres est due dans trois jours
kind-answer-overdue = La réponse à une de vos lettres est en retard
kind-new-device = Quelqu’un se connecte avec un nouvel appareil
kind-passkey-added = Une clé d’accès est ajoutée
kind-password-changed = Le mot de passe est changé
kind-login-changed = L’adresse électronique de connexion est changée
kind-app-connected = Une application est admise
kind-linked = Vous êtes relié à une source
kind-link-ends = Un lien avec une source prend fin dans 14 jours
kind-link-ended = Une source a mis fin à un lien, ou ne l’a pas confirmé à son guichet
kind-change-answered = Le personnel d’une source répond à une modification que vous avez demandée
kind-test = Essai

## Choices

choices-title = Notifications
choices-intro = Choisissez ce qui vous est signalé, et comment.
choices-caption = Ce qui vous est signalé, et comment
choices-what = Quoi
choices-always = Toujours
    .text = « Toujours » ne peut pas être désactivé : la loi exige que votre compte soit protégé (RGPD article 32), et quiconque y est entré ne doit pas pouvoir vous le cacher.
way-page = Sur ce site
way-email = Par e-mail
way-push = Sur vos appareils
choices-pace = Quand les e-mails arrivent
pace-at-once = Tout de suite
pace-daily = Une fois par jour, toutes ensemble
pace-never = Jamais, sauf ce qui est toujours actif
choices-address = Les e-mails vont à { $address }.
choices-no-address = Votre compte n’a pas d’adresse e-mail : aucun e-mail ne vous est envoyé.
choices-test = Envoyer un essai
choices-tested = Un essai est en route vers vous.

## Devices

devices-title = Notifications sur vos appareils
devices-intro = Votre navigateur peut afficher des notifications même quand ce site est fermé. Elles disent seulement quel genre de chose est arrivé, jamais un nom et jamais vos données.
devices-way = Elles voyagent chiffrées, par le service de distribution de l’entreprise qui fait votre navigateur. Elle apprend qu’une notification arrive et quand, mais ne peut pas la lire.
devices-needs = Pour ajouter un appareil, il faut JavaScript et un navigateur qui peut afficher des notifications. Les fenêtres privées ne le peuvent souvent pas. Sur un iPhone ou un iPad, ajoutez d’abord ce site à l’écran d’accueil et ouvrez-le de là.
devices-ask = Quand vous appuyez sur le bouton, votre navigateur demande si ce site peut afficher des notifications. Toute personne qui voit l’écran de cet appareil peut alors les lire.
devices-add = Aussi sur cet appareil
devices-since = Ajouté le { $date }
devices-used = Dernière notification le { $date }
devices-unused = Pas encore de notification
devices-through = Par { $service }
devices-remove = Retirer : { $device }
devices-added = Les notifications s’affichent maintenant sur cet appareil.
devices-removed = Les notifications ne s’affichent plus sur cet appareil-là.
devices-denied = Votre navigateur ne permet pas à ce site d’afficher des notifications. Vous pouvez le changer dans les réglages de votre navigateur.
devices-failed = Cela n’a pas marché. Le service de distribution de votre navigateur est peut-être injoignable. Réessayez plus tard.
devices-many = Vous avez ajouté autant d’appareils qu’il peut y en avoir. Retirez-en d’abord un.

## E-mails

mail-several = { $count } notifications
mail-why = Vous recevez ceci parce que vous avez un compte ici : { $operator }. Choisissez ce qui vous est signalé : { $url }
mail-why-always = Vous recevez ceci car il s’agit de la sécurité de votre compte ici : { $operator }. En savoir plus sur les notifications : { $url }
mail-stop = Ne plus recevoir ces e-mails
unsubscribe-title = E-mails de notification
unsubscribe-text = Ce qui touche à la sécurité de votre compte vous parvient toujours par e-mail. Une fois connecté, vous pouvez changer ce choix dans les réglages.
unsubscribe-button = Ne plus m’envoyer ces e-mails
unsubscribe-done = Ces e-mails ne vous seront plus envoyés.
closed-mail = Votre compte est fermé
    .text = Votre compte ici est fermé, et ce qui était enregistré sur vous est effacé : { $operator }. Si ce n’était pas vous, dites-le à ceux qui gèrent ce service.

## E-mails of a demo

mails-title = E-mails et SMS de cette démonstration
mails-intro = Ici, les e-mails et les SMS ne vont à personne : ils sont gardés dans un dossier et tout le monde peut les lire.
mails-none = Aucun e-mail pour l’instant
mails-to = À { $address }
mails-all = Tous les e-mails
