## A search for what sources offer

catalogue-search = Ricerca
    .hint = Per esempio: indirizzo, biblioteca, studio
catalogue-find = Cerca
catalogue-narrow = Restringere la ricerca
catalogue-category = Tipo di dati
catalogue-place = Luogo
catalogue-language = Lingua della descrizione
catalogue-type = Tipo di voce
catalogue-attribute = Attributo, per esempio address.street
catalogue-any = Tutti
catalogue-sources-title = Che cosa hanno le fonti
catalogue-no-sources = Qui non è ancora nota nessuna fonte.
catalogue-nothing = Non è stato trovato nulla
    .text = Provi un’altra parola o meno parole.
catalogue-holds = Quali dati ha
catalogue-more = { $count ->
    [one] E { $count } altro
   *[other] E altri { $count }
}
catalogue-before = Pagina precedente
catalogue-after = Pagina successiva

## What one of them offers

dataset-holder = Li ha: { $source }
tag-sensitive = delicato
tag-official = numero ufficiale
fact-contact = Contatti
contact-name = Responsabile
contact-officer = Responsabile della protezione dei dati
contact-email = E-mail
contact-phone = Telefono
contact-postal = Posta
contact-url = Pagina
