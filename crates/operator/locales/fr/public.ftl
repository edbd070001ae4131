## Who runs this

about-intro = { $provider } gère ce service. Vous voyez ici de qui il s’agit et comment prendre contact.
about-role = Ce service se place entre vous, les sources qui détiennent vos données et les services qui veulent les utiliser. La loi appelle cela un « service d’intermédiation de données » entre les personnes et les utilisateurs de données (règlement (UE) 2022/868, article 10, point b)). Il ne peut utiliser vos données que pour exécuter ce que vous décidez, et pour rien d’autre.
about-who = Qui le gère
about-name = Nom
about-legal-form = Forme juridique
about-register = Numéro au registre
about-notification = Numéro de la notification à l’autorité
about-rulebook = Règles acceptées par tous
about-authority = Autorité de protection des données
about-contact = Contact
about-no-contact = Aucun contact n’est encore indiqué ici.
about-email = E-mail
about-phone = Téléphone
about-address = Adresse
about-officer = Délégué à la protection des données
about-keys = Pour les curieux : les clés
about-keys-intro = Avec ces clés, tout le monde peut vérifier qu’un reçu, un ticket ou le journal public vient vraiment d’ici.
about-keys-show = Afficher les clés
about-uuid = Numéro de cet opérateur
about-key = Clé qui signe actuellement
about-former-keys = Anciennes clés
about-log-key = Clé du journal public
about-log = Le journal public
about-api = Comment les programmes parlent à ce service (en anglais)

## Accessibility

accessibility-intro = { $provider } veut que tout le monde puisse utiliser ce service.
accessibility-scope = Cette déclaration concerne les pages à l’adresse { $address }.
accessibility-how-far = À quel point les pages sont accessibles
accessibility-full = Les pages respectent tout ce que la loi demande.
accessibility-partial = Les pages respectent presque tout ce que la loi demande. Ce qui manque est indiqué plus bas.
accessibility-none = Les pages ne respectent pas encore ce que la loi demande. Les principaux défauts sont indiqués plus bas.
accessibility-standard = La loi demande la norme européenne EN 301 549. Pour les pages web, elle suit les règles WCAG 2.2, niveau AA.
accessibility-limits = Ce qui n’est pas accessible
accessibility-no-limits = Nous ne connaissons rien qui ne soit pas accessible.
accessibility-assessment = Comment cela a été vérifié
accessibility-tests = À chaque changement du logiciel, un programme vérifie chaque page dans un vrai navigateur : en couleurs claires et sombres, sur écran large et étroit, au clavier seul et sans JavaScript.
accessibility-by-us = Nous avons vérifié les pages nous-mêmes.
accessibility-by = Les pages ont été vérifiées par : { $who }
accessibility-prepared = Cette déclaration a été écrite le { $day }.
accessibility-reviewed = Elle a été revue le { $day }.
accessibility-enforcement = Si notre réponse ne vous aide pas
accessibility-enforcement-text = Si nous ne répondons pas, ou si notre réponse ne vous aide pas, vous pouvez vous adresser à l’autorité qui veille à l’accessibilité.

## Feedback

feedback-title = Dites-nous ce qui ne marche pas
feedback-intro = Avez-vous trouvé quelque chose que vous ne pouvez pas lire, entendre ou utiliser ? Dites-le-nous. Vous n’avez pas besoin de compte.
feedback-text = Qu’est-ce qui ne marche pas ?
    .hint = { $most } caractères au plus. N’écrivez pas de secrets.
feedback-page = Sur quelle page ?
feedback-email = Votre adresse e-mail
    .hint = Seulement si vous voulez une réponse. Nous ne l’utilisons pour rien d’autre.
feedback-send = Envoyer
feedback-sent = Merci. Nous avons reçu votre message
    .text = Si vous avez donné une adresse e-mail, nous vous répondrons là.
feedback-not-sent = Votre message n’a pas été envoyé
feedback-look = Regardez ce qui est marqué et envoyez-le à nouveau.
feedback-often = Il y a eu trop de messages en peu de temps. Attendez quelques minutes. Votre texte est toujours là.
feedback-empty = Écrivez ce qui ne marche pas.
feedback-long = C’est trop long.
feedback-no-email = Écrivez une adresse comme nom@example.org, ou laissez le champ vide.
feedback-else = Vous pouvez aussi nous joindre ainsi :

