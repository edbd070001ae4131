## The pages of a service

service-pages = Pagine di { $name }
service-page-overview = Panoramica
service-page-uses = Usi previsti
service-page-permissions = Permessi ricevuti
service-page-requests = Richieste inviate
service-page-webhooks = Webhook
service-page-keys = Chiavi
service-page-statistics = Statistiche
service-page-ticket = Biglietto di prova
service-suspended = Questo servizio è sospeso
    .text = Non può chiedere permessi né ottenere biglietti. Chieda il motivo all’operatore.
service-failing = Un webhook non accetta nulla
filter-all = Tutti
column-use = Uso previsto
column-permission = Permesso
column-covers = Comprende
column-until = Fino al
column-changed = Modificato
column-request = Richiesta
column-answered = Risposta data
column-event = Evento
column-attempts = Tentativi
column-answer = Risposta
column-took = Durata
column-month = Mese
column-source = Fonte
column-releases = Comunicazioni

## Intended uses

uses-published = Pubblicati
uses-none = Nessun uso previsto è ancora pubblicato.
uses-drafts = Bozze
uses-version = Versione { $version }
uses-since = Pubblicata il { $date }
uses-new = Descrivere un nuovo uso previsto
    .button = Iniziare
uses-id = Nome breve
    .hint = Lettere, cifre e trattini. Non può essere cambiato in seguito.
uses-id-wrong = Questo nome breve non è possibile o è già usato. Ne scelga un altro.
uses-open = Aprire la bozza
uses-edit = Lavorare a una nuova versione
draft-state-draft = Bozza
draft-state-submitted = In attesa di approvazione
draft-state-refused = Non approvato

## The editor

edit-title = Bozza di { $id }
edit-use-title = Titolo
edit-notice = Che cosa leggono le persone prima di decidere
edit-consequences = Che cosa succede se qualcuno dice di no
edit-texts = Testi
    .text = Le persone li leggono nella loro lingua, o in inglese se manca.
edit-choose = Scegliere
edit-more = Altri termini
    .hint = Termini del Data Privacy Vocabulary, uno per riga.
edit-basis = Base giuridica
edit-data = Dati
    .text = Chieda solo ciò che serve allo scopo. Le persone possono tralasciare ciò che non è necessario.
edit-want-no = Non chiesto
edit-without = Non chiedere nulla di questo
edit-add = Aggiungere dati
    .button = Aggiungere
edit-handling = Come sono trattati i dati
edit-retention = Giorni per cui i dati sono conservati
edit-longest = Giorni per cui un permesso vale al massimo
edit-lines = Un nome per riga.
edit-countries = Codici di paese come FI, oppure EU o EEA, uno per riga.
edit-form = In quale forma sono usati i dati
edit-form-identified = Su persone conosciute
edit-form-pseudonymised = Con uno pseudonimo al posto della persona
edit-form-aggregated = Solo sommati su molte persone
edit-frequency = Quanto spesso sono chiesti i dati
edit-frequency-once = Una volta
edit-frequency-on-demand = Ogni volta che la persona usa il servizio
edit-frequency-yearly = Una volta l’anno
edit-frequency-monthly = Una volta al mese
edit-frequency-weekly = Una volta alla settimana
edit-frequency-daily = Una volta al giorno
edit-frequency-continuous = Sempre
edit-automated = Le decisioni sono prese senza una persona
edit-all-or-nothing = L’uso non vale nulla senza tutto il necessario
edit-preview = Salvare e vedere l’anteprima
edit-save = Salvare
edit-saved = Salvato.
edit-submitted = Presentato. L’operatore lo legge prima.
edit-recalled = È di nuovo una bozza.
edit-changed = Nel frattempo qualcun altro ha modificato la bozza. Controlli ciò che ha inserito e salvi di nuovo.
edit-waits = Questa bozza attende l’approvazione. La riprenda per modificarla.
edit-look = Vedere che cosa leggeranno le persone
edit-recall = Riprendere
edit-discard = Eliminare la bozza
    .button = Eliminare
edit-refused = L’operatore non l’ha approvato
edit-problem = Il controllo dell’operatore ha trovato qualcosa
edit-lacks = Manca ancora
edit-lacks-title = Un titolo
edit-lacks-notice = Che cosa leggono le persone prima di decidere
edit-lacks-purposes = Almeno uno scopo
edit-lacks-processing = Che cosa si fa con i dati
edit-lacks-basis = La base giuridica
edit-lacks-data = I dati che si chiedono
edit-lacks-attributes = Di ogni tipo di dati almeno uno
edit-lacks-retention = Per quanti giorni sono conservati i dati
edit-lacks-longest = Per quanti giorni vale un permesso, al massimo 3653
edit-publish = Pubblicare
    .text = Diventa una nuova versione. I permessi dati restano come sono stati dati.
    .button = Pubblicare come mostrato

## The preview

preview-title = Che cosa leggeranno le persone
preview-text = Questa è la pagina che le persone vedono quando Lei chiede loro. Da qui non si può inviare nulla.
preview-language = Lingua della pagina
preview-show = Mostrare
preview-incomplete = La bozza non è abbastanza completa per essere mostrata.

## Permissions held and requests sent

held-text = Lei conosce le persone solo con questi identificativi. Di chi si tratta lo sa solo l’operatore.
held-none = Nessun permesso è stato ancora dato.
held-counts = Permessi per uso previsto e stato
requests-none = Nessuna richiesta è stata ancora inviata.
request-status-granted = Accordata

