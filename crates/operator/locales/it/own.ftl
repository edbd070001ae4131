## Navigation

nav-rules = Regole
nav-my-data = I miei dati
nav-settings = Impostazioni

## Activity of one source

activity-only = Solo i dati di: { $source }
activity-all = Mostra tutta l’attività

## My data

own-title = I miei dati
own-intro = Dove ci sono dati su di lei e che cosa è salvato lì.
own-nowhere = Nessuna fonte la conosce ancora
    .text = Quando una fonte la conosce da uno dei suoi identificativi, qui vede che cosa tiene su di lei.
own-straight = I dati arrivano direttamente dalla fonte al suo browser. Noi non li vediamo. Ogni volta che guarda, viene annotato nella sua attività.
own-without = Per mostrare qui i dati, il suo browser ha bisogno di JavaScript e di una connessione sicura. Senza, vede che cosa può essere salvato. Può anche leggere i dati con questo comando:
own-show-all = Mostra tutto
own-progress = Insiemi di dati consultati
own-show = Mostra che cosa è salvato
own-not-offered = Questa fonte non mostra qui i suoi dati. Chieda alla fonte stessa:
own-available = Che cosa può essere salvato qui ({ $count })
own-not-shown = Per mostrarlo dovremmo sapere con più certezza chi è lei.
own-who = Chi ha ricevuto dati e quando: { $source }
own-busy = Chiediamo alla fonte…
own-shown = Questo è salvato su di lei:
own-nothing = Qui non è salvato nulla su di lei.
own-again = Mostra di nuovo
own-original = Mostra come lo scrive la fonte
own-converted = Mostra come è descritto qui
own-left-out = La fonte ha scritto questo in un modo che non si può leggere:
own-yes = sì
own-no = no
own-none = nulla di salvato
own-slow = La fonte non risponde in tempo. Riprovi più tardi.
own-dead = La fonte non è raggiungibile in questo momento. Riprovi più tardi.
own-refused-here = La fonte rifiuta di mostrarlo in questo momento. Riprovi più tardi.
own-often = Ha guardato molto spesso. Aspetti un minuto, poi riprovi.
own-unreadable = La risposta della fonte non si può leggere. Riprovi più tardi.
own-login = Il suo accesso è scaduto. Ricarichi la pagina e acceda di nuovo.
own-ours = Non siamo riusciti a chiedere alla fonte. È colpa nostra. Riprovi più tardi.
own-past = Mostra com’era prima
own-past-from = Inizio: { $time }
own-past-shown = Ecco com’è cambiato, dal più recente:
own-past-none = La fonte non ha conservato valori precedenti.

## Changing my data

own-can-both = Può correggerlo e cancellarlo qui.
own-can-correct = Può correggerlo qui.
own-can-erase = Può cancellarlo qui.
own-can-staff = Qui può far correggere o cancellare questo dato: lo fa il personale della fonte.
own-kept-by = La legge obbliga la fonte a conservarlo: { $law }.
own-letter-correct = Scrivere una lettera: far correggere
own-letter-erase = Scrivere una lettera: far cancellare
own-correct = Correggi
own-add = Aggiungi
own-erase = Cancella
own-new-value = Nuovo valore per «{ $what }»
own-per-line = Ne scriva uno per riga.
own-correct-what = { $source } lo riceve direttamente dal Suo browser e lo cambia subito. Noi non lo vediamo.
own-save = Salva
own-cancel = Annulla
own-telling = Comunicazione alla fonte…
own-corrected = Corretto: { $what }.
own-undo = Ripristina
own-undone = È di nuovo come prima: { $what }.
own-same = Non è cambiato nulla: è uguale a prima.
own-erased = Cancellato: { $what }.
own-erased-all = È stato cancellato tutto: { $what }.
own-erase-ask = Cancellare «{ $what }»?
own-erase-lost = Questo andrà perso:
own-erase-final = { $source } lo cancella per sempre. Nessuno può tornare indietro. Ciò che altri hanno già ricevuto non viene cancellato da loro.
own-staff-look = Il personale di { $source } esamina la richiesta e risponde entro 30 giorni. Ciò che scrive va direttamente dal suo browser a loro. Noi non lo vediamo.
own-staff-erase = Il personale di { $source } esamina la richiesta e risponde entro 30 giorni. Fino ad allora non si cancella nulla.
own-staff-send = Invia al personale
own-staff-sent = Inviato al personale di { $source }: { $what }. Entro il { $day } le diremo che cosa ha fatto. Fino ad allora non cambia nulla.
own-asked-correct = Il { $day } ha chiesto di cambiare questo in «{ $value }». Il personale di { $source } risponde entro il { $until }.
own-asked-erase = Il { $day } ha chiesto di cancellare questo. Il personale di { $source } risponde entro il { $until }.
own-asked-erase-all = Il { $day } ha chiesto di cancellare tutto qui. Il personale di { $source } risponde entro il { $until }.
own-asked-done = Fatto: il { $decided } il personale di { $source } ha fatto ciò che aveva chiesto il { $day }.
own-asked-refused = Rifiutato: il { $decided } il personale di { $source } ha rifiutato ciò che aveva chiesto il { $day }: «{ $why }»
own-take-back = Ritiri la richiesta
own-taken-back = Richiesta ritirata: { $what }. Resta com’è.
own-asked-waits = Ha già chiesto una modifica di questo. Attenda la risposta del personale, oppure ritiri ciò che è in attesa.
own-asked-over = Questa richiesta non è più in attesa. Veda che cosa ha risposto il personale.
own-erase-all = Cancella tutto
own-keep = Conserva
own-empty = Scriva un valore. Se vuole eliminarlo, annulli e lo cancelli.
own-invalid = Non ha la forma giusta. Lo controlli.
own-not-theirs = Qui non si può cambiare. Scriva una lettera alla fonte: i link sono più in basso.
own-change-refused = La fonte non ha accettato la modifica. La controlli, oppure scriva una lettera alla fonte.
own-says = La fonte dice:
own-unsure = Non sappiamo se la fonte ha fatto la modifica. Mostri di nuovo i Suoi dati e controlli.
own-untold = La fonte non ha fatto la modifica. Riprovi più tardi.
own-add-record = Aggiungi una voce
own-add-file = Aggiungi da un file
    .hint = Una tabella (CSV) o JSON, una voce per riga. { $source } lo riceve direttamente dal Suo browser. Noi non lo vediamo.
