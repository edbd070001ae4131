## Rights

rights-title = Vos droits
rights-intro = Quiconque détient des données sur vous doit répondre quand vous utilisez l’un de ces droits. C’est gratuit. Vous obtenez ici une lettre que vous pouvez envoyer vous-même.
rights-letter = Votre lettre à { $name }
rights-not-sent = Rien n’a été envoyé. Copiez la lettre, imprimez-la ou envoyez-la par e-mail. Si vous notez ici que vous l’avez envoyée, vous êtes prévenu quand la réponse est due.
rights-contact = Envoyez-la à :
rights-no-contact = Nous ne connaissons ni adresse postale ni adresse e-mail de cette source. Demandez-la là :
operator-sources = Qui répond de vos données
rights-mail = Ouvrir dans mon logiciel de messagerie
rights-write = Écrire une lettre
rights-nobody = Aucune source ne vous connaît encore et vous n’avez donné aucune autorisation. Il n’y a donc personne à qui écrire.
rights-to = À qui ?
rights-right = Que voulez-vous ?
rights-what = De quoi s’agit-il ? Par exemple, quelle donnée est fausse
rights-language = Langue de la lettre
rights-make = Préparer la lettre
rights-all = Ce que signifient les droits
rights-deadline = La réponse doit venir dans un délai d’un mois. Si c’est très compliqué, elle peut prendre deux mois de plus, et on doit vous le dire pendant le premier mois.
rights-subject = Demande au titre de l’article { $article } du règlement général sur la protection des données
rights-dear = À { $name }
rights-ask-access = Je vous prie de me dire si vous traitez des données me concernant et de m’en donner une copie, avec les finalités, les destinataires et la durée de conservation.
rights-ask-correct = Je vous prie de rectifier les données me concernant qui sont fausses et de compléter ce qui manque.
rights-ask-delete = Je vous prie d’effacer les données que vous détenez sur moi.
rights-ask-restrict = Je vous prie de limiter le traitement des données me concernant.
rights-ask-take = Je vous prie de me remettre les données me concernant dans un format courant et lisible par machine.
rights-ask-object = Je m’oppose au traitement des données me concernant.
rights-ask-human = Je vous prie de faire réexaminer par un être humain la décision automatisée me concernant.
rights-about = Il s’agit de : { $what }
rights-month = Je vous prie de répondre dans un délai d’un mois, comme l’exige l’article 12, paragraphe 3, du règlement. Si vous devez vérifier mon identité, dites-moi ce qu’il vous faut.
rights-regards = Avec mes salutations distinguées
rights-link = Vos droits et comment les utiliser

## Letters that were sent

letters-title = Lettres que vous avez envoyées
letters-sent-on = Quand l’avez-vous envoyée ?
    .text = Vous êtes prévenu quand la réponse est bientôt due et quand elle est en retard.
letters-note = Noter que je l’ai envoyée
letters-noted = C’est noté.
letters-changed = C’est enregistré.
letters-removed = La note est supprimée.
letters-restore = Annuler
letters-wrong-day = Le jour doit être aujourd’hui ou dans la dernière année.
letters-wrong-many = Il y a 100 lettres ici. Supprimez-en d’abord une.
letters-waiting = En attente de réponse
letters-due-soon = La réponse est bientôt due
letters-overdue = La réponse est en retard
letters-answered = Répondu
letters-extended = Deux mois de plus
letters-sent = Envoyée le { $date }.
letters-due = La réponse est due au plus tard le { $date }.
letters-complain = Comment faire une réclamation
letters-answer = La réponse est arrivée
letters-unanswer = Finalement, elle n’est pas arrivée
letters-extend = On prend deux mois de plus
letters-unextend = Finalement, pas de délai de plus
letters-remove = Supprimer la note

## Mandates

mandates-title = Qui agit pour vous
mandates-nobody = Personne n’agit pour vous
    .text = Ici, vous seul ou vous seule décidez. Agir pour quelqu’un d’autre, par exemple comme parent ou tuteur, n’est pas encore possible ici.
mandates-today = Ce que vous pouvez faire aujourd’hui
    .text = Si quelqu’un doit agir pour vous, ou si vous agissez pour quelqu’un d’autre, demandez à ceux qui gèrent ce service. Ne donnez jamais votre mot de passe.