## Webhooks

webhooks-text = L’operatore comunica al Suo servizio che cosa succede, agli indirizzi qui sotto. Ogni evento è firmato.
webhooks-none = Ancora nessun webhook.
webhook-title = Webhook
webhook-add = Aggiungere un webhook
    .button = Aggiungere
webhook-url = Indirizzo
    .hint = Inizia con https ed è raggiungibile da internet.
webhook-url-wrong = Questo indirizzo non è possibile. Deve iniziare con https ed essere raggiungibile da internet.
webhook-many = Ci sono troppi webhook. Prima ne rimuova uno.
webhook-events = Che cosa si invia
webhook-state-active = Attivo
webhook-state-failing = Non accetta nulla
webhook-state-off = Spento
webhook-state-stopped = Fermato
webhook-failing = Non ha accettato nulla dal { $date }
    .text = Si riprova a intervalli crescenti. Se non accetta nulla, è fermato il { $date }.
webhook-stopped = Questo webhook è stato fermato
    .text = Da troppo tempo non accetta nulla, quindi non gli viene più inviato nulla. Lo ripari, poi lo riavvii. Ciò che è andato perso è nella pagina dei permessi.
webhook-resume = Riavvia
webhook-mail = Un webhook di { $service } è stato fermato
    .text = Da troppo tempo non accetta nulla, quindi non gli inviamo più nulla. Lo ripari, poi lo riavvii dalla sua pagina.
    .link = La pagina del webhook
webhook-test = Inviare un evento di prova
webhook-deliveries = Che cosa è stato inviato
    .none = Non è stato ancora inviato nulla.
webhook-change = Modificare
webhook-active = Inviare eventi
    .hint = Ciò che succede mentre è spento non è inviato in seguito.
webhook-remove = Rimuovere questo webhook
    .button = Rimuovere
event-permission-granted = Permesso dato
event-permission-amended = Permesso modificato
event-permission-suspended = Permesso in pausa
event-permission-resumed = Il permesso riprende
event-permission-withdrawn = Permesso ritirato
event-permission-expired = Permesso scaduto
event-permission-ended = Permesso terminato
event-request-answered = Risposta alla richiesta
event-intended-use-decided = Decisione su un uso previsto
event-test = Prova
delivery-waiting = Da inviare
delivery-delivered = Consegnato
delivery-given-up = Non consegnato
delivery-about = Che cosa dice l’evento
delivery-again = Inviare ancora una volta
delivery-none = Non è stato ancora tentato.

## Keys

keys-text = Con queste chiavi il Suo servizio mostra chi è. Qui c’è solo la loro parte pubblica.
key-active = Valida
key-ended = Terminata
key-ends = Valida fino al { $date }
key-end = Terminare { $key }
key-add = Aggiungere una chiave
    .button = Aggiungere
key-jwk = Chiave pubblica
    .hint = Una JSON Web Key, Ed25519 o P-256. Non inserisca mai una chiave privata.
key-replace = Sostituisce le chiavi qui sopra
key-hours = Ore per cui ciò che è sostituito resta valido
key-wrong = Questa non è una chiave pubblica utilizzabile.
key-there = Questa chiave c’è già, o ce ne sono troppe.
key-last = È l’ultima chiave che resta valida. Prima ne aggiunga un’altra.
secret-text = Il Suo servizio mostra chi è con un segreto. Qui può sostituirlo.
secret-replace = Creare un nuovo segreto
secret-made = Il nuovo segreto
    .text = È mostrato solo questa volta. Lo conservi in un luogo sicuro.

## Statistics

statistics-text = Quante volte le fonti hanno mostrato dati al Suo servizio, per mese (UTC). Nulla dice di chi erano i dati.
statistics-from = Da
statistics-to = A
statistics-none = In questi mesi non è stato mostrato nulla.
statistics-unknown = Non indicato dalla fonte
statistics-total = Totale
statistics-csv = Scaricare come tabella
statistics-wrong = Questi mesi non possono essere mostrati. Ne scelga al massimo 60.

## Test ticket

ticket-text = Veda se un biglietto sarebbe dato e che cosa direbbe. Qui non è creato alcun biglietto.
ticket-address = Indirizzo presso la fonte
    .hint = L’indirizzo del connettore, o di una delle sue rotte.
ticket-check = Controllare
ticket-good = Un biglietto sarebbe dato. Direbbe:
ticket-refused = Nessun biglietto sarebbe dato
ticket-wrong = Inserisca l’identificativo di un permesso e un indirizzo che inizia con https.
ticket-not-active = Il permesso non è in vigore.
ticket-not-covered = Il permesso non comprende dati di una fonte a questo indirizzo.
ticket-no-filter = La persona ha permesso solo una parte, e questa fonte non può trattenere il resto.

## What staff did

act-webhook-added = Webhook aggiunto
act-webhook-changed = Webhook modificato
act-webhook-removed = Webhook rimosso
act-key-added = Chiave aggiunta
act-key-replaced = Chiave sostituita
act-key-ended = Chiave terminata
act-secret-replaced = Segreto sostituito
act-use-submitted = Uso previsto presentato
act-use-published = Uso previsto pubblicato
held-attributes = { $count ->
    [one] { $count } dato
   *[other] { $count } dati
}
