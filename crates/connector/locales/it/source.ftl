## Start

source-home = Inizio
    .text = Come sta la fonte presso questo connettore ({ $name }) e che cosa richiede attenzione.
source-health = Il sistema della fonte
source-of-kind = Sistema di tipo { $kind }
source-works = Funziona
source-fails-now-and-then = Ogni tanto non risponde
source-left-alone = Non risponde
source-answered = Ultima risposta: { $at }
source-usual = Di solito una risposta richiede { $ms } ms.
source-not-asked = Nessuna richiesta dall’avvio.
source-failed = Ultimo errore: { $at }. { $why }
source-copies = Non raggiungibile; si usano le ultime copie
source-files-missing = Non tutti i file si possono usare
source-looked = Ultimo controllo: { $at }
source-untrusting = Nessuna richiesta può avere risposta, perché l’elenco degli operatori fidati manca o è troppo vecchio
source-findings = Rilievi
    .none = La fonte non invia niente che la sua descrizione non conosca.
    .text = Ciò che non è descritto non viene trasmesso: lo descriva, o faccia in modo che la fonte lo invii diversamente.
finding-unknown = { $route }: la fonte invia «{ $name }», che non è descritto.
finding-gone = { $route }: «{ $name }» è descritto, ma la fonte non lo ha più.
finding-lost-subscription = { $route }: il broker della fonte aveva perso la sottoscrizione del connettore a «{ $name }». Il connettore la rifà e dice ai servizi che cosa è cambiato nel frattempo.
finding-malformed = { $route }: «{ $name }» ha record che non si possono usare.
finding-other-type = { $route }: «{ $name }» contiene qualcosa di diverso da ciò che dice la descrizione.
finding-deviation = { $route }: il valore di «{ $name }» non è come dice il modello di dati.
source-brokers = Broker della città
    .text = Chi cerca dati lì trova questa fonte.
broker-registered = Registrata
broker-not-registered = Non registrata
broker-not-yet = Non ancora chiesto
broker-confirmed = Ultima conferma: { $at }
broker-down = Non è stato possibile raggiungere il broker.
broker-slow = Il broker ha impiegato troppo tempo.
broker-login = Il broker non accetta l’accesso del connettore.
broker-status = Il broker ha risposto con lo stato { $status }.
finding-seen = Visto la prima volta: { $first }, l’ultima: { $last }
cause-described = Descritto come: { $kind }
cause-records = Record che non si leggono, sono troppo lunghi o non nominano nessuno: { $count }. I primi sono { $first }.
cause-encoding = Non in { $encoding }: { $count }. Indicate la codifica del file.
cause-model = La regola “{ $keyword }” del modello di dati non è rispettata.
cause-not-text = Non è un testo.
cause-not-a-number = Non è un numero.
cause-not-a-date = Non è una data nella forma dichiarata.
cause-not-true-or-false = Non è né sì né no.
cause-unknown-code = Il codice non è nell’elenco.
cause-no-such-part = Le parti sono troppo poche.
cause-not-a-list = Non è un elenco.
cause-not-an-object = Non è un oggetto.

## Why a request came to nothing

outcome-source-unreachable = La fonte non era raggiungibile
outcome-source-timeout = La fonte ha impiegato troppo tempo
outcome-source-busy = Troppe richieste insieme
outcome-source-error = La fonte ha segnalato un errore
outcome-source-bad-answer = La risposta della fonte non era leggibile
outcome-source-too-large = La risposta della fonte era troppo grande
outcome-person-unknown-at-source = La fonte non conosce la persona
outcome-pod-not-shared = Il pod della persona non è condiviso con il connettore
outcome-permission-not-active = Il permesso non è in vigore
outcome-attributes-not-permitted = I dati non sono permessi
outcome-purpose-not-permitted = Lo scopo non è permesso
outcome-agreement-missing = Non c’è un accordo per condividere i dati
outcome-lease-expired = L’ultima risposta dell’operatore è troppo vecchia
outcome-ticket-expired = Il biglietto è scaduto
outcome-ticket-replayed = Il biglietto è già stato usato
outcome-ticket-unknown-issuer = L’operatore del biglietto qui non è fidato
outcome-ticket-bad-signature = La firma del biglietto non è giusta
outcome-ticket-wrong-audience = Il biglietto è per un altro indirizzo
outcome-proof-invalid = Non è stato provato di chi è il biglietto
outcome-operator-unreachable = Non è stato possibile raggiungere l’operatore
outcome-operator-timeout = L’operatore ha impiegato troppo tempo
outcome-operator-bad-answer = La risposta dell’operatore non si può usare
outcome-change-refused = La fonte ha rifiutato la modifica
outcome-change-not-offered = Questo non si può modificare qui
outcome-trust-list-expired = L’elenco degli operatori fidati è scaduto
outcome-trust-list-unavailable = Non c’è un elenco valido degli operatori fidati
outcome-trust-list-timeout = Il registro ha impiegato troppo tempo
outcome-trust-list-rolled-back = L’elenco degli operatori fidati è più vecchio di uno già visto

## What is due

