## Rights

rights-title = Uw rechten
rights-intro = Wie gegevens over u heeft, moet antwoorden als u een van deze rechten gebruikt. Het kost niets. Hier krijgt u een brief die u zelf kunt versturen.
rights-letter = Uw brief aan { $name }
rights-not-sent = Er is niets verstuurd. Kopieer de brief, druk hem af of verstuur hem per e-mail. Noteert u hier dat u hem hebt verstuurd, dan krijgt u bericht wanneer het antwoord moet komen.
rights-contact = Stuur hem naar:
rights-no-contact = Wij kennen geen post- of e-mailadres van deze bron. Vraag het daar:
operator-sources = Wie verantwoordelijk is voor uw gegevens
rights-mail = Openen in mijn e-mailprogramma
rights-write = Een brief schrijven
rights-nobody = Nog geen bron kent u en u hebt geen toestemming gegeven. Er is dus niemand om aan te schrijven.
rights-to = Aan wie?
rights-right = Wat wilt u?
rights-what = Waar gaat het om? Bijvoorbeeld welk gegeven fout is
rights-language = Taal van de brief
rights-make = Brief maken
rights-all = Wat de rechten betekenen
rights-deadline = Het antwoord moet binnen een maand komen. Is het erg ingewikkeld, dan mag het twee maanden langer duren; dat moet u binnen de eerste maand horen.
rights-subject = Verzoek op grond van artikel { $article } van de Algemene verordening gegevensbescherming
rights-dear = Aan { $name }
rights-ask-access = Wilt u mij laten weten of u gegevens over mij verwerkt, en mij daarvan een kopie geven, met de doelen, de ontvangers en hoelang ze worden bewaard?
rights-ask-correct = Wilt u de gegevens over mij die fout zijn verbeteren en aanvullen wat ontbreekt?
rights-ask-delete = Wilt u de gegevens die u over mij hebt wissen?
rights-ask-restrict = Wilt u de verwerking van de gegevens over mij beperken?
rights-ask-take = Wilt u mij de gegevens over mij geven in een gangbaar, machineleesbaar formaat?
rights-ask-object = Ik maak bezwaar tegen de verwerking van de gegevens over mij.
rights-ask-human = Wilt u het automatische besluit over mij door een mens laten herzien?
rights-about = Het gaat om: { $what }
rights-month = Wilt u binnen een maand antwoorden, zoals artikel 12, lid 3, van de verordening eist? Als u zeker moet weten wie ik ben, laat mij dan weten wat u nodig hebt.
rights-regards = Met vriendelijke groet
rights-link = Uw rechten en hoe u ze gebruikt

## Letters that were sent

letters-title = Brieven die u hebt verstuurd
letters-sent-on = Wanneer hebt u hem verstuurd?
    .text = U krijgt bericht als het antwoord bijna moet komen en als het te laat is.
letters-note = Noteren dat ik hem heb verstuurd
letters-noted = Het is genoteerd.
letters-changed = Het is opgeslagen.
letters-removed = De notitie is verwijderd.
letters-restore = Ongedaan maken
letters-wrong-day = De dag moet vandaag of in het afgelopen jaar zijn.
letters-wrong-many = Er zijn hier 100 brieven. Verwijder er eerst een.
letters-waiting = Wacht op antwoord
letters-due-soon = Het antwoord moet bijna komen
letters-overdue = Het antwoord is te laat
letters-answered = Beantwoord
letters-extended = Twee maanden langer
letters-sent = Verstuurd op { $date }.
letters-due = Het antwoord moet er zijn op { $date }.
letters-complain = Zo dient u een klacht in
letters-answer = Het antwoord is er
letters-unanswer = Het is er toch niet
letters-extend = Men neemt twee maanden langer
letters-unextend = Men neemt toch niet langer
letters-remove = Notitie verwijderen

## Mandates

mandates-title = Wie voor u handelt
mandates-nobody = Niemand handelt voor u
    .text = Hier beslist alleen u. Voor iemand anders handelen, bijvoorbeeld als ouder of voogd, kan hier nog niet.
mandates-today = Wat u vandaag kunt doen
    .text = Als iemand voor u moet handelen, of u voor iemand anders handelt, vraag het aan wie deze dienst beheert. Geef uw wachtwoord nooit aan iemand.
