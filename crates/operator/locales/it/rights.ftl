## Rights

rights-title = I suoi diritti
rights-intro = Chi ha dati su di lei deve rispondere quando usa uno di questi diritti. Non costa nulla. Qui ottiene una lettera che può inviare da sé.
rights-letter = La sua lettera a { $name }
rights-not-sent = Non è stato inviato nulla. Copi la lettera, la stampi o la invii per e-mail. Se annota qui che l’ha inviata, viene avvisato quando la risposta è dovuta.
rights-contact = La invii a:
rights-no-contact = Non conosciamo un indirizzo postale o e-mail di questa fonte. Chieda lì:
operator-sources = Chi risponde dei suoi dati
rights-mail = Apri nel mio programma di posta
rights-write = Scrivere una lettera
rights-nobody = Nessuna fonte la conosce ancora e non ha dato alcun permesso. Non c’è quindi nessuno a cui scrivere.
rights-to = A chi?
rights-right = Che cosa vuole?
rights-what = Di che cosa si tratta? Per esempio quale dato è sbagliato
rights-language = Lingua della lettera
rights-make = Prepara la lettera
rights-all = Che cosa significano i diritti
rights-deadline = La risposta deve arrivare entro un mese. Se è molto complicato può richiedere due mesi in più, e devono dirglielo entro il primo mese.
rights-subject = Richiesta ai sensi dell’articolo { $article } del regolamento generale sulla protezione dei dati
rights-dear = A { $name }
rights-ask-access = Vi chiedo di dirmi se trattate dati che mi riguardano e di darmene una copia, con le finalità, i destinatari e il tempo di conservazione.
rights-ask-correct = Vi chiedo di rettificare i dati che mi riguardano e sono sbagliati, e di completare quelli mancanti.
rights-ask-delete = Vi chiedo di cancellare i dati che avete su di me.
rights-ask-restrict = Vi chiedo di limitare il trattamento dei dati che mi riguardano.
rights-ask-take = Vi chiedo di darmi i dati che mi riguardano in un formato comune e leggibile da una macchina.
rights-ask-object = Mi oppongo al trattamento dei dati che mi riguardano.
rights-ask-human = Vi chiedo di far riesaminare da una persona la decisione automatizzata che mi riguarda.
rights-about = Riguarda: { $what }
rights-month = Vi chiedo di rispondere entro un mese, come richiede l’articolo 12, paragrafo 3, del regolamento. Se dovete accertare la mia identità, ditemi che cosa vi serve.
rights-regards = Cordiali saluti
rights-link = I suoi diritti e come usarli

## Letters that were sent

letters-title = Lettere che ha inviato
letters-sent-on = Quando l’ha inviata?
    .text = Viene avvisato quando la risposta sta per scadere e quando è in ritardo.
letters-note = Annota che l’ho inviata
letters-noted = È annotato.
letters-changed = È salvato.
letters-removed = La nota è rimossa.
letters-restore = Annulla
letters-wrong-day = Il giorno deve essere oggi o nell’ultimo anno.
letters-wrong-many = Qui ci sono 100 lettere. Prima ne rimuova una.
letters-waiting = In attesa di risposta
letters-due-soon = La risposta sta per scadere
letters-overdue = La risposta è in ritardo
letters-answered = Risposta ricevuta
letters-extended = Due mesi in più
letters-sent = Inviata il { $date }.
letters-due = La risposta è dovuta entro il { $date }.
letters-complain = Come presentare un reclamo
letters-answer = La risposta è arrivata
letters-unanswer = Non è arrivata, dopotutto
letters-extend = Si prendono due mesi in più
letters-unextend = Non si prendono più tempo, dopotutto
letters-remove = Rimuovi la nota

## Mandates

mandates-title = Chi agisce per lei
mandates-nobody = Nessuno agisce per lei
    .text = Qui decide solo lei. Agire per qualcun altro, per esempio come genitore o tutore, qui non è ancora possibile.
mandates-today = Che cosa può fare oggi
    .text = Se qualcuno deve agire per lei, o lei agisce per qualcun altro, chieda a chi gestisce questo servizio. Non dia mai a nessuno la sua password.