source-late = Compiti in arrivo in ritardo: { $count }
source-soon = Compiti in arrivo da fare entro una settimana: { $count }

## What is offered

offer-title = Insiemi di dati
    .text = Che cosa offre la fonte, chi lo usa e che cosa ne leggono le persone.
offer-none = Non è ancora offerto niente.
offer-row = Versione { $version }, { $count } dati
offer-edit = Scrivi la prossima versione
offer-attributes = Dati
offer-path = Percorso
offer-called = Nome
offer-category = Tipo di dato
offer-users = Operatori e servizi che lo usano
    .none = Nessuno ne ha ancora ricevuto niente.
offer-versions = Versioni pubblicate qui
offer-version = Versione { $version }, { $at }
offer-back = Tutti gli insiemi di dati
offer-back-to = Torna all’insieme di dati
offer-sensitive = sensibile
offer-official = numero ufficiale

## What people read

preview-title = Che cosa leggerà una persona
    .text = Così l’insieme e i suoi dati sono mostrati alle persone quando decidono.
preview-language = Lingua dell’anteprima
preview-show = Mostra
preview-missing = Non ancora in questa lingua; le persone lo leggono in un’altra
preview-hidden = Qui non le viene mostrato.
preview-correct = Può rettificarlo da solo.
preview-not-corrected = Non può essere rettificato: { $why }
preview-kept = Deve essere conservato: { $why }
preview-retention = Conservato per { $length } dopo la fine.
preview-sure = È trasmesso solo quando è abbastanza certo chi è lei.

## Writing the next version

editor-title = Scrivere la prossima versione
    .text = { $dataset }, versione { $version }. Non cambia niente per nessuno prima che Lei la pubblichi.
editor-language = Lingua in cui scrive
editor-dataset = L’insieme di dati
editor-called = Come lo chiamano le persone
editor-words = Che cosa dice, in parole semplici
editor-sensitivity = Cura richiesta dalla legge
editor-ordinary = come per tutti i dati personali
editor-holds = Che cosa contiene
    .hint = Ciò che la fonte invia al suo posto viene trattenuto e compare tra i rilievi.
editor-single = valori singoli o elenchi di questi
editor-text = testi
editor-number = numeri
editor-boolean = sì o no
editor-object = qualsiasi cosa, con tutto ciò che sta sotto
editor-category-hint = Scelga il tipo di dati, o scriva un termine del Data Privacy Vocabulary, per esempio pd:Name.
editor-path-hint = Dove si trova il dato in ciò che la fonte invia, ad esempio loans.title.
editor-self-access = Le persone possono vedere qui i propri dati
    .hint = Dalle pagine dei loro operatori.
editor-self-change = Le persone possono correggere e cancellare qui i propri dati
    .hint = Ciò che il sistema della fonte non può cambiare arriva tra i compiti.
editor-more = Altro
editor-rectify = La persona può farlo rettificare?
editor-rectify-by-person = sì, da sola
editor-rectify-with-evidence = sì, con una prova
editor-no = no
editor-erase = La persona può farlo cancellare?
editor-erase-yes = sì
editor-law = Quale legge lo vieta
editor-why = Che tipo di motivo, come termine del Data Privacy Vocabulary
editor-retention = Giorni per cui è conservato dopo la fine
editor-assurance = Con quale certezza si deve conoscere la persona?
editor-assurance-low = basso
editor-assurance-substantial = significativo
editor-assurance-high = elevato
editor-hidden = La persona non lo vede
    .hint = Solo dove una legge limita il diritto di vedere i propri dati.
editor-identifiers = Identificativi con cui la fonte trova una persona
    .hint = Uno per riga, il migliore per primo, per esempio ssn.
editor-model = Indirizzo del modello di dati
    .hint = Lo Smart Data Model o il JSON Schema che i dati seguono.
editor-history = I servizi possono vedere anche i valori precedenti
    .hint = Solo dove un record è sempre stato della stessa persona.
editor-remove = Togli { $path }
editor-new = Un nuovo dato
editor-save = Salva la bozza
editor-preview = Come salvato per ultimo, nella lingua in cui scrive.
editor-faults = Questo non va bene ed è stato lasciato fuori
editor-partly = Il resto della bozza è salvato
editor-publish = Pubblicare
    .text = La versione { $version } vale subito. Non può mai essere modificata; solo una più nuova può sostituirla.
    .button = Pubblica la versione { $version }
editor-not-yet = Non può ancora essere pubblicata
editor-not-published = Non è stata pubblicata. Sotto si legge che cosa manca.
editor-drop = Scarta la bozza

## The log

log-title = Registro
    .text = Chi ha chiesto dati di questa fonte e con quale esito. I valori stessi non sono nel registro.