## Privacy

privacy-intro = Cette page dit ce que ce service garde lui-même sur vous, pourquoi et combien de temps.
privacy-through = Vos données chez les sources, comme votre adresse ou vos emprunts, ne passent jamais par ce service. Elles vont directement de la source au service que vous avez autorisé.
privacy-who = Qui en répond
privacy-controller = { $provider } est le « responsable du traitement » : il décide pourquoi et comment ce service garde des données sur vous, et il en répond.
privacy-basis = Pourquoi la loi le permet
privacy-kept = Ce que nous gardons
privacy-account = Votre compte
    .text = Votre nom, votre adresse e-mail et votre langue, pour que vous puissiez vous connecter et que nous puissions vous parler. De votre mot de passe, seulement une valeur qui ne permet pas de le lire. Le nom et l’adresse e-mail sont chiffrés.
privacy-identifiers = Vos identifiants
    .text = Des numéros par lesquels les sources vous connaissent, comme une carte de bibliothèque. Ils sont chiffrés avec une clé propre à vous. Ils servent seulement à trouver vos données là où vous l’avez autorisé.
privacy-permissions = Vos décisions
    .text = Chaque demande, chaque autorisation avec tous ses changements, et vos règles. Ainsi, vous et nous pouvons prouver ce que vous avez décidé.
privacy-uses = L’utilisation de vos données
    .text = Quel service a demandé, quand et pourquoi, et quels types de données lui ont été montrés. Ce que disent les données n’y figure pas.
privacy-log = Le journal public
    .text = Pour chaque entrée, une empreinte en chiffres (un « hash »). Elle prouve que personne n’a changé l’entrée plus tard. Personne ne peut rien y lire sur vous.
privacy-requests = Les demandes sans réponse de votre part
    .text = Pour que vous puissiez décider, et que le service sache que vous n’avez pas répondu.
privacy-sessions = Le fait que vous êtes connecté
    .text = Depuis quand et jusqu’à quand, pour que vous n’ayez pas à vous connecter à chaque page.
privacy-news = Ce dont vous êtes prévenu
    .text = Les notifications et vos choix à leur sujet : pour vous dire ce qui ne doit pas attendre.
privacy-letters = Les lettres que vous avez notées
    .text = À qui vous avez écrit, pourquoi et quand la réponse est due : pour vous le rappeler.
privacy-network = L’adresse réseau de votre appareil
    .text = Pour arrêter les essais en masse de deviner des mots de passe ou de nous surcharger.
privacy-feedback = Ce que vous nous écrivez sur l’accessibilité
    .text = Votre texte et, si vous la donnez, votre adresse e-mail, pour que nous puissions réparer le défaut et vous répondre. Ils sont chiffrés.
privacy-push = Les appareils qui affichent des notifications
    .text = L’adresse où votre navigateur est joint, les clés pour chiffrer et le genre d’appareil. Vous ajoutez vous-même chaque appareil.
