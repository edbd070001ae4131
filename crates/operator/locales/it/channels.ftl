## Navigation

nav-operator = Operatore

## An app asks to be let in

app-title = Far entrare «{ $app }»?
app-who = «{ $app }» è un’app di { $publisher }. Chiede di entrare nel suo account qui.
app-read-about = Legga di più sull’app
app-sees = Che cosa potrebbe vedere
app-sees-permissions = Chi chiede i suoi dati, i suoi permessi con la loro storia e le sue regole
app-sees-activity = Ogni volta che un servizio ha chiesto i suoi dati
app-does = Che cosa potrebbe fare per lei
app-does-permissions = Dire sì o no alle richieste, cambiare e revocare permessi, creare e chiudere regole: le stesse cose che può fare lei
app-never = Non riceve la sua password, i suoi identificativi né i dati stessi. Può escluderla in ogni momento, alla pagina «Operatore».
app-goes = Poi si va a: { $address }
app-allow = Falla entrare
app-refuse = Non farla entrare

## The operator

operator-title = Il suo operatore
operator-intro = L’operatore conserva i suoi permessi. I dati stessi non passano da qui.
operator-who = Chi lo gestisce
operator-name = Nome
operator-city = Gestito da
operator-contact = Contatto
operator-rulebook = Regole che segue
operator-groups = Gruppi di cui fa parte
operator-number = Numero di questo operatore
operator-log-key = Chiave per controllare il suo registro
operator-keys = Chiavi per controllare le ricevute

## Apps

apps-title = App che ha fatto entrare
apps-none = Non ha fatto entrare nessuna app.
apps-by = Di { $publisher }
apps-since = Entrata il { $date }, usata l’ultima volta il { $used }
apps-devices = { $count ->
    [one] Su un dispositivo
   *[other] Su { $count } dispositivi
}
apps-end = Escludi { $app }
    .ask = Escludere { $app }?
apps-ended = L’app è esclusa
    .text = Qui non può più vedere né fare nulla.

## Feeds

feeds-title = Feed per i suoi programmi
feeds-intro = Il suo calendario o lettore di notizie può mostrare che cosa succede qui. Ogni feed ha un indirizzo segreto. Chi ha l’indirizzo può leggere chi chiede i suoi dati e perché, ma mai i dati stessi.
feeds-none = Non ha nessun feed.
feed-calendar = Calendario: che cosa finisce e quando
feed-activity = Notizie: che cosa è successo
feed-since = Creato il { $date }
feed-make-calendar = Crea un feed per il calendario
feed-make-activity = Crea un feed di notizie
feed-end = Chiudi questo feed: { $feed }
feed-made = Il suo feed è pronto
    .text = Copi ora l’indirizzo nel suo programma. Non verrà mostrato di nuovo.
feed-address = Indirizzo del feed
feed-ended = Il feed è chiuso
    .text = Il suo indirizzo non porta più da nessuna parte.

## Taking everything along

export-title = Scarica tutto
export-intro = Un file con tutto ciò che questo operatore ha su di lei: account, identificativi, regole, permessi con storia e ricevute, attività e le chiavi per controllare tutto.
export-button = Scarica il file
export-progress = Scaricamento dei Suoi dati
export-keep = Resti su questa pagina fino alla fine.
export-stop = Interrompi lo scaricamento
export-busy = Lo scaricamento è iniziato.
export-done = Tutto è stato scaricato. Il file si chiama «my-data.json».
export-stopped = Lo scaricamento è stato fermato. Non è stato salvato nulla.
export-broken = Lo scaricamento si è interrotto. Non è stato salvato nulla. Riprovi.
export-count = { $done } voci su { $total }

## Closing the account

closing-section = Chiudi l’account
closing-section-intro = Può andarsene in ogni momento. Prima vede che cosa comporta.
closing-go = Chiudi l’account
closing-title = Chiudere il suo account?
closing-does = Questo succede subito
closing-permissions = { $count ->
    [one] Un permesso finisce. Le fonti vengono avvisate.
   *[other] { $count } permessi finiscono. Le fonti vengono avvisate.
}
closing-requests = { $count ->
    [one] Una richiesta in attesa riceve la risposta no.
   *[other] { $count } richieste in attesa ricevono la risposta no.
}
closing-apps = { $count ->
    [one] Un’app viene esclusa.
   *[other] { $count } app vengono escluse.
}
closing-feeds = { $count ->
    [one] Un feed viene chiuso.
   *[other] { $count } feed vengono chiusi.
}
closing-erased = Il suo nome, l’indirizzo e-mail, gli identificativi, le regole, la storia e l’attività vengono cancellati.
closing-log = Nel registro pubblico dell’operatore restano numeri che non dicono nulla di lei.
closing-received = Ciò che i servizi hanno già ricevuto lo conservano come diceva il permesso. Può chiedere loro di cancellarlo.
closing-free = Il suo indirizzo e-mail torna libero per un nuovo account, che non ha nulla di questo.
closing-forever = Nessuno può annullarlo
    .text = Prima scarichi tutto, se vuole conservarlo.
closing-password = La sua password, ancora una volta
closing-fresh = Qui non ha una password. Può chiudere l’account entro dieci minuti dall’accesso.
closing-understood = Capisco che nessuno può annullarlo
closing-button = Chiudi per sempre il mio account
closing-stay = Tieni il mio account
closing-wrong-password = Questa non è la sua password.
closing-wrong-fresh = L’accesso risale a più di dieci minuti fa. Esca, acceda di nuovo e torni qui.
closing-wrong-understood = Spunti la casella se vuole chiudere l’account.
closed-title = Il suo account è chiuso
closed-text = Tutto ciò che la riguarda è cancellato qui.
closed-everywhere = Nessuna fonte mostra più i suoi dati con i suoi permessi.
closed-pending = { $connector }: dopo il { $time } non viene mostrato più nulla

## What feeds say

feed-calendar-name = I suoi dati: che cosa finisce ({ $operator })
feed-activity-name = I suoi dati: che cosa è successo ({ $operator })
feed-permission-ends = Finisce il suo permesso per { $service }
feed-request-ends = Ultimo giorno per rispondere a { $service }
feed-granted = Il suo permesso per { $service } è in vigore.
feed-declined = Ha detto no a { $service }.
feed-suspended = Il suo permesso per { $service } è in pausa.
feed-withdrawn = Ha revocato il suo permesso per { $service }.
feed-expired = Il suo permesso per { $service } è scaduto.
feed-ended-by-others = Il suo permesso per { $service } è stato chiuso da altri.