log-operator = Operatore
log-operator-all = Tutti gli operatori
log-month-all = Tutti i mesi
log-before-day = Prima di questo giorno
log-jsonl = Scarica per programmi (righe JSON)
log-service = Servizio
log-kind = Esito
log-kind-all = Tutto
log-filter = Filtra
log-none = Non è stato chiesto niente.
log-caption = Richieste, dalla più recente
log-entry = Voce
log-when = Quando
log-dataset = Insieme di dati
log-outcome = Esito
log-attributes = Dati
log-released = Trasmesso
log-begun = Trasmissione iniziata
log-interrupted = Interrotto
log-changed = Modificato dalla persona
log-change-begun = Modifica iniziata
log-refused = Rifiutato
log-refusals-counted = Rifiutato, senza voci proprie
log-subscription = Su un abbonamento
log-link = Sul collegamento con una persona
log-link-begun = Collegamento: è venuta una persona
log-link-code-asked = Collegamento: è stato chiesto un codice
log-link-sent-to-desk = Collegamento: mandato allo sportello
log-link-confirmed = Collegamento: confermato dal personale
log-link-refused = Collegamento: rifiutato dal personale
log-link-failed = Collegamento: non riuscito
log-link-linked = Collegato con una persona
log-link-ended-by-person = Collegamento terminato dalla persona
log-link-ended-by-source = Collegamento terminato dalla fonte
log-link-emptied = Collegamento: lo spazio della persona è stato svuotato
log-event = Evento segnalato
log-staff = Fatto dal personale
log-person = La persona stessa

## Statistics

statistics-title = Statistiche
    .text = Che cosa è stato trasmesso in un mese, per operatore, servizio e insieme, per i conti. Non contiene dati di nessuno.
statistics-month = Mese
statistics-show = Mostra il mese
statistics-none = In questo mese non è stato chiesto niente.
statistics-caption = Richieste: { $month }
statistics-requests = Richieste
statistics-records = Record
statistics-attributes = Dati
statistics-total = Trasmesso in tutto
statistics-csv = Scarica come tabella (CSV)

## Keys

keys-title = Chiavi
    .text = Con che cosa firma il connettore. Una chiave si sostituisce da sola dopo { $days } giorni.
keys-published = Chiavi pubblicate
keys-signs = Firma
keys-verifies = Ora non firma
keys-where = Gli altri le trovano qui:
keys-log = Chiave del registro
    .text = Chi l’ha può vedere che niente è stato tolto dal registro.
keys-rotate = Sostituire la chiave ora
    .text = Una nuova chiave è pubblicata e firma appena gli altri hanno avuto il tempo di impararla. Niente si interrompe.
    .button = Sostituisci la chiave

## The inbox

inbox-title = In arrivo
    .text = Che cosa chiedono le persone e il sistema della fonte non può fare da solo, e chi verrà al vostro sportello. Ogni compito dice entro quando.
inbox-none = Non c’è niente da fare.
inbox-done = Mostra ciò che è fatto
inbox-live = Mostra ciò che resta da fare
inbox-back = Torna ai compiti in arrivo
task-correction = Correggere i dati di qualcuno
task-erasure = Cancellare i dati di qualcuno
task-desk-confirmation = Confermare allo sportello chi è una persona
task-open = Aperto
task-soon = Entro una settimana
task-late = In ritardo
task-taken = Se ne occupa { $name }
task-done = Fatto
task-refused = Rifiutato
task-lapsed = Scaduto, o la persona ha rinunciato
task-taken-back = Ritirata dalla persona
task-due = Da fare entro il { $day }
task-received = Ricevuto
task-until = Da fare entro
task-correct = Da correggere
task-erase = Da cancellare
task-erase-all = Tutto sulla persona in questo insieme di dati
task-desk = Come verificare chi è
    .text = La persona viene da Lei e mostra un codice. Guardi un documento e cerchi la persona nei vostri dati. Se non è sicuro, rifiuti e dica perché.
    .told = La persona ha letto:
task-do = Che cosa fa
task-take = Me ne occupo io
task-put-back = Rimetti tra gli aperti
task-note = Nota
    .hint = Dica perché, se rifiuta. Non scriva niente sulla persona: la nota è conservata.
    .told = Dica perché, se rifiuta: la persona lo legge. Non scriva nulla sulla persona, perché la nota viene conservata.
task-finish = È fatto
task-refuse = Rifiuta
task-history = Che cosa è stato fatto
task-wrong-reason = Un rifiuto deve dire perché.

## What staff did

act-task-taken = Ha preso un compito
act-task-put-back = Ha rimesso un compito
act-task-done = Ha finito un compito
act-task-refused = Ha rifiutato una richiesta
act-key-rotated = Ha sostituito una chiave
act-draft-changed = Ha modificato una bozza
act-draft-dropped = Ha scartato una bozza
act-dataset-published = Ha pubblicato una versione di un insieme di dati
act-log-saved = Ha salvato una copia del registro
act-entities-kept = Ha registrato i dati di una persona
act-entities-erased = Ha cancellato i dati di una persona
act-entities-saved = Ha salvato in un file i dati di tutti di un insieme di dati
log-change-filed = Passato al personale

## GDPR API

gdpr-api-kept = { $dataset }: non può essere cancellato, perché questo va conservato: { $what }.
gdpr-api-not-here = { $dataset }: non può essere cancellato per questa via. Contattare l’organizzazione.
gdpr-api-by-staff = { $dataset }: sarà cancellato dal personale dell’organizzazione, al più tardi entro il { $day }.