own-add-table = Salva una tabella vuota da compilare
own-add-title = Aggiungi a «{ $what }»
own-add-send = Aggiungi il contenuto del file
own-added-one = La voce è aggiunta.
own-added-many = Voci aggiunte: { $number }.
own-add-large = Il file è troppo grande. Può avere al massimo 1 megabyte.
own-add-wrong = Scelga un file il cui nome finisce con .csv, .json o .jsonl.
own-add-none = Compili almeno un campo.
own-entry = Voce { $number }
own-entry-erase = Cancella questa voce
own-entry-erased = Cancellato: { $what }.

## Rules

rules-title = Regole
rules-intro = Una regola risponde alle richieste per lei, come vuole lei.
rules-new = Crea una regola
rules-none = Non ha regole
    .text = Ogni richiesta viene posta a lei. Con una regola può dire sempre sì o sempre no a certe richieste.
rules-saved = La regola è salvata
rules-waits = Vale per le nuove richieste. La richiesta da cui è partito aspetta ancora la sua risposta.
rules-waits-link = Risponda
rules-removed = La regola è eliminata
rules-again = Creala di nuovo
rules-remove = Elimina questa regola
rules-is-allow = Quando chiede dati { $who }, di’ sì senza chiedermelo
rules-is-allow-anyone = Chiunque chieda dati, di’ sì senza chiedermelo
rules-is-ask = Quando chiede dati { $who }, chiedi a me
rules-is-ask-anyone = Chiunque chieda dati, chiedi a me
rules-is-deny = Quando chiede dati { $who }, di’ no
rules-is-deny-anyone = Chiunque chieda dati, di’ no
rules-for = Se i dati servono a questo: { $list }.
rules-for-any = Qualunque sia lo scopo.
rules-doing = Se con i dati si fa questo: { $list }.
rules-about = Per questi dati: { $list }.
rules-about-any = Per tutti i dati.
rules-ends = L’ultimo giorno della regola è il { $date }.
rules-window = Solo in questi giorni e a queste ore: { $first } – { $last }, { $opens } – { $closes } ({ $zone }).
rules-only-if = Solo se tutto questo è vero:
rules-not-if = Ma non se tutto questo è vero:
rules-if-keep = I dati sono tenuti al massimo { $time }
rules-if-within = I dati restano in quest’area: { $area }
rules-if-recipients = I dati non passano a nessun altro
rules-if-pseudonymised = I dati sono usati senza il suo nome
rules-if-aggregated = I dati sono usati solo come cifre su molte persone
rules-if-automated = Nessuna decisione su di lei è presa solo da un computer
rules-area-eu = Unione europea
rules-area-eea = Spazio economico europeo
rules-group = un membro del gruppo di fiducia { $group }
rules-whole = { $dataset }, tutto ({ $source })
rules-part = { $attribute } ({ $source })

day-monday = lunedì
day-tuesday = martedì
day-wednesday = mercoledì
day-thursday = giovedì
day-friday = venerdì
day-saturday = sabato
day-sunday = domenica

## Making a rule