privacy-while-account = Gardé tant que vous avez un compte.
privacy-until-removed = Gardé jusqu’à ce que vous retiriez l’appareil, vous y déconnectiez ou fermiez votre compte.
privacy-for-good = Gardé pour toujours.
privacy-for = Gardé { $time } au plus.
privacy-in-memory = Seulement dans la mémoire de l’ordinateur, quelques minutes ; elle n’est pas enregistrée.
privacy-hours = { $hours ->
    [one] { $hours } heure
   *[other] { $hours } heures
}
privacy-minutes = { $minutes ->
    [one] { $minutes } minute
   *[other] { $minutes } minutes
}
privacy-logins = Si vous vous connectez par un autre fournisseur ({ $logins }), il nous dit qui vous êtes : votre nom, votre adresse e-mail et les identifiants qu’il a vérifiés.
privacy-cookies = Cookies
privacy-cookies-intro = Un cookie est un petit texte que votre navigateur garde pour un site. Nous n’utilisons que ceux dont les pages ont besoin. Personne ne suit ce que vous faites, et rien ne vient d’autres entreprises.
privacy-cookie-session = Dit que vous êtes connecté.
privacy-cookie-language = Se souvient de la langue choisie.
privacy-cookie-form = Garde ce que vous avez saisi dans un formulaire si vous devez vous reconnecter avant l’envoi.
privacy-cookie-login = Relie les étapes d’une connexion par un autre fournisseur.
privacy-cookie-device = Reconnaît un appareil qui affiche des notifications, pour qu’elles cessent quand quelqu’un d’autre s’y connecte.
privacy-recipients = Qui reçoit quelque chose
privacy-to-source = Une source reçoit l’identifiant par lequel elle vous connaît déjà, et apprend quelles données elle peut montrer à qui.
privacy-to-service = Un service apprend ce que vous avez décidé. Il reçoit un numéro au hasard pour vous, et jamais vos identifiants de notre part.
privacy-to-push = Si vous ajoutez un appareil pour les notifications, l’entreprise qui fait son navigateur les distribue. Elle apprend qu’une notification arrive et quand, mais ne peut pas la lire.
privacy-to-others = Personne d’autre. Nous ne vendons rien et il n’y a pas de publicité.
privacy-rights = Vos droits
privacy-rights-intro = Écrivez-nous si vous voulez utiliser un de ces droits. C’est gratuit. Nous répondons dans un délai d’un mois.
privacy-right-access = Voir
    .text = Vous pouvez demander ce que nous gardons sur vous et en recevoir une copie.
privacy-right-correct = Corriger
    .text = Vous pouvez faire corriger ce qui est faux.
privacy-right-erase = Supprimer
    .text = Vous pouvez faire supprimer ce dont nous n’avons plus besoin.
privacy-right-limit = Limiter
    .text = Vous pouvez nous demander de seulement garder une donnée sans l’utiliser, tant qu’une question à son sujet est ouverte.
privacy-right-take = Emporter
    .text = Vous pouvez recevoir ce que vous nous avez donné dans une forme que d’autres programmes comprennent.
privacy-right-object = Vous opposer
    .text = Vous pouvez dire que, pour une raison qui vous est propre, vous ne voulez pas d’une utilisation.
privacy-right-withdraw = Retirer
    .text = Vous pouvez retirer chaque autorisation à tout moment. Ce qui a été fait avant reste légal.
privacy-automated = Ce service ne prend pas lui-même de décisions sur vous. Vos propres règles sont suivies jusqu’à ce que vous les changiez.
privacy-complain = Si vous n’êtes pas satisfait
privacy-complain-text = Vous pouvez vous plaindre à l’autorité de protection des données. Vous pouvez aussi aller devant un tribunal.
privacy-authority = L’autorité

## Status

status-all-good = Tout fonctionne
status-not-all = Tout ne fonctionne pas en ce moment
    .text = Ce qui ne fonctionne pas est marqué plus bas. Vos autorisations restent comme elles sont. Ce qui ne peut pas être vérifié n’est montré à personne.
status-at = Vérifié :
status-last = Dernière fois :
status-good = Fonctionne
status-late = Ne répond pas
status-unknown = Pas encore connu
status-here = Ce service
    .text = Vous voyez cette page, donc il fonctionne.
status-log = Le journal public
    .text = Il prouve que rien n’a été changé ou omis plus tard.
status-groups = Listes de confiance
    .text = Elles disent quels opérateurs et quelles sources suivent les règles communes. Nous les récupérons régulièrement.
status-no-groups = Ce service n’est dans aucun groupe de confiance.
status-sources = Sources
    .text = Si chaque source a répondu lors de notre dernière vérification.
status-json = La même chose pour les programmes (JSON)

## Catalogue

catalogue-intro = Vous voyez ici quelles données les sources détiennent, quels services demandent des données et pourquoi. Rien n’est montré à un service avant que vous l’autorisiez.
catalogue-kinds = Ce qui est affiché
catalogue-sources = Sources ({ $count })
catalogue-uses = Services ({ $count })
catalogue-uses-title = Ce que les services demandent
catalogue-no-uses = Aucun service ne demande encore de données ici.
catalogue-asked = Quelles données il demande