rules-new-title = Una nuova regola
rules-new-intro = Scelga di che cosa tratta la regola. Prima di salvarla vede che cosa farebbe.
rules-effect = Che cosa deve succedere?
rules-allow = Sempre sì
    .text = Il servizio riceve ciò di cui ha bisogno, e nulla di più. Lei lo viene a sapere.
rules-ask = Chiedere sempre a me
    .text = Decide lei ogni volta, anche se un’altra regola dice sì.
rules-deny = Sempre no
    .text = Il servizio non riceve nulla. Lei lo viene a sapere.
rules-party = Chi chiede?
rules-anyone = Chiunque
rules-purposes = A che scopo?
    .text = Non scelga nulla se intende ogni scopo.
rules-purposes-all = Scopi
rules-purposes-other = Altri scopi
rules-data = Quali dati?
    .text = Non scelga nulla se intende tutti i dati. Una regola che dice sì comprende dati delicati solo se lei li sceglie.
rules-data-kinds = Tipi di dati
rules-data-other-kinds = Altri tipi di dati
rules-data-others = Altri dati
choices-search = Cerca in questo elenco
choices-found = Trovati: { $count }
choices-chosen = Scelti: { $count }
rules-conditions = Condizioni
    .text = Una regola che dice sì vale solo se tutto questo è vero. Le altre regole non valgono se tutto questo è vero.
rules-keep = Per quanti giorni al massimo sono tenuti i dati
rules-within = Dove restano i dati
rules-anywhere = Ovunque
rules-form = Come sono usati i dati
rules-form-any = In qualsiasi modo
rules-until = Ultimo giorno della regola
rules-look = Mostra che cosa farebbe la regola
rules-would = Che cosa farebbe oggi questa regola
rules-would-nothing = Nulla di ciò che si conosce oggi cambierebbe. La regola vale per le richieste future.
rules-would-allow = Se chiedono, avrebbero un sì senza che lo si chieda a lei ({ $count }):
rules-would-decline = Se chiedono, avrebbero un no ({ $count }):
rules-would-ask = Se chiedono, lo si chiederebbe a lei ({ $count }):
rules-would-end = Permessi che finirebbero, perché li ha dati una regola ({ $count }):
rules-would-keep-back = Permessi che ha dato lei. La regola trattiene ciò che vieta ({ $count }):
rules-not-yet = Non è ancora salvato nulla.
rules-save = Salva questa regola
rules-leave = Non salvarla
rules-change = Cambi la regola prima di salvarla
rules-wrong-effect = Scelga che cosa deve succedere.
rules-wrong-keep = Scriva un numero di giorni, per esempio 30.
rules-wrong-until = Scelga un giorno non ancora passato.
rules-wrong-many = Ha già tutte le regole possibili. Prima ne elimini una.
rules-like = Richieste come questa
    .text = Può creare una regola. Vede che cosa farebbe prima di salvarla.
rules-like-allow = Sempre sì alle richieste come questa
rules-like-deny = Sempre no alle richieste come questa

## Settings

settings-title = Impostazioni
settings-you = Su di lei
settings-name = Come la chiamiamo
    .text = Questo nome lo vede solo lei. I servizi non lo vedono.
settings-name-wrong = Il nome è troppo lungo. Può avere 200 lettere, tutte su una riga.
settings-save = Salva
settings-saved = Le sue impostazioni sono salvate
settings-language = Lingua
    .text = Queste pagine le parlano in questa lingua, ovunque acceda.
settings-account = Il suo account
settings-login = Accede con
settings-zone = Gli orari valgono per
    .text = È l’ora della città che gestisce queste pagine.

## Own values on a request

values-title = I suoi dati
values-straight = I dati arrivano direttamente dalla fonte al suo browser. Noi non li vediamo. Guardare non decide nulla e viene annotato nella sua attività.
values-show = Mostra i miei dati
values-without = Che cosa è conservato su di lei:
values-nowhere = Questa fonte non può trovarla con ciò che sappiamo di lei, quindi non c’è nulla da mostrare.
values-not-offered = Questa fonte non mostra qui i suoi dati. Chieda alla fonte stessa.

## Rarely used conditions of a rule

rules-organisations = Organizzazioni
rules-kinds = Tipi di organizzazioni
rules-groups = Gruppi di fiducia
rules-more = Altre condizioni
rules-processing = Che cosa si fa con i dati?
    .text = Non scelga nulla se intende tutto ciò che se ne fa.
rules-hours = Giorni e ore
    .text = La regola vale solo allora, secondo l’ora di oggi qui. Lasci vuoto se vale sempre.
rules-first-day = Primo giorno
rules-last-day = Ultimo giorno
rules-any-day = Qualsiasi giorno
rules-opens = Dalle
rules-closes = Alle
rules-wrong-hours = Scriva due orari, prima quello più presto.
